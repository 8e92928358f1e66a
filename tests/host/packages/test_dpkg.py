import hashlib
import os
from pathlib import Path

import pytest

from redshank.host.packages.dpkg import Dpkg, spellings
from redshank.host.packages.owner import Owner

SUM = hashlib.md5(b"x").hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A host with two packages, one of which diverts a file of the other."""
    info = tmp_path / "var/lib/dpkg/info"
    info.mkdir(parents=True)
    (info / "tool.list").write_text("/.\n/bin\n/bin/tool\n/usr/share/doc/tool\n/etc/tool.conf\n/usr/bin/shared\n")
    (info / "tool.md5sums").write_text(f"{SUM}  bin/tool\n{SUM}  usr/bin/shared\n")
    (info / "lib:amd64.list").write_text("/usr/lib/lib.so\n/usr/bin/shared\n")
    (info / "lib:amd64.md5sums").write_text(f"{SUM}  usr/lib/lib.so\n{SUM}  usr/bin/shared\n")
    (info.parent / "status").write_text(
        f"Package: tool\nArchitecture: amd64\nVersion: 1\nConffiles:\n /etc/tool.conf {SUM}\n\n"
        "Package: lib\nArchitecture: amd64\nVersion: 2\n"
    )
    (info.parent / "diversions").write_text("/usr/bin/shared\n/usr/bin/shared.tool\nlib\n")
    return tmp_path


@pytest.fixture
def dpkg(root: Path) -> Dpkg:
    made = Dpkg(root)
    made.load()
    return made


def test_file_has_its_package_version_and_digest(dpkg: Dpkg) -> None:
    assert dpkg.owner("/bin/tool") == Owner("tool", "1", "md5", SUM)
    assert dpkg.owner("/usr/lib/lib.so") == Owner("lib", "2", "md5", SUM)
    assert dpkg.owner("/etc/tool.conf") == Owner("tool", "1", "md5", SUM, config=True)


def test_merged_folders_are_one(dpkg: Dpkg) -> None:
    assert dpkg.owner("/usr/bin/tool") == dpkg.owner("/bin/tool")
    assert list(spellings("/lib/x")) == ["/lib/x", "/usr/lib/x"] and list(spellings("/etc/x")) == ["/etc/x"]


def test_file_of_no_package_has_none(dpkg: Dpkg) -> None:
    assert dpkg.owner("/usr/bin/other") is None and dpkg.owner("/bin") == Owner("tool", "1", "md5", "")


def test_diverted_file_belongs_to_who_put_it_there(dpkg: Dpkg) -> None:
    assert dpkg.owner("/usr/bin/shared") == Owner("lib", "2", "md5", SUM)
    assert dpkg.owner("/usr/bin/shared.tool") == Owner("tool", "1", "md5", SUM)


def test_package_at_hand_is_known_before_its_lists_are_in_place(dpkg: Dpkg, root: Path) -> None:
    control = root / "var/lib/dpkg/tmp.ci"
    control.mkdir()
    (control / "control").write_text("Package: new\nArchitecture: amd64\nVersion: 3\nDescription: d\n")
    (control / "md5sums").write_text(f"{SUM}  usr/bin/new\n")
    for path in ("/usr/bin/new", "/usr/bin/new.dpkg-new", "/bin/new"):
        assert dpkg.owner(path) == Owner("new", "3", "md5", SUM, unpacking=True)


def test_missing_or_hostile_database_is_none(tmp_path: Path) -> None:
    dpkg = Dpkg(tmp_path)
    dpkg.load()
    assert dpkg.stamp() == () and dpkg.owner("/bin/sh") is None
    info = tmp_path / "var/lib/dpkg/info"
    info.mkdir(parents=True)
    os.mkfifo(info / "a.list")
    os.mkfifo(info.parent / "status")
    dpkg.load()
    assert dpkg.stamp() and dpkg.owner("/bin/sh") is None and dpkg.counts["unreadable"]
