import os
from pathlib import Path

import pytest

from redshank.host.hashing.digest import Digest
from redshank.host.integrity.facts import facts, xattr_changes, xattrs_of


def test_same_file_is_known_by_its_stat(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    known = facts((tmp_path / "f").stat(), Digest("a"), (), None)
    assert known.regular and known.same_time((tmp_path / "f").stat()) and known.sha256 == "a"
    (tmp_path / "f").chmod(0o600)
    assert not known.same_time((tmp_path / "f").stat())
    assert not facts(tmp_path.stat(), Digest(), (), None).regular


def test_attributes_that_came_went_and_changed() -> None:
    assert xattr_changes((("a", "1"), ("b", "1"), ("c", "1")), (("b", "2"), ("c", "1"), ("d", "1"))) == ["+d", "-a", "~b"]


def test_attributes_of_an_open_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    fd = os.open(tmp_path / "f", os.O_PATH)
    assert xattrs_of(fd) == ()
    try:
        os.setxattr(tmp_path / "f", "user.x", b"1")
    except OSError as error:
        pytest.skip(f"no extended attributes here: {error}")
    assert [name for name, _ in xattrs_of(fd)] == ["user.x"]
    os.close(fd)
