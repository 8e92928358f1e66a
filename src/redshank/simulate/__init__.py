"""The stories, played harmlessly in a sandbox host (no code yet)."""
