import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.host.sensor import programs
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.libbpf import BpfObject

pytestmark = pytest.mark.root


@pytest.fixture(params=["full", "light", "off"])
def bpf(request: pytest.FixtureRequest) -> Iterator[BpfObject]:
    bpf, _ = programs.attach(request.param, programs.own_scope(), print)
    yield bpf
    bpf.close()


def entry(bpf: BpfObject, inode: int, device: int) -> bytes | None:
    return bpf.get("watches", inode.to_bytes(8, "little") + device.to_bytes(4, "little") + bytes(4), 4)


def test_two_reasons_to_watch_a_file_are_joined_and_removed_together(bpf: BpfObject) -> None:
    watch = KernelWatch(bpf)
    watch.add(5, 0x800001, 1)
    watch.add(5, 0x800001, 2)
    assert entry(bpf, 5, 0x800001) == b"\x03\0\0\0"
    watch.remove(5, 0x800001)
    watch.remove(5, 0x800001)
    assert entry(bpf, 5, 0x800001) is None
    watch.close()


def test_full_table_is_an_error_of_the_one_that_found_no_room(bpf: BpfObject) -> None:
    watch = KernelWatch(bpf)
    with pytest.raises(OSError, match="full") as error:
        for inode in range(20_000):
            watch.add(inode, 1, 1)
    assert error.value.errno == errno.E2BIG
    watch.close()


def test_key_of_a_plain_file_is_what_stat_says(bpf: BpfObject, tmp_path: Path) -> None:
    watch, file = KernelWatch(bpf), tmp_path / "f"
    file.write_text("x")
    found = file.stat()
    assert watch.key(str(file)) == (found.st_ino, os.major(found.st_dev) << 20 | os.minor(found.st_dev))
    assert watch.key(str(tmp_path)) is not None
    (tmp_path / "link").symlink_to(file)
    assert watch.key(str(tmp_path / "none")) is None and watch.key(str(tmp_path / "link")) is None and watch.key("/dev/null") is None
    watch.close()
