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
_STOPPED = 394
"""QUERY_WAS_CANCELLED: by `close`."""
_NO_SPACE = ("No space left on device", "Disk quota exceeded")


def _nothing(_client: Any) -> None:
    """Questions in flight are left alone."""


class Clients:
    """A client for whoever asks, and all of them closed by `close`.

    make: opens one. stop: through one client, ends the questions that others wait for.
    """

    def __init__(self, make: Callable[[], Any], stop: Callable[[Any], None] = _nothing) -> None:
        self._make, self._stop = make, stop
        self._change = threading.Condition()
        self._idle: list[Any] = []
        self._lent = 0
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
        with self._change:
            if self._closed:
                raise StoreError("the event store is closed", "closed")
            self._lent += 1
            if self._idle:
                return self._idle.pop()
        try:
            return self._make()
        except BaseException:
            self._one_less()
            raise

    def _give_back(self, client: Any) -> None:
        with self._change:
            if not self._closed:
                self._idle.append(client)
                client = None
        if client is not None:
            client.close()
        self._one_less()

    def _one_less(self) -> None:
        with self._change:
            self._lent -= 1
            self._change.notify_all()

    def close(self, patience_s: float = 5.0) -> None:
        """Ends the questions in flight and closes every client; waits for those that are lent. May be called twice."""
        with self._change:
            first, self._closed = not self._closed, True
            idle, self._idle = self._idle, []
            waiting = first and self._lent > 0
        if waiting:
            idle = [*(idle or [self._make()])]
            self._stop(idle[0])
        for client in idle:
            client.close()
        with self._change:
            self._change.wait_for(lambda: self._lent == 0, patience_s)


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
    return "closed" if code == _STOPPED or "client has been closed" in text else "broken"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no reason given"])[0][:500]
