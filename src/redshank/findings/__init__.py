"""What was concluded: alerts and incidents, in the terms of ATT&CK."""
