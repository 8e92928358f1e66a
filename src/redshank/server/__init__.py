"""One unprivileged process, and the signer (no code yet)."""
