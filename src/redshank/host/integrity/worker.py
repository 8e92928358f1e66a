"""One thread of low priority that reads files, so that the sensor's own thread never waits for a disk.

Orders come first, one by one; in between it goes on with work that can wait, at a fifth of a processor at most.
"""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

MAX_ORDERS = 64
NICE = 10
_SHARE = 0.2
"""Of one processor, for work that can wait."""
_LONGEST_PAUSE_S = 1.0
_LONGEST_WAIT_S = 3600.0


@dataclass(slots=True)
class Order:
    """Something to do. done is set when it was done, or failed."""

    act: Callable[[], None]
    done: threading.Event = field(default_factory=threading.Event)


class Worker:
    """Runs orders on a thread of its own. fd: readable after one was done. Close it.

    begin: called first on the thread. idle: the work that can wait, in steps of some milliseconds; each yields how many
    seconds the next may wait. end: called last.
    """

    def __init__(self, begin: Callable[[], None], idle: Callable[[], Iterator[float]], end: Callable[[], None]) -> None:
        self._begin, self._idle, self._end = begin, idle, end
        self._next_s = 0.0
        self._may_give_way = False
        self._orders: queue.Queue[Order | None] = queue.Queue(MAX_ORDERS)
        self._stop = threading.Event()
        self.failed = self.done = 0
        self.fd = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._run, name="files", daemon=True)
        self._thread.start()

    def order(self, act: Callable[[], None]) -> Order | None:
        """Have it done soon; None where too much waits already, as when a disk hangs."""
        order = Order(act)
        try:
            self._orders.put_nowait(order)
        except queue.Full:
            return None
        return order

    def hurry(self) -> None:
        """From an order: the work that can wait has something to do now."""
        self._next_s = 0.0

    def give_way(self) -> None:
        """From the work that can wait, as often as it likes: do the orders that came meanwhile. Does nothing within an order."""
        while self._may_give_way and (order := self._next_order()) is not None:
            self._do(order)

    def _next_order(self) -> Order | None:
        try:
            return self._orders.get_nowait()
        except queue.Empty:
            return None

    def calm(self) -> None:
        """Make `fd` unreadable until the next order is done."""
        with suppress(BlockingIOError):
            os.eventfd_read(self.fd)

    def close(self, patience_s: float = 2.0) -> None:
        """End after the order at hand; one that hangs is left behind. May be called twice."""
        if self._stop.is_set():
            return
        self._stop.set()
        with suppress(queue.Full):
            self._orders.put_nowait(None)
        self._thread.join(patience_s)
        if not self._thread.is_alive():
            os.close(self.fd)

    def _run(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        self._begin()
        idle = self._idle()
        while not self._stop.is_set():
            try:
                order = self._orders.get(timeout=max(self._next_s - time.monotonic(), 0.0))
            except queue.Empty:
                self._go_on(idle)
                continue
            if order is not None:
                self._do(order)
        self._end()

    def _go_on(self, idle: Iterator[float]) -> None:
        began, pause = time.thread_time(), _LONGEST_WAIT_S
        self._may_give_way = True
        try:
            pause = next(idle, _LONGEST_WAIT_S)
        except Exception:  # it ends, and is seen in the count; the work that cannot wait goes on
            self.failed += 1
        self._may_give_way = False
        spent = time.thread_time() - began
        self._next_s = time.monotonic() + max(pause, min(spent * (1 / _SHARE - 1), _LONGEST_PAUSE_S))

    def _do(self, order: Order) -> None:
        idle, self._may_give_way = self._may_give_way, False
        try:
            order.act()
        except Exception:  # one bad file must not end it; what waits for it goes on without
            self.failed += 1
        self._may_give_way = idle
        self.done += 1
        order.done.set()
        with suppress(OSError, BlockingIOError):
            os.eventfd_write(self.fd, 1)
