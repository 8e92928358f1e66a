"""Keep and ask (no code yet)."""
