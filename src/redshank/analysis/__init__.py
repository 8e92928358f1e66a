"""Pure: batch in, batch out. Used by the server and by `watch`."""
