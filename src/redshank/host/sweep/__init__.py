"""A host's existing state to events, at agent start; one file a check, all of them listed in `sweep`."""
