"""The agent's own kernel side is changed from outside, as an intruder with root would, and put right again."""

import ctypes
import mmap
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.core.clock import SystemClock
from redshank.host.sensor import programs
from redshank.host.sensor.kernel_info import link_info
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.libbpf import open_library
from redshank.host.sensor.process_table import ProcessTable

pytestmark = pytest.mark.root


@pytest.fixture
def source() -> Iterator[KernelSource]:
    source = KernelSource("full", programs.own_scope(), ProcessTable("h", "b"), SystemClock(), lambda text: None)
    yield source
    source.close()


def test_kernel_side_left_alone_is_as_it_was(source: KernelSource) -> None:
    source.guard({os.getpid(): 1})
    assert source.self_check.look() == []


def test_link_that_somebody_detaches_is_attached_again_and_said_once(source: KernelSource) -> None:
    library = open_library()
    descriptor = library.bpf_link_get_fd_by_id(link_info(source.bpf.link_fds()["connect_v4"]).number)
    try:
        assert library.bpf_link_detach(descriptor) == 0
    finally:
        os.close(descriptor)
    (difference,) = source.self_check.look()
    assert difference.what == "detached" and difference.repaired and "connect_v4" in difference.sentence
    assert source.self_check.look() == []


def test_emptied_slot_is_filled_again(source: KernelSource) -> None:
    source.bpf.drop("slots", struct.pack("<I", 257))
    (difference,) = source.self_check.look()
    assert difference.what == "map_changed" and difference.repaired and "257" in difference.detail
    assert source.self_check.look() == []


def test_scope_that_was_bent_and_process_no_longer_guarded_are_put_right(source: KernelSource) -> None:
    source.guard({os.getpid(): 1})
    with mmap.mmap(source.bpf.map_fd(".data"), mmap.PAGESIZE) as data:
        data[4:8] = struct.pack("<I", 1)
    source.bpf.drop("guarded", struct.pack("<I", os.getpid()))
    assert [one.repaired for one in source.self_check.look()] == [True, True]
    assert source.self_check.look() == []


def test_watches_taken_out_are_put_back(source: KernelSource, tmp_path: Path) -> None:
    stat = tmp_path.stat()
    device = os.major(stat.st_dev) << 20 | os.minor(stat.st_dev)
    source.watch.add(stat.st_ino, device, 1)
    source.bpf.drop("watches", struct.pack("<QII", stat.st_ino, device, 0))
    (difference,) = source.self_check.look()
    assert difference.repaired and difference.detail.startswith("1 watched")
    assert source.bpf.get("watches", struct.pack("<QII", stat.st_ino, device, 0), 4) == b"\1\0\0\0"


def test_what_cannot_be_put_right_is_said_once(source: KernelSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redshank.host.sensor.self_check.link_info", _refuse)
    first = source.self_check.look()
    assert first and not any(one.repaired for one in first if "process_exec" in one.detail)
    again = [one for one in source.self_check.look() if not one.repaired]
    assert again == []


def _refuse(descriptor: int) -> None:
    raise OSError(ctypes.get_errno(), "no such link")


def test_limit_that_would_hide_all_programs_is_put_right(source: KernelSource) -> None:
    key, never = struct.pack("<I", 1), struct.pack("<QQQQ", 0, 0, 1 << 62, 1)
    source.bpf.put("limits", key, never)
    (difference,) = source.self_check.look()
    assert difference.repaired and difference.detail == "the limits of 1 event types were changed"
    assert source.bpf.get("limits", key, 32) != never and source.self_check.look() == []
