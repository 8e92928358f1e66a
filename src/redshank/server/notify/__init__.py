"""Incidents to people (no code yet)."""
