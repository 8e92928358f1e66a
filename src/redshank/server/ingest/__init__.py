"""Bytes to trusted batches (no code yet)."""
