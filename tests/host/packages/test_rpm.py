from pathlib import Path

from redshank.host.packages.owner import Owner
from redshank.host.packages.rpm import Rpm
from tests.host.packages.rpm_fixture import database, header


def test_file_has_its_package_version_and_digest(tmp_path: Path) -> None:
    place = database(tmp_path, header(), header(t1000="other", t1117=["x", "y"]))
    before = sorted(path.name for path in place.parent.iterdir())
    rpm = Rpm(tmp_path)
    rpm.load()
    assert rpm.owner("/usr/bin/tool") == rpm.owner("/bin/tool") == Owner("tool", "1-2", "sha256", "a" * 64)
    assert rpm.owner("/etc/tool.conf") == Owner("tool", "1-2", "sha256", "b" * 64, config=True)
    assert rpm.owner("/usr/bin/none") is None
    assert sorted(path.name for path in place.parent.iterdir()) == before


def test_damaged_package_is_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    database(tmp_path, b"nonsense of some length", header())
    rpm = Rpm(tmp_path)
    rpm.load()
    assert rpm.counts["corrupt"] == 1 and rpm.owner("/usr/bin/tool")


def test_missing_or_damaged_database_is_none(tmp_path: Path) -> None:
    rpm = Rpm(tmp_path)
    rpm.load()
    assert rpm.stamp() == () and rpm.owner("/usr/bin/tool") is None
    place = database(tmp_path)
    place.write_bytes(b"x" * 5_000)
    rpm.load()
    assert rpm.stamp() and rpm.counts["unreadable"]
