"""News for those who watch: told by any thread, heard by streams on the event loop.

News is a hint that something of a topic changed, told after it was committed. Whoever hears it reads what there is, so
that nothing has to be queued for a slow reader but the hint itself: many changes of one thing are one hint.
"""

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass, field

MAX_PENDING = 1_000
"""Different things a listener may be behind in; beyond it is told to read everything again."""


@dataclass(frozen=True, slots=True)
class News:
    """What changed since the last look. revision: the highest told of each topic. keys: of each topic, the things named.

    lost: more changed than was remembered. closed: there will be no more.
    """

    revision: dict[str, int] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lost: bool = False
    closed: bool = False


class Listener:
    """One who watches. Belongs to the event loop it was made on; only `tell` and `close` are called from other threads."""

    def __init__(self, loop: asyncio.AbstractEventLoop, max_pending: int) -> None:
        self._loop = loop
        self._max_pending = max_pending
        self._lock = threading.Lock()
        self._wake = asyncio.Event()
        self._revision: dict[str, int] = {}
        self._pending: dict[tuple[str, str], None] = {}
        self._lost = False
        self._closed = False
        self._rung = False

    def tell(self, topic: str, key: str, revision: int) -> None:
        """Notes it and wakes the one who waits."""
        with self._lock:
            self._revision[topic] = max(revision, self._revision.get(topic, 0))
            if len(self._pending) < self._max_pending:
                self._pending[(topic, key)] = None
            elif (topic, key) not in self._pending:
                self._lost = True
            self._ring()

    def close(self) -> None:
        """There will be no more; the one who waits wakes."""
        with self._lock:
            self._closed = True
            self._ring()

    def _ring(self) -> None:
        """One call into the loop for any number of news between two looks."""
        if self._rung:
            return
        try:
            self._loop.call_soon_threadsafe(self._wake.set)
        except RuntimeError:  # the loop is closed: nobody listens any more
            self._closed = True
        self._rung = True

    async def wait(self, timeout_s: float) -> News:
        """What changed since the last call, as soon as something did; empty news after timeout_s."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), timeout_s)
        return self._take()

    def _take(self) -> News:
        with self._lock:
            if not self._closed:
                self._wake.clear()
            self._rung = False
            pending, revision, lost = self._pending, self._revision, self._lost
            self._pending, self._revision, self._lost = {}, {}, False
            closed = self._closed
        topics = {topic for topic, _ in pending}
        keys = {topic: tuple(key for of, key in pending if of == topic and key) for topic in topics}
        return News(revision, keys, lost, closed)


class Hub:
    """Where news is told and heard."""

    def __init__(self, max_pending: int = MAX_PENDING) -> None:
        self._max_pending = max_pending
        self._lock = threading.Lock()
        self._listeners: tuple[Listener, ...] = ()
        self._closed = False

    def publish(self, topic: str, key: str = "", revision: int = 0) -> None:
        """Tells every listener that something of `topic` changed, after the change was committed. Never blocks; any thread."""
        for listener in self._listeners:
            listener.tell(topic, key, revision)

    def listen(self) -> Listener:
        """A listener on the running event loop; hears what is published from now on. To be given back to `leave`."""
        listener = Listener(asyncio.get_running_loop(), self._max_pending)
        with self._lock:
            if self._closed:
                listener.close()
            else:
                self._listeners = (*self._listeners, listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """The listener hears nothing more."""
        with self._lock:
            self._listeners = tuple(one for one in self._listeners if one is not listener)

    def close(self) -> None:
        """Ends every stream at once, also those that come later. Any thread."""
        with self._lock:
            self._closed = True
            listeners, self._listeners = self._listeners, ()
        for listener in listeners:
            listener.close()

    @property
    def listening(self) -> int:
        """How many listen now."""
        return len(self._listeners)
