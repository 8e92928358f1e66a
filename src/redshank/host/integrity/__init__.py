"""What watched files are: their content's hash before and after a change, what changed in small texts, and their package."""
