"""The alerts a server has kept of one agent, read from its control store as they come."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from redshank.core.errors import StoreError
from redshank.events.values import nanoseconds
from redshank.server.store.control import alerts
from redshank.server.store.control.database import Control

_LOOK_S = 0.05
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class KeptAlert:
    """An alert as flat keys. number: as people call it. kept_ns: when it was first seen kept. event_ns: the time of its first event."""

    flat: dict[str, Any]
    number: int
    kept_ns: int
    event_ns: int


@dataclass(slots=True)
class KeptAlerts:
    """Reads in a thread of its own until it is closed. hear: called there with each new alert."""

    control: Control
    agent_id: str
    wall_ns: Callable[[], int]
    hear: Callable[[KeptAlert], None]
    alerts: list[KeptAlert] = field(default_factory=list)
    _revision: int = 0
    _known: set[str] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def begin(self) -> None:
        """Read from now on; what was kept before is not looked at."""
        with self.control.read() as c:
            self._revision = alerts.revision(c)
        self._thread = threading.Thread(target=self._run, name="kept-alerts", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_S):
            with suppress(StoreError):  # the server writes just now
                self.look()

    def look(self) -> None:
        """Take in what changed since the last look."""
        with self.control.read() as c:
            changed = alerts.since(c, self._revision, _AT_ONCE)
            now = self.wall_ns()
            new = [row for row in changed if row.agent_id == self.agent_id and row.id not in self._known]
            found = [(row, alerts.record(c, row.id)) for row in new]
        self._revision = changed[-1].revision if changed else self._revision
        for row, record in found:
            self._known.add(row.id)
            if record is not None:
                flat = {**record.body, "redshank.simulated": row.simulated}
                self.alerts.append(KeptAlert(flat, row.number, now, nanoseconds(flat["@timestamp"])))
                self.hear(self.alerts[-1])

    def close(self) -> None:
        """Stop reading, after a last look."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            with suppress(StoreError):
                self.look()
