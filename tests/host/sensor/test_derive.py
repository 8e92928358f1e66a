import pytest

from redshank.host.sensor.derive import derive, tty_name
from tests.generated import build


@pytest.mark.parametrize(
    ("links", "filesystem", "path", "kind"),
    [
        (1, 0xEF53, "/bin/id", "file"),
        (0, 0xEF53, "/tmp/x", "deleted"),
        (0, 0x01021994, "/memfd:x", "memfd"),
        (1, 0x01021994, "/dev/shm/x", "tmpfs"),
    ],
)
def test_kind_of_executable_follows_from_links_and_file_system(links: int, filesystem: int, path: str, kind: str) -> None:
    event = build.process_exec(executable_links=links, executable_filesystem=filesystem, process_executable=path)
    derive(event, compat=False, before=False)
    assert event.executable_kind == kind


def test_exit_status_is_taken_apart_as_wait_does() -> None:
    event = build.process_exit(exit_status=3 << 8)
    derive(event, compat=False, before=False)
    assert (event.process_exit_code, event.exit_signal) == (3, 0)
    killed = build.process_exit(exit_status=9)
    derive(killed, compat=False, before=False)
    assert (killed.process_exit_code, killed.exit_signal) == (0, 9)


def test_open_of_a_secret_for_reading() -> None:
    event = build.file_open(file_watch_bits=2, file_flags=0o100000, file_path="/etc/shadow", result=3)
    derive(event, compat=False, before=False)
    assert (event.file_watch, event.file_access, event.file_name, event.event_outcome) == ("secret", "read", "shadow", "success")


@pytest.mark.parametrize(
    ("number", "compat", "operation", "call"),
    [(313, False, "load", "finit_module"), (175, False, "load_memory", "init_module"), (129, True, "unload", "delete_module")],
)
def test_module_operation_follows_from_the_call_also_in_32_bits(number: int, compat: bool, operation: str, call: str) -> None:
    event = build.kernel_module(syscall_number=number, file_path="/usr/lib/xpacket.ko", result=-38)
    derive(event, compat=compat, before=False)
    assert (event.module_operation, event.syscall_name, event.module_name, event.event_outcome) == (operation, call, "xpacket", "failure")


def test_accept_is_ingress_and_connect_egress() -> None:
    accepted, made = build.net_accept(network_iana_number=6), build.net_connect(network_iana_number=17)
    for event in (accepted, made):
        derive(event, compat=False, before=False)
    assert (accepted.network_direction, accepted.network_initiated, accepted.network_transport) == ("ingress", False, "tcp")
    assert (made.network_direction, made.network_initiated, made.network_transport) == ("egress", True, "udp")


def test_terminal_names_are_written_as_people_do() -> None:
    assert [tty_name(name) for name in ("pts12", "tty1", "ptsx")] == ["pts/12", "tty1", "ptsx"]


@pytest.mark.parametrize(("family", "operation", "kind", "word"), [(17, 0, "packet", "open"), (2, 1, "raw", "filter")])
def test_raw_socket_is_named_by_family_and_operation(family: int, operation: int, kind: str, word: str) -> None:
    event = build.net_raw(network_family=family, socket_operation_number=operation, result=-1)
    derive(event, compat=False, before=False)
    assert (event.socket_kind, event.socket_operation, event.event_outcome) == (kind, word, "failure")


def test_no_repeats_are_absent() -> None:
    once, often = build.net_connect(network_repeats=0), build.net_connect(network_repeats=7)
    for event in (once, often):
        derive(event, compat=False, before=True)
    assert (once.network_repeats, often.network_repeats) == (None, 7)
