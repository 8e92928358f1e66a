"""Which malware families an incident looks like: their profiles, and a matcher that shows its work."""
