"""Sockets of a world that the main process answers itself, each in threads that end with it."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

MOST_OPEN = 2_000
_CHUNK = 64 * 1024


@dataclass(slots=True)
class Door:
    """A listening socket whose visitors `answer` gets, each in a thread of its own; closed with all that came through it."""

    door: socket.socket
    answer: Callable[[socket.socket], None]
    _open: set[socket.socket] = field(default_factory=set)
    visits: int = 0
    _closed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        threading.Thread(target=self._accept, name="door", daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                visitor, _ = self.door.accept()
                with self._lock:
                    self.visits += 1
                    if self._closed or len(self._open) >= MOST_OPEN:
                        visitor.close()
                        continue
                    self._open.add(visitor)
                threading.Thread(target=self._serve, args=(visitor,), name="visit", daemon=True).start()

    def _serve(self, visitor: socket.socket) -> None:
        with suppress(OSError):
            self.answer(visitor)
        with self._lock:
            self._open.discard(visitor)
        visitor.close()

    def close(self) -> None:
        """Take no more visitors and send those who are there away."""
        with self._lock:
            self._closed = True
            left = list(self._open)
        _end(self.door)
        for visitor in left:
            _end(visitor)


def hold(visitor: socket.socket) -> None:
    """Listen to a visitor until he goes, and say nothing: what a control server does most of the time."""
    while visitor.recv(_CHUNK):
        pass


def give_page(body: bytes) -> Callable[[socket.socket], None]:
    """An answer to any web request: always this page."""

    def answer(visitor: socket.socket) -> None:
        visitor.settimeout(5)
        visitor.recv(_CHUNK)
        visitor.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    return answer


def relay_to(address: tuple[str, int]) -> Callable[[socket.socket], None]:
    """An answer that copies both ways between the visitor and a server on this machine."""

    def answer(visitor: socket.socket) -> None:
        with socket.create_connection(address, 10) as server:
            server.settimeout(None)
            back = threading.Thread(target=_copy, args=(server, visitor), name="relay", daemon=True)
            back.start()
            _copy(visitor, server)
            back.join()

    return answer


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
