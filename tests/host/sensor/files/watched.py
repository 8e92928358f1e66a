"""A small file system under real marks, for tests that act on it and read what is told."""

import os
import select
from collections.abc import Callable
from pathlib import Path

from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.host.sensor.files.source import FileSource
from redshank.host.sensor.files.watches import Secret, Tree, WatchPlan


def kernel_key(path: Path) -> tuple[int, int]:
    """Inode and device as the kernel has them: on overlayfs only a folder says its device truly, on others all agree."""
    device = (path if path.is_dir() else path.parent).stat().st_dev
    return path.stat().st_ino, os.major(device) << 20 | os.minor(device)


class KernelKeys:
    """The kernel side's map as a dictionary."""

    def __init__(self) -> None:
        self.bits: dict[tuple[int, int], int] = {}

    def add(self, inode: int, device: int, bits: int) -> None:
        self.bits[inode, device] = bits | self.bits.get((inode, device), 0)

    def remove(self, inode: int, device: int) -> None:
        self.bits.pop((inode, device), None)

    def of(self, path: Path) -> int:
        return self.bits.get(kernel_key(path), 0)


class Watched:
    """`root/w` is a watched tree, `root/out` is beside it; our own acts are told, since the test is the actor."""

    def __init__(self, root: Path, trees: tuple[Tree, ...] = (Tree("/w"),), secrets: tuple[Secret, ...] = (), whole: bool = True) -> None:
        self.root, self.w, self.out = root, root / "w", root / "out"
        self.w.mkdir(exist_ok=True)
        self.out.mkdir(exist_ok=True)
        self.kernel = KernelKeys()
        self.plan = WatchPlan(trees, secrets, str(root))
        self.whole = whole
        self.opened: FileSource | None = None

    @property
    def source(self) -> FileSource:
        if self.opened is None:
            self.opened = FileSource(lambda: self.plan, SystemClock(), self.kernel, frozenset(), self.whole)
        return self.opened

    def events(self, patience_s: float = 0.0) -> list[Event]:
        """All that is told until nothing more comes for so long."""
        told: list[Event] = []
        while self._readable(patience_s):
            told += self.source.read()
        return told

    def until(self, kind: str, path: str) -> list[Event]:
        """All that is told up to this change; 10 s at most."""
        told: list[Event] = []
        while (kind, path) not in short(told) and self._readable(10):
            told += self.source.read()
        return told

    def _readable(self, patience_s: float) -> bool:
        fd = self.source.fileno()
        assert fd is not None
        return bool(select.select([fd], [], [], patience_s)[0])

    def act(self, what: Callable[[], object]) -> list[Event]:
        """What is told of one act."""
        self.source  # noqa: B018  # marks before the act
        what()
        return self.events()

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()


def short(events: list[Event]) -> list[tuple[str, str]]:
    """(kind, path) of each event, without what a folder was told."""
    return [(event.event_action.removeprefix("file."), getattr(event, "file_path", "")) for event in events]
