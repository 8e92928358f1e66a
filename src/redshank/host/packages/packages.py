"""The packages of one host, whatever tool keeps them: loaded at the first question, and again after they changed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from redshank.host.packages.dpkg import Dpkg
from redshank.host.packages.owner import Owner, PackageDatabase
from redshank.host.packages.rpm import Rpm

_AGAIN_NS = 4_000_000_000
"""How often a database that keeps changing, as in an upgrade, is loaded at most: 0.15 s for 124,000 paths."""
_LOOK_NS = 500_000_000


class Packages:
    """Answers from all databases that are there. Used by one thread.

    boot_ns: a clock that never goes back. Between two looks for changes answers may be of the state before.
    """

    def __init__(self, databases: Sequence[PackageDatabase], boot_ns: Callable[[], int]) -> None:
        self._databases, self._boot_ns = list(databases), boot_ns
        self._stamps: list[tuple[int, ...]] = [() for _ in databases]
        self._loaded_at: int | None = None
        self._looked_at = 0
        self.loads = 0

    @property
    def known(self) -> bool:
        """True where this host has a package database at all."""
        return any(database.stamp() for database in self._databases)

    def refresh(self) -> None:
        """Load what changed; at most every 4 s."""
        now = self._boot_ns()
        if self._loaded_at is not None and now - self._looked_at < _LOOK_NS:
            return
        self._looked_at = now
        if self._loaded_at is not None and now - self._loaded_at < _AGAIN_NS:
            return
        for at, database in enumerate(self._databases):
            if (stamp := database.stamp()) != self._stamps[at]:
                self._stamps[at] = stamp
                database.load()
                self.loads, self._loaded_at = self.loads + 1, now
        self._loaded_at = self._loaded_at or now

    @property
    def current(self) -> bool:
        """True where what is loaded is what the databases say now: else a file without a package may have one by now."""
        return all(database.stamp() == stamp for database, stamp in zip(self._databases, self._stamps, strict=True))

    def owner(self, path: str) -> Owner | None:
        """The package of a path; None where no package has it."""
        self.refresh()
        for at, database in enumerate(self._databases):
            if self._stamps[at] and (found := database.owner(path)) is not None:
                return found
        return None


def open_packages(root: Path, boot_ns: Callable[[], int]) -> Packages:
    """The packages of the host whose root folder is `root`."""
    return Packages([Dpkg(root), Rpm(root)], boot_ns)
