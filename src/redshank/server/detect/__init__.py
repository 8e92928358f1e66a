"""Stored batches to alerts: the rules at work, what they remember over a restart, and who has fallen silent."""
