import os
import socket
from pathlib import Path

import pytest

from redshank.host.hashing.opening import NotPlainError, file_system, looked_at, opened, read_plain

TMPFS, PROC = 0x01021994, 0x9FA0


def read(path: Path) -> bytes:
    with looked_at(path) as (looked, _), opened(looked) as fd:
        return os.read(fd, 100)


def test_regular_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    assert read(tmp_path / "f") == b"x"


def test_pipe_socket_device_folder_and_link_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/passwd")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "socket"))
    for path in (tmp_path / "pipe", tmp_path / "socket", Path("/dev/zero"), tmp_path, tmp_path / "link"):
        with pytest.raises(NotPlainError):
            read(path)


def test_file_that_is_gone_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nothing")


def test_time_of_access_stays(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    os.utime(tmp_path / "f", ns=(1, 1))
    read(tmp_path / "f")
    assert (tmp_path / "f").stat().st_atime_ns == 1


def test_file_system_is_known_by_its_number() -> None:
    fd = os.open("/proc/self", os.O_PATH)
    assert file_system(fd) == PROC
    os.close(fd)
    assert file_system(fd) == 0


def test_bounded_read_follows_links_and_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("f")
    os.mkfifo(tmp_path / "pipe")
    assert read_plain(tmp_path / "link", 3) == b"123"
    assert read_plain(tmp_path / "pipe", 3) == b"" and read_plain(tmp_path / "nothing", 3) == b""
