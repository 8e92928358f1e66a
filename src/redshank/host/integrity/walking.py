"""Walking the watched trees: builds the baseline, and finds what changed while nobody looked. On the worker's thread.

What differs is looked at again a little later: a record that was still on its way tells it better, with who.
"""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from redshank.host.integrity.baseline import MAX_FILES, Baseline
from redshank.host.integrity.examiner import Change, Examiner, Finding
from redshank.host.integrity.facts import FileFacts

MAX_LISTED = 16_384
"""Names of one folder; the rest of a larger one is left out and counted."""
MAX_SUSPECTS = 4_096
AGAIN_S = 3_600.0
"""How often all is compared while nothing asks for it: what changed without a record is found then."""
SETTLE_S = 2.0
_STEP = 64


@dataclass(frozen=True, slots=True)
class Place:
    """A folder to walk, links not followed, `depth` levels deep; folders named in `skip` and the paths in `excluded` are not entered."""

    path: bytes
    depth: int
    skip: frozenset[bytes] = frozenset()
    excluded: frozenset[bytes] = frozenset()

    def enters(self, path: bytes) -> bool:
        """True where a folder in it belongs to the walk."""
        return self.depth > 0 and path not in self.excluded and path.rpartition(b"/")[2] not in self.skip


@dataclass(frozen=True, slots=True)
class Discovery:
    """A change that nobody told. when_ns: what the file itself says, 0 where it is gone. swept: from before the agent's start."""

    change: Change
    finding: Finding
    when_ns: int
    swept: bool


@dataclass(slots=True)
class Walk:
    """Goes round the places. tell: takes what was found."""

    places: Callable[[], list[Place]]
    examiner: Examiner
    baseline: Baseline
    tell: Callable[[Discovery], None]
    prefix: bytes = b""
    counts: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    wanted: bool = False
    _suspects: dict[bytes, FileFacts | None] = field(default_factory=dict)

    def steps(self) -> Iterator[float]:
        """For ever: a round, a look at what differed, a rest. Yields how long the next step may wait."""
        while True:
            self.wanted = False
            yield from self._round(not self.baseline.is_whole)
            self.baseline.completed()
            yield SETTLE_S
            yield from self._suspected()
            self.rounds += 1
            if not self.wanted:
                yield AGAIN_S

    def _round(self, first: bool) -> Iterator[float]:
        self.baseline.round += 1
        self._suspects = {}
        for number, (path, found) in enumerate(self._files(), 1):
            self._meet(path, found, first)
            if number % _STEP == 0:
                yield 0.0

    def _meet(self, path: bytes, found: os.stat_result, first: bool) -> None:
        known = self.baseline.get(path)
        if known is not None and known.same_time(found):
            self.baseline.seen(path)
        elif first:
            if (look := self.examiner.looker.look(path)) is not None:
                self.baseline.put(path, look.facts)
        elif len(self._suspects) < MAX_SUSPECTS:
            self._suspects[path] = known
        else:
            self.counts["suspects_left_out"] += 1

    def _suspected(self) -> Iterator[float]:
        for path, known in self._suspects.items():
            now = self.examiner.looker.stat(path)
            if now is not None and self.baseline.get(path) == known:
                self._tell_changed(path, known, now)
                yield 0.0
        self._suspects = {}
        for path in self.baseline.unseen(MAX_SUSPECTS):
            self._gone(path)
            yield 0.0

    def _tell_changed(self, path: bytes, known: FileFacts | None, now: os.stat_result) -> None:
        shown = path.decode("utf-8", "backslashreplace")
        kind = "file.create" if known is None or known.inode != now.st_ino else "file.attrib"
        if known is not None and kind == "file.attrib" and known.size != now.st_size:
            kind = "file.modify"
        change = Change(kind, shown, inode=now.st_ino)
        finding = self.examiner.examine(change)
        if kind == "file.attrib" and finding.kind is None and not _differs(known, now):
            return  # only its times
        when = now.st_mtime_ns if (finding.kind or kind) == "file.modify" else now.st_ctime_ns
        self.tell(Discovery(change, finding, when, swept=not self.rounds))

    def _gone(self, path: bytes) -> None:
        known = self.baseline.get(path)
        if self.examiner.looker.stat(path) is not None or known is None:
            self.baseline.forget(path)  # it is there, and watched no more
            return
        change = Change("file.delete", path.decode("utf-8", "backslashreplace"), inode=known.inode)
        self.tell(Discovery(change, self.examiner.examine(change), 0, swept=not self.rounds))

    def _files(self) -> Iterator[tuple[bytes, os.stat_result]]:
        """Everything below the places but folders, each once, at most as many as the baseline holds."""
        met, total = set[tuple[int, int]](), 0
        waiting = list(reversed(self.places()))
        while waiting:
            place = waiting.pop()
            for path, found in self._listed(place.path, met):
                if stat.S_ISDIR(found.st_mode):
                    if place.enters(path):
                        waiting.append(Place(path, place.depth - 1, place.skip, place.excluded))
                    continue
                total += 1
                if total > MAX_FILES:
                    self.counts["files_left_out"] += 1
                    return
                yield path, found

    def _listed(self, folder: bytes, met: set[tuple[int, int]]) -> Iterator[tuple[bytes, os.stat_result]]:
        """What is in a folder that was not met before: bind mounts and two trees may lead to one."""
        try:
            fd = os.open(self.prefix + folder or b"/", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError:
            return
        try:
            about = os.fstat(fd)
            if (about.st_dev, about.st_ino) in met:
                return
            met.add((about.st_dev, about.st_ino))
            with os.scandir(fd) as entries:
                for number, entry in enumerate(entries):
                    if number >= MAX_LISTED:
                        self.counts["unlisted"] += 1
                        return
                    with suppress(OSError):
                        yield folder + b"/" + os.fsencode(entry.name), entry.stat(follow_symlinks=False)
        finally:
            os.close(fd)


def _differs(known: FileFacts | None, now: os.stat_result) -> bool:
    if known is None:
        return True
    return (known.mode, known.uid, known.gid, known.links) != (now.st_mode, now.st_uid, now.st_gid, now.st_nlink)
