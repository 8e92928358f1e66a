"""A small host below a folder, looked at by the real worker."""

import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from redshank.core.clock import Clock, SystemClock
from redshank.events import Event
from redshank.host.hashing.cache import DigestCache
from redshank.host.integrity.baseline import Baseline
from redshank.host.integrity.content import redact_values
from redshank.host.integrity.examiner import Examiner
from redshank.host.integrity.looking import Looker
from redshank.host.integrity.profiles import FileSettings
from redshank.host.integrity.stage import Contents, Integrity
from redshank.host.integrity.walking import Place
from redshank.host.packages.packages import open_packages

LIMIT_S = 10


def examiner(root: Path, packages: bool = False) -> Examiner:
    """With a baseline in memory."""
    looker = Looker(str(root), DigestCache(), SystemClock().wall_ns, FileSettings())
    return Examiner(looker, Baseline(None), open_packages(root, SystemClock().boot_ns) if packages else None, redact_values)


@contextmanager
def integrity(root: Path, baseline: Path | None = None, clock: Clock | None = None, **settings: object) -> Iterator[Integrity]:
    """Over /etc and /usr/bin below `root`."""
    places = [Place(b"/etc", 4), Place(b"/usr/bin", 1)]
    made = Integrity(Contents(FileSettings(**settings), baseline), lambda: places, clock or SystemClock(), str(root))  # type: ignore[arg-type]
    yield made
    made.close()


def until(stage: Integrity, wanted: Callable[[list[Event]], bool], events: list[Event] | None = None) -> list[Event]:
    """All that is told until it is enough."""
    told = stage.take(events or [])
    for _ in range(LIMIT_S * 20):
        if wanted(told):
            return told
        select.select([stage.fileno()], [], [], 0.05)
        told += stage.take([])
    raise AssertionError(f"never enough: {[event.event_action for event in told]}, {stage.health()}")


def rounds(stage: Integrity, number: int) -> list[Event]:
    """All that is told until so many rounds are over."""
    return until(stage, lambda _: stage.health().counters.get("rounds", 0) >= number)
