"""Casts of the terminals that were recorded while watching: one file a terminal, written when it ends or the watch does."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from redshank.events import Event
from redshank.events._generated.types import ProcessExec, SessionTty, SessionWinsize
from redshank.events.cast import cast, terminals

MAX_EVENTS = 50_000
"""Of one watch, about 100 MiB: what comes after is not in the casts, and that is said."""


@dataclass(slots=True)
class CastFolder:
    """Gathers what casts are made of and writes them to `folder`."""

    folder: Path
    left_out: int = 0
    _events: list[Event] = field(default_factory=list)

    def take(self, events: Iterable[Event]) -> None:
        """Keep what belongs into a cast."""
        for event in events:
            if isinstance(event, SessionTty | SessionWinsize) or (isinstance(event, ProcessExec) and event.terminal_session):
                if len(self._events) < MAX_EVENTS:
                    self._events.append(event)
                else:
                    self.left_out += 1

    def write(self) -> list[Path]:
        """One `.cast` for each terminal that showed anything; the files written."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        written = []
        for terminal, session in terminals(self._events).items():
            path = self.folder / f"{session}_{terminal}.cast"
            path.write_text("".join(line + "\n" for line in cast(self._events, terminal)), encoding="utf-8")
            path.chmod(0o600)
            written.append(path)
        return written
