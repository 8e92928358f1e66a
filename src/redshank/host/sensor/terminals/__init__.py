"""Recording of terminals: what was shown, on request what was typed, by session. docs/decisions/0016 has the choices."""
