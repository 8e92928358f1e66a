"""Suppressions: proposed, tried, signed off, put into the rules at work; and rules tried on what is stored."""
