import os

import pytest

from redshank.host.sensor.libbpf import BpfObject
from redshank.host.sensor.programs import OBJECT
from tests import kernel_state


@pytest.mark.root
def test_program_of_this_run_that_stays_loaded_is_found_and_gone_when_it_is_closed():
    before = kernel_state.programs() or set()
    bpf = BpfObject(OBJECT, lambda text: None)
    try:
        bpf.choose({"process_exit"})
        bpf.load()
        assert "process_exit" in {program.name for program in kernel_state.left_behind(before)}
    finally:
        bpf.close()
    assert _gone(before)


def _gone(before: set[int]) -> bool:
    """The kernel frees a program a moment after its last descriptor: ask often, without a clock."""
    return any(not kernel_state.left_behind(before) for _ in range(200))


@pytest.mark.root
def test_every_loaded_program_has_an_id_the_kernel_knows():
    for number in kernel_state.programs() or set():
        assert number > 0
        assert len(kernel_state.program_name(number)) <= 15


def test_program_that_is_gone_has_no_name():
    assert kernel_state.program_name(2**31 - 1) == ""


def test_missing_root_is_said(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert kernel_state.lacking() == "not root"


def test_missing_object_is_said_with_what_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(kernel_state, "OBJECT", tmp_path / "redshank.bpf.o")
    assert kernel_state.lacking().endswith(("is not built: make build", "/sys/kernel/btf/vmlinux", "apt-get install libbpf1"))


def test_agents_with_pins_are_found_by_name(monkeypatch, tmp_path):
    monkeypatch.setattr(kernel_state, "PINS", tmp_path / "redshank")
    assert kernel_state.pins() == set()
    (tmp_path / "redshank" / "agent-1").mkdir(parents=True)
    assert kernel_state.pins() == {"agent-1"}
