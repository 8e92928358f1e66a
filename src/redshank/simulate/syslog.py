"""The system log of the sandbox host: what its programs say to /dev/log becomes lines of its log files."""

import os
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

MAX_BYTES = 8192
_MESSAGE = re.compile(rb"<(\d{1,3})>(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?(.*)", re.DOTALL)
_AUTH, _AUTHPRIV = 4, 10


def line_of(message: bytes, host: str, wall_ns: int) -> tuple[int, bytes]:
    """(facility, line) of a datagram as rsyslog writes it today: the time of its arrival to the microsecond, host, text."""
    found = _MESSAGE.match(message)
    level, text = (int(found[1]), found[2]) if found else (13, message)
    moment = datetime.fromtimestamp(wall_ns // 1_000_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    text = text.rstrip(b"\0\n").replace(b"\n", b"#012")
    return level >> 3, b"%s.%06d+00:00 %s %s\n" % (moment.encode(), wall_ns // 1000 % 1_000_000, host.encode(), text)


@dataclass(slots=True)
class Syslog:
    """Writes what comes to `door` to the descriptors `auth` and `rest`, in a thread of its own, until it is closed."""

    door: socket.socket
    auth: int
    rest: int
    host: str
    wall_ns: Callable[[], int]
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._write, name="syslog", daemon=True)
        self._thread.start()

    def _write(self) -> None:
        while message := self.door.recv(MAX_BYTES):
            facility, line = line_of(message, self.host, self.wall_ns())
            os.write(self.auth if facility in (_AUTH, _AUTHPRIV) else self.rest, line)

    def close(self) -> None:
        """Write what has come, then give everything back."""
        self.door.shutdown(socket.SHUT_RD)
        self._thread.join(2)
        self.door.close()
        os.close(self.auth)
        os.close(self.rest)
