"""Written by `make generate`; never edited."""
