"""A host's folder of logs for tests, and everything its sources say."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from redshank.core.clock import FixedClock
from redshank.events import Event
from redshank.host.sensor.logins.choose import OpenLogs, Past, open_logs, open_with_past
from redshank.host.sensor.logins.places import SavedPlaces
from redshank.host.sensor.source import Source

NOW = 1_795_500_000_000_000_000
"""2026-11-24T06:00:00Z, shortly after the captures in tests/data/logins."""


class Host:
    """A made-up host below a folder. Its clock stands still until `settle`."""

    def __init__(self, root: Path, *, pam_unix_only: bool = True) -> None:
        self.root, self.logs, self.clock = root, root / "var/log", FixedClock(NOW, 10**12)
        self.logs.mkdir(parents=True)
        (root / "etc/pam.d").mkdir(parents=True)
        if pam_unix_only:
            (root / "etc/pam.d/common-auth").write_text("auth [success=1 default=ignore] pam_unix.so nullok\n")
        self.sources: list[Source] = []

    def put(self, name: str, content: bytes) -> None:
        """A log as it stands now."""
        (self.logs / name).write_bytes(content)

    def add(self, name: str, content: str) -> None:
        """More at the end of a log."""
        with (self.logs / name).open("a") as file:
            file.write(content)

    def open(self, *, from_start: bool = False, programs: tuple[Path, ...] = ()) -> None:
        """Open the sources."""
        self.sources = open_logs(self.root, UTC, self.clock, from_start=from_start, programs=programs).sources

    def open_past(self, since_s: int = 86_400, known: SavedPlaces | None = None, programs: tuple[Path, ...] = ()) -> OpenLogs:
        """Open the sources as an agent does, looking back so far."""
        logs = open_with_past(self.root, UTC, self.clock, Past(self.clock.wall - since_s * 1_000_000_000, known), programs)
        self.sources = list(reversed(logs.sources))  # as the sensor reads them
        return logs

    def read(self) -> list[Event]:
        """One round through the sources."""
        return [event for source in self.sources for event in source.read()]

    def settle(self, done: Callable[[list[Event]], bool] = lambda _: False) -> list[Event]:
        """Rounds until every wait is over, or `done` with the events so far."""
        events: list[Event] = []
        for _ in range(30):
            events += self.read()
            if done(events):
                break
            self.clock.move(500_000_000)
        return events

    def close(self) -> None:
        """Close the sources."""
        for source in self.sources:
            source.close()


def counts(events: list[Event]) -> dict[str, int]:
    """Events by type."""
    found: dict[str, int] = {}
    for event in events:
        found[event.event_action] = found.get(event.event_action, 0) + 1
    return found


def sessions(events: list[Event]) -> list[Event]:
    """Without the lines."""
    return [event for event in events if event.event_action != "log.line"]
