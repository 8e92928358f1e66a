"""How an act was asked for: rings, the caller's memory, and the calls on sockets as the real kernel has them."""

import errno
import struct
from pathlib import Path
from typing import Any

import pytest

from redshank.host.sensor.origin import FLAG_RING, FLAG_USER, RING_PATHS, mark, mark_change, remember
from redshank.host.sensor.process_table import Process
from redshank.host.sensor.programs import Mode
from tests.generated import build
from tests.host.sensor.kernel import Kernel, own, run

FILTER = bytes.fromhex("28000000 0c000000 15000001 00080000 06000000 ffff0000 06000000 00000000")
"""Four instructions of a socket filter: all IPv4 frames."""
BY_INT80 = """
import mmap, struct
low = mmap.mmap(-1, 8192, flags=0x22 | 0x40, prot=7)  # MAP_32BIT: its address fits a 32-bit register
place = ctypes.addressof(ctypes.c_char.from_buffer(low))
def socketcall(operation, *words, data=b""):
    low[4096:4096 + 4 * len(words)] = struct.pack(f"<{len(words)}I", *words)
    low[4608:4608 + len(data)] = data
    code = bytes.fromhex("53b866000000bb") + struct.pack("<IBI", operation, 0xb9, place + 4096) + bytes.fromhex("cd805bc3")
    low[0:len(code)] = code
    return ctypes.CFUNCTYPE(ctypes.c_int)(place)()
DATA = place + 4608
"""


def test_flags_are_marked_where_the_event_has_a_field() -> None:
    connect, exited = build.net_connect(), build.process_exit()
    mark(connect, FLAG_RING | FLAG_USER)
    mark(exited, FLAG_RING | FLAG_USER)
    assert (connect.via, connect.arg_source) == ("io_uring", "user") and not hasattr(exited, "via")


def test_unflagged_event_stays_unmarked() -> None:
    connect = build.net_connect()
    mark(connect, 4)
    assert (connect.via, connect.arg_source) == (None, None)


def test_change_that_a_ring_was_asked_for_came_through_it() -> None:
    process = Process(1, 1)
    for name in ("a", "b"):
        remember(build.kernel_io_uring(file_path=f"/etc/{name}"), process)
    remember(build.kernel_io_uring(file_path="/etc/new", file_old_path="/etc/old"), process)
    asked, called = build.file_delete(file_path="/etc/b"), build.file_delete(file_path="/etc/c")
    moved = build.file_rename(file_path="/etc/x", file_old_path="/etc/old")
    for event in (asked, called, moved):
        mark_change(event, process)
    assert (asked.via, called.via, moved.via) == ("io_uring", None, "io_uring")
    mark_change(asked := build.file_delete(file_path="/etc/b"), Process(2, 1))
    assert asked.via is None


def test_paths_of_a_ring_are_bounded() -> None:
    process = Process(1, 1)
    for number in range(1000):
        remember(build.kernel_io_uring(file_path=f"/etc/{number}"), process)
    assert len(process.ring_paths or ()) == RING_PATHS and "/etc/999" in (process.ring_paths or ())


def acts(mode: Mode, code: str) -> tuple[Kernel, int, list[Any]]:
    """Events of a process that ran `code`, in a mode."""
    kernel = Kernel(mode)
    try:
        pid = run(code)
        kernel.wait_for(own("process.exit", pid))
    finally:
        kernel.source.close()
    return kernel, pid, [e for e in kernel.events if e.process_scope_pid == pid]


@pytest.mark.root
@pytest.mark.parametrize("mode", ["full", "light", "off"])
def test_addresses_taken_and_datagrams_sent_are_told(mode: Mode) -> None:
    code = (
        "u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nu.bind(('127.0.0.1', 0))\nport = u.getsockname()[1]\n"
        "for _ in range(50): u.sendto(b'x', ('127.0.0.1', 4446))\n"
        "u.sendmsg([b'y'], [], 0, ('127.0.0.1', 4447))\n"
        "s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)\ns.sendto(b'x', ('::1', 4448))\n"
        "t = socket.socket(socket.AF_INET6)\nt.bind(('::1', 0))\nt.listen()\n"
    )
    _, _, events = acts(mode, code)
    binds = [e for e in events if e.event_action == "net.bind"]
    assert [(e.source_ip, e.network_transport) for e in binds] == [("127.0.0.1", "udp"), ("::1", "tcp")]
    assert all(e.source_port > 0 and e.result == 0 for e in binds) or mode == "off"
    sent = [(e.destination_ip, e.destination_port, e.network_transport) for e in events if e.event_action == "net.connect"]
    assert sent == [("127.0.0.1", 4446, "udp"), ("127.0.0.1", 4447, "udp"), ("::1", 4448, "udp")]
    (listen,) = [e for e in events if e.event_action == "net.listen"]
    assert listen.source_ip == "::1" and listen.source_port > 0


