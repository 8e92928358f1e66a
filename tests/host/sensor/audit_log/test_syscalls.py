from typing import Any

import pytest

from redshank.events.codec import to_flat
from redshank.host.sensor.audit_log.reader import Counters, events_of_lines
from tests.host.sensor.audit_log.make import line, path, syscall


def made(*lines: str) -> list[dict[str, Any]]:
    return [to_flat(event) for event in events_of_lines(iter(text.encode() for text in lines), Counters())]


def test_acting_process_is_on_every_event() -> None:
    (event,) = made(syscall(50), line("PROCTITLE", 'proctitle="x"'))
    assert event["event.action"] == "net.listen"
    wanted = {
        "process.pid": 11, "process.parent.pid": 10, "user.id": 33, "user.effective.id": 0, "user.audit.id": 1000, "redshank.session.id": 7,
        "process.tty.name": "pts/2", "process.executable": "/usr/bin/x", "process.name": "x", "process.thread.name": "x",
        "redshank.source": "audit",
    }  # fmt: skip
    assert {key: event[key] for key in wanted} == wanted


def test_refused_connection_is_an_event_with_its_result() -> None:
    (event,) = made(syscall(42, success="no", exit=-111), line("SOCKADDR", "saddr=02008CA0CB0071420000000000000000"))
    assert (event["event.action"], event["destination.ip"], event["destination.port"]) == ("net.connect", "203.0.113.66", 36000)
    assert (event["redshank.result"], event["network.direction"], event["redshank.network.initiated"]) == ("-111", "egress", True)


def test_taken_connection_has_the_peer_as_its_source() -> None:
    (event,) = made(syscall(288, exit=5), line("SOCKADDR", "saddr=0200D210CB0071420000000000000000"))
    assert (event["event.action"], event["source.ip"], event["source.port"]) == ("net.accept", "203.0.113.66", 53776)


def test_bind_is_told_with_the_address_it_took() -> None:
    (event,) = made(syscall(49), line("SOCKADDR", "saddr=02001F90CB0071420000000000000000"))
    assert (event["event.action"], event["source.ip"], event["source.port"]) == ("net.bind", "203.0.113.66", 8080)


def test_local_socket_is_none() -> None:
    assert made(syscall(42), line("SOCKADDR", "saddr=01002F72756E2F6E6F7468696E6700")) == []


@pytest.mark.parametrize(("number", "operation"), [(313, "load"), (175, "load_memory"), (176, "unload")])
def test_attempt_at_a_module_is_an_event(number: int, operation: str) -> None:
    (event,) = made(syscall(number, success="no", exit=-38), line("KERN_MODULE", 'name="xpacket"'))
    assert (event["redshank.module.operation"], event["redshank.module.name"], event["redshank.result"]) == (operation, "xpacket", "-38")


def test_change_of_rights_tells_its_arguments() -> None:
    (event,) = made(syscall(117, a0="3e9", a2="ffffffff"))
    assert (event["event.action"], event["redshank.syscall.name"]) == ("kernel.credentials", "setresuid")
    assert (event["redshank.syscall.a0"], event["redshank.syscall.a2"]) == ("1001", "4294967295")


@pytest.mark.parametrize("number", [59, 257, 263, 90])
def test_what_failed_and_changed_nothing_is_none(number: int) -> None:
    assert made(syscall(number, success="no", exit=-13), path('"/etc/x"', "NORMAL")) == []
