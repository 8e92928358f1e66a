"""Writes every file that follows from the event table; `python -m redshank.events.generate` runs it.

Each module has one function `render() -> str` for one output. Nobody edits the outputs by hand: `--check` says
which of them are stale, and `make test` fails on any.
"""
