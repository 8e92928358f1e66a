"""Kernel and logs to events."""
