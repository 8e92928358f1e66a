import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.files.mounts import FDINFO, MOUNTINFO, Devices, encode, mount_id, parse_mountinfo, remote_mounts

LINES = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
109 22 0:49 / /srv rw,relatime - overlay overlay rw,lowerdir=l
what is this
30 22 x:y / / rw
"""
FD = "pos:\t0\nflags:\t012100000\nmnt_id:\t109\nino:\t4\n"


class Proc:
    """/proc with one answer for descriptors and one for mounts."""

    def __init__(self, fd: str, mounts: str) -> None:
        self.fd, self.mounts, self.asked = fd, mounts, 0

    def read(self, path: Path) -> str:
        if path == MOUNTINFO:
            self.asked += 1
            return self.mounts
        assert path.parent == FDINFO
        return self.fd


def test_mounts_have_the_device_of_their_file_system() -> None:
    assert parse_mountinfo(LINES) == {22: 254 << 20 | 1, 109: 49}


def test_file_is_on_the_device_of_its_mount_and_mounts_are_read_once(tmp_path: Path) -> None:
    proc = Proc(FD, LINES)
    devices = Devices(proc.read)
    fd = os.open(tmp_path, os.O_PATH)
    assert [devices.of(fd), devices.of(fd)] == [49, 49]
    assert proc.asked == 1
    os.close(fd)


def test_without_proc_stat_has_the_word(tmp_path: Path) -> None:
    fd = os.open(tmp_path, os.O_PATH)
    device = os.fstat(fd).st_dev
    expected = encode(os.major(device), os.minor(device))
    assert Devices(Proc("", "").read).of(fd) == expected
    assert Devices(Proc(FD, "").read).of(fd) == expected
    os.close(fd)


def test_places_that_can_hang_are_known_by_their_file_system() -> None:
    raw = LINES + (
        "40 22 0:50 / /home rw - nfs4 server:/home rw\n"
        "41 22 0:51 / /mnt/my\\040share rw - cifs //server/x rw\n"
        "42 22 0:52 / /home/eve/m rw - fuse.sshfs x rw\n"
        "43 22 0:53 / / rw - nfs server:/ rw\n"
    )
    assert remote_mounts(raw) == {"/home", "/mnt/my share", "/home/eve/m"}


@given(st.text(max_size=200))
def test_any_text_is_read_without_raising(raw: str) -> None:
    assert isinstance(parse_mountinfo(raw), dict)
    assert isinstance(remote_mounts(raw), frozenset)
    mount_id(raw)
    mount_id("mnt_id:" + raw)
