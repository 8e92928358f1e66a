"""Detection quality: attacks and ordinary work, run in throw-away hosts and seen by the live sensor."""
