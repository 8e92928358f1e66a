"""The logs of programs as one source: those of the usual places, and those somebody named."""

import glob
from collections.abc import Iterable, Mapping
from pathlib import Path

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.events._generated.types import AgentLoss
from redshank.host.sensor.applogs.file import AppFile
from redshank.host.sensor.applogs.lines import SOURCE
from redshank.host.sensor.logins.follow import Beginning, FollowedFile, Place
from redshank.host.sensor.source import SourceHealth

USUAL = (
    "/var/log/apache2/*access*.log",
    "/var/log/httpd/*access_log",
    "/var/log/nginx/*access*.log",
    "/var/log/lighttpd/access.log",
    "/var/log/clamav/clamav.log",
    "/var/log/vsftpd.log",
)
"""Where Debian and Red Hat put them. Names may come later; a virtual host often has a file of its own."""
MOST_FILES = 64
LOOK_NS = 30_000_000_000
"""How often the places are looked at for new files."""
ACCOUNT_NS = 1_000_000_000
MOST_BYTES = 1 << 20
"""Of one file, read of what was written between two runs."""


class AppLogs:
    """root: of the host. more: paths or shell patterns beside the usual. places: how far an earlier run had told, by path."""

    name = SOURCE

    def __init__(self, root: Path, more: Iterable[str], clock: Clock, places: Mapping[str, Place] | None = None) -> None:
        self._root, self._patterns, self._clock = root, (*more, *USUAL), clock
        self._places = dict(places or {})
        self._files: dict[str, AppFile] = {}
        self._left_out = self._told = self._events = 0
        self._next_look = self._next_account = 0
        self._first = True
        self._look(clock.boot_ns())

    def fileno(self) -> None:
        """None: a file has nothing to wait for."""
        return

    def read(self) -> list[Event]:
        """Lines and requests since the last call; then what was over the rate, once a second."""
        now = self._clock.boot_ns()
        if now >= self._next_look:
            self._look(now)
        events = [event for file in self._files.values() for event in file.read()]
        self._events += len(events)
        if now >= self._next_account:
            self._next_account = now + ACCOUNT_NS
            events += self._account()
        return events

    def places(self) -> dict[str, tuple[Place, int]]:
        """By path, up to where each file was told, and when."""
        wall = self._clock.wall_ns()
        return {path: (place, wall) for path, file in self._files.items() if (place := file.texts.place()) is not None}

    def _look(self, now: int) -> None:
        """What stands in a file that is there at the start is old; one that comes later is new from its first line."""
        self._next_look = now + LOOK_NS
        self._left_out = 0
        for path in self._named():
            if path in self._files:
                continue
            if len(self._files) >= MOST_FILES:
                self._left_out += 1
                continue
            known = self._places.get(path)
            beginning = Beginning(MOST_BYTES, 0, known) if known is not None else None
            file = FollowedFile(Path(path), self._root, self._clock.boot_ns, not self._first and beginning is None, beginning)
            file.look()
            self._files[path] = AppFile(file, self._clock)
        self._first = False

    def _named(self) -> list[str]:
        top = str(self._root).rstrip("/")
        found: dict[str, None] = {}
        for pattern in self._patterns:
            found.update(dict.fromkeys(sorted(glob.glob(top + pattern))))  # noqa: PTH207  # Path.glob takes no absolute pattern
        return list(found)

    def _account(self) -> list[Event]:
        total = sum(file.dropped for file in self._files.values())
        if total <= self._told:
            return []
        count, self._told = total - self._told, total
        wall = self._clock.wall_ns()
        return [AgentLoss(timestamp=wall, loss_count=count, loss_total=total, loss_reason="rate", loss_where=SOURCE, loss_type="log.line")]

    def health(self) -> SourceHealth:
        """ok also where there are no such logs: most hosts serve no web; degraded where one cannot be read or is left out."""
        files = self._files.values()
        counters = {
            "events": self._events, "files": len(self._files), "lines": sum(file.lines for file in files),
            "dropped": sum(file.dropped for file in files), "cut": sum(file.texts.cut for file in files),
            "rotated": sum(file.file.rotated for file in files), "truncated": sum(file.file.truncated for file in files),
            "copies": sum(file.texts.seen.skipped for file in files), "behind_bytes": sum(file.file.behind_bytes for file in files),
        }  # fmt: skip
        said = [file.file.problem for file in files if file.file.problem and not file.file.problem.startswith("no such file")]
        said += [f"{self._left_out} more files than the {MOST_FILES} that are followed"] if self._left_out else []
        if said:
            return SourceHealth(self.name, "degraded", "; ".join(said[:4]), counters)
        words = f"{len(self._files)} logs of programs" if self._files else "no logs of programs here"
        return SourceHealth(self.name, "ok", words, counters)

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.file.close()
