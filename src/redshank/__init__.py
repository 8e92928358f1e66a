"""Redshank: tells within seconds whether a Linux host is breached, what was done to it, and how to put it right."""

__version__ = "0.1.0"
