import errno
from collections.abc import Iterator

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


def test_full_table_is_an_error_of_the_one_that_found_no_room(bpf: BpfObject) -> None:
    watch = KernelWatch(bpf)
    with pytest.raises(OSError, match="full") as error:
        for inode in range(20_000):
            watch.add(inode, 1, 1)
    assert error.value.errno == errno.E2BIG
