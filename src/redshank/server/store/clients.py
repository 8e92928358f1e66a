"""Clients of the engine, lent to one thread at a time, and the engine's errors in our words."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from clickhouse_connect.driver.exceptions import ClickHouseError

from redshank.core.errors import StoreError

_FULL = frozenset({243})
"""Codes of the engine: NOT_ENOUGH_SPACE."""
_SLOW = frozenset({159, 209, 241, 252, 396})
"""TIMEOUT_EXCEEDED, SOCKET_TIMEOUT, MEMORY_LIMIT_EXCEEDED, TOO_MANY_PARTS, TOO_MANY_ROWS_OR_BYTES."""
_NO_SPACE = ("No space left on device", "Disk quota exceeded")


class Clients:
    """A client for whoever asks, and all of them closed by `close`. make: opens one."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._idle: list[Any] = []
        self._all: list[Any] = []
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[Any]:
        """A client that no other thread has. Whatever goes wrong with it is raised as StoreError."""
        with translated():
            client = self._take()
            try:
                yield client
            finally:
                self._give_back(client)

    def _take(self) -> Any:
        with self._lock:
            if self._closed:
                raise StoreError("the event store is closed", "closed")
            if self._idle:
                return self._idle.pop()
        client = self._make()
        with self._lock:
            self._all.append(client)
        return client

    def _give_back(self, client: Any) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(client)
                return
        client.close()

    def close(self) -> None:
        """Close every client; one that is lent is closed when it comes back. May be called twice."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for client in idle:
            client.close()


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the engine and of the disk as StoreError."""
    try:
        yield
    except ClickHouseError as error:
        raise StoreError(f"event store: {_first_line(error)}", kind_of(error)) from error
    except OSError as error:
        raise StoreError(f"event store: {error}", "full" if error.errno in (28, 122) else "broken") from error


def kind_of(error: ClickHouseError) -> str:
    """The kind of a StoreError for an error of the engine."""
    code, text = getattr(error, "code", None), str(error)
    if code in _FULL or any(words in text for words in _NO_SPACE):
        return "full"
    if code in _SLOW:
        return "slow"
    return "closed" if "client has been closed" in text else "broken"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no reason given"])[0][:500]
