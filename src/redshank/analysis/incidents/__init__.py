"""Alerts to incidents (no code yet)."""
