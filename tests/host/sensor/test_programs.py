import os
import struct
from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.host.sensor import programs
from redshank.host.sensor.libbpf import BpfObject


def test_direct_reads_are_found_by_the_kernels_own_type_names() -> None:
    assert programs.has_direct_reads(b"x\0bpf_rdonly_cast\0y")
    assert not programs.has_direct_reads(b"x\0bpf_rdonly_cast_too\0y")


def test_own_scope_is_this_process_in_its_namespace() -> None:
    scope = programs.own_scope()
    assert scope.own_pid == os.getpid() and scope.namespace == Path("/proc/self/ns/pid").stat().st_ino


def test_kernel_without_btf_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "BTF", tmp_path / "vmlinux")
    with pytest.raises(HostError, match="has no BTF"):
        programs.attach("full", programs.own_scope(), print)


def test_missing_object_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "BTF", tmp_path)
    monkeypatch.setattr(programs, "OBJECT", tmp_path / "none.bpf.o")
    with pytest.raises(HostError, match="make build"):
        programs.attach("full", programs.own_scope(), print)


@pytest.mark.root
@pytest.mark.parametrize("direct", [0, 1], ids=["probe reads, as before 6.2", "direct reads"])
def test_every_program_loads_both_ways_of_reading(direct: int) -> None:
    said: list[str] = []
    bpf = BpfObject(programs.OBJECT, said.append)
    try:
        bpf.preset(".rodata", struct.pack("<I", direct))
        here = programs.ring_programs(programs.BTF.read_bytes())
        bpf.choose(set(bpf.programs) - (set(programs.RINGS) - set(here)))
        bpf.load()
    except HostError as error:
        raise AssertionError("\n".join(said)[-3000:]) from error
    finally:
        bpf.close()


@pytest.mark.root
def test_light_and_off_say_openly_what_they_do_not_see() -> None:
    for mode, words in (("light", "32-bit"), ("off", "module attempts")):
        bpf, missing = programs.attach(mode, programs.own_scope(), print)  # type: ignore[arg-type]
        bpf.close()
        assert any(words in sentence for sentence in missing)


@pytest.mark.root
def test_object_that_is_none_is_refused_with_its_name(tmp_path: Path) -> None:
    bad = tmp_path / "bad.bpf.o"
    bad.write_bytes(b"\x7fELF nothing")
    with pytest.raises(HostError, match=r"bad\.bpf\.o"):
        BpfObject(bad, lambda text: None)
