"""Between host and server: messages, signatures, bounds. Both ends import it, it imports neither."""
