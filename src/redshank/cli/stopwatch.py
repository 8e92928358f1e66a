"""The stopwatch of `up`: what was reached, and how many seconds after the first line."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

MARKS = {
    "start": "start",
    "ready": "server and console ready",
    "watching": "agent watches this host",
    "first_event": "first event",
    "first_alert": "first alert",
    "first_severity_1": "first Severity 1",
    "incident": "incident",
}


@dataclass(slots=True)
class Stopwatch:
    """Says each mark once, the moment it is reached. say: takes a line. clock: seconds since 1970."""

    say: Callable[[str], None]
    clock: Callable[[], float] = time.time
    reached: dict[str, float] = field(default_factory=dict)
    _start: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._start = self.clock()

    def mark(self, what: str, at: float | None = None, detail: str = "") -> None:
        """`what` was reached, at a time of the wall clock or now. A second time is no news."""
        with self._lock:
            if what in self.reached or what not in MARKS:
                return
            seconds = max(0.0, (self.clock() if at is None else at) - self._start)
            self.reached[what] = seconds
        self.say(f"{seconds:7.1f} s  {MARKS[what]}{detail and f': {detail}'}")
