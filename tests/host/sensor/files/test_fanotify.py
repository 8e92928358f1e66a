import errno
import os
from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.host.sensor.files.fanotify import CREATE, MODIFY, MOVED_FROM, RENAME, Group
from redshank.host.sensor.files.records import parse


@pytest.mark.root
def test_marked_folder_tells_and_an_unmarked_one_is_quiet(tmp_path: Path) -> None:
    group = Group()
    fd = os.open(tmp_path, os.O_RDONLY)
    group.mark(fd, group.mask())
    assert group.read() == b""
    (tmp_path / "f").write_text("x")
    (record,) = parse(group.read())[0]
    assert (record.name, record.pid, record.mask & CREATE) == (b"f", os.getpid(), CREATE)
    group.unmark(fd, group.mask())
    (tmp_path / "g").write_text("x")
    assert group.read() == b""
    os.close(fd)
    group.close()
    group.close()


@pytest.mark.root
def test_mark_on_a_file_is_an_error(tmp_path: Path) -> None:
    group = Group()
    (tmp_path / "f").write_text("x")
    fd = os.open(tmp_path / "f", os.O_RDONLY)
    with pytest.raises(OSError, match="fanotify_mark") as caught:
        group.mark(fd, group.mask())
    assert caught.value.errno == errno.ENOTDIR
    with pytest.raises(OSError, match="fanotify_mark"):
        group.unmark(fd, group.mask())
    os.close(fd)
    group.close()


@pytest.mark.root
def test_masks_by_kind_of_kernel_and_by_what_is_asked() -> None:
    new, old = Group(), Group(whole=False)
    assert (old.mask() & MOVED_FROM, old.mask() & RENAME, old.whole) == (MOVED_FROM, 0, False)
    assert new.mask() & (RENAME | MOVED_FROM) in (RENAME, MOVED_FROM)
    assert not new.mask(content=False) & MODIFY
    assert not new.waiting_mask() & MODIFY
    new.close()
    old.close()


def test_without_the_right_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = {errno.EPERM: "run as root", errno.ENOSYS: "5.9 or newer", errno.EMFILE: "Too many open files"}
    for number, words in refused.items():
        monkeypatch.setattr(Group, "_init", lambda self, flags: -1)
        monkeypatch.setattr("ctypes.get_errno", lambda number=number: number)
        with pytest.raises(HostError, match=words):
            Group()
