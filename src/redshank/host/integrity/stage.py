"""The sensor's last stage: events pass through, and programs and changed files get what their contents say."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from redshank.core import memory
from redshank.core.clock import Clock
from redshank.events import Event
from redshank.events._generated.types import BY_NAME, AgentLoss, ProcessExec
from redshank.host.hashing.cache import DigestCache
from redshank.host.integrity.baseline import Baseline
from redshank.host.integrity.changes import KINDS, FileEvent, HeldChanges, put
from redshank.host.integrity.content import redact_values
from redshank.host.integrity.examiner import Examiner
from redshank.host.integrity.looking import Looker
from redshank.host.integrity.profiles import FileSettings, profile_of
from redshank.host.integrity.programs import Programs
from redshank.host.integrity.walking import Discovery, Place, Walk
from redshank.host.integrity.worker import Worker
from redshank.host.packages.packages import open_packages
from redshank.host.sensor.source import SourceHealth

MAX_DISCOVERIES = 8_192


@dataclass(frozen=True, slots=True)
class Contents:
    """How closely contents are looked at. baseline: its file, None to keep it in memory. redact: makes secrets in a line unreadable."""

    settings: FileSettings
    baseline: Path | None = None
    redact: Callable[[str], str] = redact_values


class Integrity:
    """Give it every event of the sensor, and ask again when `fileno` is readable. Close it. places: the folders to walk."""

    def __init__(self, contents: Contents, places: Callable[[], list[Place]], clock: Clock, root: str = "/") -> None:
        self._settings, self._place, self._redact = contents.settings, contents.baseline, contents.redact
        self._places, self._clock, self._root = places, clock, root
        self._examiner: Examiner | None = None
        self._loads = 0
        self._walk: Walk | None = None
        self._found: deque[Discovery] = deque(maxlen=MAX_DISCOVERIES)
        self._worker = Worker(self._begin, self._steps, self._end)
        self.programs = Programs(self._worker, lambda: self._examiner, clock)
        self.changes = HeldChanges(self._worker, lambda: self._examiner, clock)

    def fileno(self) -> int:
        """Readable when something that was held may be ready."""
        return self._worker.fd

    def take(self, events: list[Event]) -> list[Event]:
        """What is to be told now: all that need no look at a file at once, changes of files when they were looked at."""
        self._worker.calm()
        passed: list[Event] = []
        changes: list[FileEvent] = []
        starts: list[ProcessExec] = []
        for event in events:
            if isinstance(event, KINDS):
                event.file_profile = profile_of(event.file_path or "")
                if event.source == "fanotify":
                    changes.append(event)
                    continue
            elif isinstance(event, ProcessExec):
                starts.append(event)
            elif isinstance(event, AgentLoss) and event.loss_reason == "queue_overflow":
                self._walk_again()
            passed.append(event)
        self._look_at_packages()
        if self._settings.hashes:
            self.programs.describe(starts)
        return passed + self.changes.take(changes) + self._discovered()

    def _look_at_packages(self) -> None:
        """What was said of programs may be wrong once the packages are others."""
        packages = self._examiner.packages if self._examiner is not None else None
        if packages is not None and packages.loads != self._loads:
            self._loads = packages.loads
            self.programs.forget()

    def _walk_again(self) -> None:
        """Records were lost: everything is compared."""
        self._worker.order(self._want_walk)

    def _want_walk(self) -> None:
        if self._walk is not None:
            self._walk.wanted = True
            self._worker.hurry()

    def _discovered(self) -> list[Event]:
        told: list[Event] = []
        while self._found:
            told.append(event_of(self._found.popleft(), self._clock.wall_ns()))
        return told

    def flush(self) -> list[Event]:
        """The last of it, when no more events come: waits for what is held, at most as long as it is held anyway."""
        return self.changes.flush() + self._discovered()

    def health(self) -> SourceHealth:
        """ok, or degraded where files could not be looked at; the counters say what was done and what was left out."""
        counts = self._counters()
        missing = "an error in the worker: contents are not looked at any more" if counts["failed"] else ""
        return SourceHealth("integrity", "degraded" if missing else "ok", missing, counts)

    def _counters(self) -> dict[str, int]:
        counts = self.changes.counts + self.programs.counts
        if (walk := self._walk) is not None:
            counts += walk.counts + walk.examiner.counts + walk.baseline.counts
            counts["rounds"], counts["files"] = walk.rounds, len(walk.baseline)
        counts["failed"] = self._worker.failed
        return dict(counts)

    def close(self) -> None:
        """End the worker. May be called twice."""
        self._worker.close()

    def _give_way(self) -> None:
        self._worker.give_way()  # looked up when it is called: the thread may begin before the worker has its name here

    def _begin(self) -> None:
        """On the worker's thread, which owns baseline and packages."""
        baseline = Baseline(self._place)
        looker = Looker(self._root, DigestCache(), self._clock.wall_ns, self._settings, self._give_way)
        packages = open_packages(Path(self._root), self._clock.boot_ns) if self._settings.packages else None
        examiner = Examiner(looker, baseline, packages, self._redact)
        prefix = self._root.rstrip("/").encode()
        self._walk = Walk(self._places, examiner, baseline, self._found.append, prefix)
        self._examiner = examiner

    def _steps(self) -> Iterator[float]:
        assert self._walk is not None
        if (packages := self._walk.examiner.packages) is not None:
            packages.refresh()
        memory.trim()
        yield 0.0
        for pause_s in self._walk.steps():
            self._walk.baseline.commit()
            if pause_s:
                memory.trim()  # a round is over: what it took goes back
            yield pause_s

    def _end(self) -> None:
        if self._walk is not None:
            self._walk.baseline.close()


def event_of(discovery: Discovery, now_ns: int) -> Event:
    """The event of a change that was found by comparing: nobody saw who did it."""
    change, finding = discovery.change, discovery.finding
    event = BY_NAME[finding.kind or change.kind](timestamp=discovery.when_ns or now_ns, source="sweep")
    values = {"file_path": change.path[:4096], "file_name": change.path.rpartition("/")[2], "file_inode": change.inode}
    put(event, {**values, "file_watch": "tree", "file_profile": profile_of(change.path), **finding.values})
    event.event_created = now_ns
    event.swept = discovery.swept or None
    return event
