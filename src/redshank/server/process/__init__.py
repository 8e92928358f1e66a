"""The server as a process: its sockets, its rights, its web server, what it does now and then, and what it tells its parent."""
