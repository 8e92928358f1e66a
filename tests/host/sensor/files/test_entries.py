import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.files import entries
from redshank.host.sensor.files.entries import facts_of, inode_and_mode, modified_ns, pack, same_content, same_mode, same_object


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(-(2**63) + 1, 2**63 - 1))
def test_facts_come_back(inode: int, mode: int, when: int) -> None:
    facts = pack(inode, mode, 10, when, when)
    assert inode_and_mode(facts) == (inode, mode)
    assert modified_ns(facts) == when
    assert len(facts) == entries.FACTS_BYTES


def test_times_a_file_system_makes_up_are_cut_to_fit() -> None:
    assert modified_ns(pack(1, 1, 1, 10**30, -(10**30))) == 2**63 - 1


def test_facts_are_those_of_stat(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("abc")
    found = os.lstat(tmp_path / "f")
    assert facts_of(found) == pack(found.st_ino, found.st_mode, 3, found.st_mtime_ns, found.st_ctime_ns)


@pytest.mark.parametrize(
    ("after", "content", "mode", "same"),
    [
        (pack(1, 0o100644, 5, 10, 10), True, True, True),
        (pack(1, 0o100644, 5, 10, 11), True, True, True),  # only what is about it changed
        (pack(1, 0o100755, 5, 10, 11), True, False, True),
        (pack(1, 0o100644, 6, 10, 10), False, True, True),
        (pack(1, 0o100644, 5, 11, 11), False, True, True),
        (pack(2, 0o100644, 5, 10, 10), False, True, False),
    ],
)
def test_differences(after: bytes, content: bool, mode: bool, same: bool) -> None:
    before = pack(1, 0o100644, 5, 10, 10)
    assert (same_content(before, after), same_mode(before, after), same_object(before, after)) == (content, mode, same)


@pytest.mark.parametrize(("mode", "name"), [(0o100644, "file"), (0o040755, "dir"), (0o120777, "symlink"), (0o010600, "fifo"), (0, "file")])
def test_type_by_mode(mode: int, name: str) -> None:
    assert entries.file_type(mode) == name
