"""Sigma rules: loaded, checked, compiled."""
