from dataclasses import dataclass
from pathlib import Path

from redshank.core.clock import FixedClock
from redshank.host.packages.owner import Owner
from redshank.host.packages.packages import Packages, open_packages
from tests.host.packages.rpm_fixture import database, header

SECOND = 1_000_000_000


@dataclass
class Database:
    version: int = 1
    loads: int = 0

    def stamp(self) -> tuple[int, ...]:
        return (self.version,) if self.version else ()

    def load(self) -> None:
        self.loads += 1

    def owner(self, path: str) -> Owner | None:
        return Owner("p", str(self.loads)) if path == "/p" else None


def test_loaded_at_the_first_question_and_again_after_a_change() -> None:
    one, clock = Database(), FixedClock(boot=100 * SECOND)
    packages = Packages([one], clock.boot_ns)
    assert one.loads == 0 and packages.known
    assert packages.owner("/p") == Owner("p", "1") and packages.owner("/q") is None and one.loads == 1 and packages.current
    one.version = 2
    assert not packages.current
    clock.move(SECOND)
    assert packages.owner("/p") == Owner("p", "1")  # not all the time, in an upgrade
    clock.move(10 * SECOND)
    assert packages.owner("/p") == Owner("p", "2") and packages.current


def test_database_that_is_not_there_is_not_asked() -> None:
    packages = Packages([Database(version=0)], FixedClock(boot=SECOND).boot_ns)
    assert not packages.known and packages.owner("/p") is None


def test_both_kinds_are_found_below_a_root(tmp_path: Path) -> None:
    packages = open_packages(tmp_path, FixedClock(boot=SECOND).boot_ns)
    assert not packages.known
    database(tmp_path, header())
    assert open_packages(tmp_path, FixedClock(boot=SECOND).boot_ns).owner("/usr/bin/tool")
