"""Secrets are taken out of events before anything is stored, sent or printed. docs/decisions/0016 has the choices."""
