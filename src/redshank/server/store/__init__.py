"""Keep and ask: events in an event store, everything else in the control store."""
