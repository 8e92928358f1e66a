"""Between host and server: frames, messages, signing, orders. Built with the server (no code yet)."""
