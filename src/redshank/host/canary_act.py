"""What the canary does: a program of its own that runs, writes a file, changes its user and connects. Nothing more.

    canary_act.py MARK NONCE FILE

It imports what it needs from the standard library alone and starts in a few milliseconds.
"""

import os
import socket
import sys

DISCARD = ("127.0.0.1", 9)
NOBODY = 65534


def main(words: list[str]) -> int:
    """words: the mark, the nonce, the file."""
    _, nonce, path = words
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    os.write(descriptor, nonce.encode())
    os.close(descriptor)
    if os.geteuid() == 0:
        os.setresuid(NOBODY, NOBODY, NOBODY)
    with socket.socket() as connection:  # as nobody: root's own connections may be held back just now
        connection.settimeout(1.0)
        connection.connect_ex(DISCARD)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
