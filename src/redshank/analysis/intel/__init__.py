"""What is known as bad: indicators from lists."""
