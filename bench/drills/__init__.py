"""Long proofs of the whole agent under load, each in a throw-away host of its own: `make drill ARGS="flood"`, `soak`, `restart`."""
