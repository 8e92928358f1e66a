"""A host's existing state to events, at agent start (no code yet)."""