@pytest.mark.root
@pytest.mark.parametrize("mode", ["full", "light"])
def test_packet_sockets_filters_and_refused_connects_are_told(mode: Mode) -> None:
    code = (
        "p = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))\n"
        f"code = ctypes.create_string_buffer({FILTER!r}, {len(FILTER)})\nimport struct\n"
        "p.setsockopt(socket.SOL_SOCKET, 26, struct.pack('HxxxxxxQ', 4, ctypes.addressof(code)))\n"
        "socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)\n"
        "u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "u.setsockopt(socket.SOL_SOCKET, 26, struct.pack('HxxxxxxQ', 4, ctypes.addressof(code)))\n"
        "socket.socket().connect_ex(('127.0.0.1', 1))\n"
        "os.setresuid(1234, 1234, 1234)\n"
        "try: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))\nexcept PermissionError: pass\n"
    )
    _, _, events = acts(mode, code)
    raw = [e for e in events if e.event_action == "net.raw"]
    assert [(e.socket_kind, e.socket_operation, e.socket_protocol, e.result) for e in raw[1:]] == [
        ("packet", "filter", 0x0800, 0), ("raw", "open", 1, raw[2].result), ("packet", "open", 3, -errno.EPERM),
    ]  # fmt: skip
    assert (raw[0].socket_kind, raw[0].socket_operation, raw[0].socket_protocol) == ("packet", "open", 0x0800)
    assert (raw[1].socket_filter, raw[1].socket_filter_length, raw[1].arg_source) == (FILTER.hex(), 4, "user")
    (connect,) = [e for e in events if e.event_action == "net.connect"]
    assert (connect.result, connect.destination_port, connect.arg_source) == (-errno.ECONNREFUSED, 1, "user")


@pytest.mark.root
def test_thirty_two_bit_socketcall_is_told_apart() -> None:
    address = struct.pack("<HH4s8x", 2, 1 << 8, bytes((127, 0, 0, 1)))
    code = BY_INT80 + (
        "s = socketcall(1, 2, 1, 0)\n"
        f"socketcall(3, s, DATA, 16, data={address!r})\n"
        f"b = socketcall(1, 2, 1, 0)\nsocketcall(2, b, DATA, 16, data={struct.pack('<HH4s8x', 2, 0, bytes((127, 0, 0, 1)))!r})\n"
        "socketcall(4, b, 5)\nkept = socket.socket(fileno=b)\nport = kept.getsockname()[1]\n"
        "c = socket.socket()\nc.connect(('127.0.0.1', port))\nsocketcall(5, b, 0, 0)\n"
        "socketcall(1, 17, 3, 768)\nos._exit(0)\n"
    )
    _, _, events = acts("full", code)
    by_socketcall = [e for e in events if getattr(e, "syscall_number", 0) == 102]
    assert [e.event_action for e in by_socketcall] == ["net.connect", "net.bind", "net.listen", "net.accept", "net.raw"]
    connect, bind, listen, accept, raw = by_socketcall
    assert (connect.destination_port, connect.result, connect.arg_source) == (1, -errno.ECONNREFUSED, "user")
    assert bind.source_port == listen.source_port == accept.destination_port > 0 and raw.socket_kind == "packet"
    assert len([e for e in events if e.event_action in ("net.connect", "net.bind")]) == 3, "a connect or bind was told twice"


@pytest.mark.root
def test_connection_made_by_its_first_data_is_told_though_nobody_called_connect() -> None:
    code = "s = socket.socket()\ntry: s.sendto(b'x', 0x20000000, ('127.0.0.1', 9))\nexcept OSError: pass\n"  # MSG_FASTOPEN
    _, _, events = acts("full", code)
    (connect,) = [e for e in events if e.event_action == "net.connect"]
    assert (connect.destination_ip, connect.destination_port, connect.network_transport) == ("127.0.0.1", 9, "tcp")


@pytest.mark.root
def test_addresses_that_end_in_zeros_are_no_resolver_asking() -> None:
    code = (
        "a = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)\n"
        "a.connect_ex(('2001:db8::', 4450))\n"
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('0.0.0.0', 4451))\n"
    )
    for mode in ("full", "off"):
        _, _, events = acts(mode, code)
        sent = [(e.destination_ip, e.destination_port) for e in events if e.event_action == "net.connect"]
        assert sent == [("2001:db8::", 4450), ("0.0.0.0", 4451)], mode


@pytest.mark.root
def test_server_that_answers_many_ports_of_a_client_is_told_once() -> None:
    code = (
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('127.0.0.1', 4452))\n"
        "for port in range(40000, 40100): s.sendto(b'answer', ('127.0.0.1', port))\n"
        "c = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "for port in (40001, 40002): c.sendto(b'x', ('127.0.0.1', port))\n"
    )
    _, _, events = acts("off", code)
    sent = [e.destination_port for e in events if e.event_action == "net.connect"]
    assert sent == [40000, 40001, 40002], "only what no port of its own sends is told by port"


@pytest.mark.root
def test_repeats_of_datagrams_are_counted_where_they_are_told(tmp_path: Path) -> None:
    """A second of two processes is another destination: only the same process's repeats are kept quiet."""
    code = "u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nfor _ in range(20): u.sendto(b'x', ('127.0.0.1', 4449))\n"
    kernel = Kernel("full")
    try:
        pids = [run(code), run(code)]
        for pid in pids:
            kernel.wait_for(own("process.exit", pid))
        told = [e for e in kernel.events if e.event_action == "net.connect" and getattr(e, "destination_port", 0) == 4449]
        assert [e.process_scope_pid for e in told] == pids
    finally:
        kernel.source.close()
