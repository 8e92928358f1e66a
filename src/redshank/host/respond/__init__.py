"""Response actions, one file each (no code yet)."""
