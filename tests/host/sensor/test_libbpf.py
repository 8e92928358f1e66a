import os

import pytest

from redshank.core.errors import HostError
from redshank.host.sensor import libbpf, programs


def test_missing_library_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libbpf, "LIBRARY", "libnosuch.so.1")
    with pytest.raises(HostError, match="apt-get install libbpf1"):
        libbpf.open_library()


@pytest.mark.root
def test_map_entries_come_back_as_they_were_put() -> None:
    bpf, _ = programs.attach("off", programs.own_scope(), print)
    try:
        key = (7).to_bytes(8, "little") + bytes(8)
        assert bpf.get("watches", key, 4) is None
        assert bpf.put("watches", key, b"\x03\0\0\0") and bpf.get("watches", key, 4) == b"\x03\0\0\0"
        assert bpf.drop("watches", key) and not bpf.drop("watches", key)
        assert bpf.possible_cpus() >= (os.cpu_count() or 1)
    finally:
        bpf.close()


@pytest.mark.root
def test_global_data_is_set_before_the_load_and_bounded() -> None:
    bpf = libbpf.BpfObject(programs.OBJECT, print)
    try:
        with pytest.raises(ValueError, match="holds"):
            bpf.preset(".rodata", bytes(1 << 20))
        assert bpf.section("sys_exit") == "tp_btf/sys_exit"
    finally:
        bpf.close()
