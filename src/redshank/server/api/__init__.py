"""HTTP (no code yet)."""
