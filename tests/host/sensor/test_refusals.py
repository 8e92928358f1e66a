from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.host.sensor import preflight, programs, refusals
from redshank.host.sensor.programs import LIGHT_HANDLERS
from redshank.host.sensor.syscalls import COMPAT, NATIVE
from tests.host.sensor import kernel
from tests.host.sensor.kernel import Kernel
from tests.host.sensor.refused_program import spoil

SPOILT = {"slot_trace_request", "slot_net_connect"}


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    copy = tmp_path / "redshank.bpf.o"
    spoil(programs.OBJECT, copy, SPOILT)
    monkeypatch.setattr(programs, "OBJECT", copy)
    return copy


def test_the_program_is_the_one_libbpf_names_and_not_one_named_inside_the_verifiers_log() -> None:
    log = "libbpf: prog 'a': -- BEGIN PROG LOAD LOG --\nlibbpf: prog 'b': failed to load: -1"
    assert refusals.refused_program([log, "libbpf: prog 'a': failed to load: -13"]) == ("a", "Permission denied")
    assert refusals.refused_program([log, "libbpf: failed to load object"]) is None


def test_lack_of_the_right_to_load_is_no_matter_of_one_program() -> None:
    assert refusals.refused_program(["libbpf: prog 'a': failed to load: -1"]) is None


def test_what_goes_unseen_without_a_program_is_said_in_names_of_calls() -> None:
    assert refusals.sentence("slot_trace_request", "no") == "the kernel refused slot_trace_request (no): calls of ptrace go unseen"
    assert refusals.unseen_without("light_openat") == "calls of openat"
    assert refusals.unseen_without("slot_terminal_read") == "terminals (read)"


def test_every_optional_program_has_words_of_its_own() -> None:
    known = {*programs.PROCESS, *programs.CGROUP, *programs.DNS["all"], *programs.RINGS, "sys_exit", "socket_state"} - refusals.REQUIRED
    known |= {f"slot_{handler}" for handler in (NATIVE | COMPAT)}
    assert all("it tells of" not in refusals.unseen_without(name) for name in known)
    assert set(LIGHT_HANDLERS) <= set(NATIVE)


def test_refused_programs_are_counted_apart_from_other_losses() -> None:
    assert refusals.count([refusals.sentence("dns_in", "no"), "light: 32-bit calls go unseen"]) == 1


@pytest.mark.root
def test_refused_programs_cost_what_they_tell_and_nothing_else(spoilt: Path) -> None:
    here = Kernel("full")
    try:
        health = here.source.health()
        assert health.state == "degraded" and health.counters["refused_programs"] == len(SPOILT)
        assert "calls of ptrace go unseen" in health.detail
        assert not here.source.self_check.look()
        pid = kernel.run("syscall(319, b'seen', 0)\nsyscall(101, 0, 0, 0, 0)\nsocket.socket().connect_ex(('127.0.0.1', 1))")
        assert here.of(pid, "kernel.memfd") and not here.of(pid, "kernel.ptrace")
        assert [event.destination_port for event in here.of(pid, "net.connect")] == [1]  # the control group's program tells it
    finally:
        here.source.close()


@pytest.mark.root
def test_doctor_names_what_the_kernel_refuses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spoil(programs.OBJECT, tmp_path / "o", {"signal_sent"})
    monkeypatch.setattr(programs, "OBJECT", tmp_path / "o")
    check = preflight._programs()
    assert check.state == "degraded" and check.detail == "the kernel refused signal_sent (Permission denied): signals go unseen"


@pytest.mark.root
@pytest.mark.parametrize("lost", [{"process_exec"}, {f"slot_{name}" for name in LIGHT_HANDLERS}], ids=["one that all need", "too many"])
def test_some_refusals_are_of_the_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lost: set[str]) -> None:
    spoil(programs.OBJECT, tmp_path / "o", lost)
    monkeypatch.setattr(programs, "OBJECT", tmp_path / "o")
    monkeypatch.setattr(refusals, "MOST", 1)
    said: list[str] = []
    with pytest.raises(HostError, match="refused our BPF programs"):
        programs.attach("full", programs.own_scope(), said.append)
    assert max(map(len, said)) <= programs.LOG_CHARACTERS


def test_refused_light_program_is_not_told_again_as_a_call_without_a_tracepoint() -> None:
    told = " ".join(programs._attach_light(None, {}, {"light_ptrace"}))  # type: ignore[arg-type]
    assert "openat" in told and "ptrace" not in told
