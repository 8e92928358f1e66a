"""Bytes to stored, acknowledged batches. Read `server/pipeline.py` first."""
