"""Sockets that wait for connections, are connected, or see raw packets, and the process behind each."""

import os
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from redshank.events._generated.types import HostState
from redshank.host.sweep.scene import Scene, state

_TABLES = (("tcp", 4), ("tcp6", 6), ("udp", 4), ("udp6", 6))
_ESTABLISHED, _SYN_SENT, _LISTEN, _UNCONNECTED = 1, 2, 10, 7
_MAX_BYTES = 16 << 20
_MAX_SOCKETS = 20_000


def look(scene: Scene) -> Iterator[HostState]:
    """One event for each listening socket, each live connection to another host, and each packet socket."""
    owners = socket_owners(scene)
    told = 0
    for table, version in _TABLES:
        for local, peer, status, inode in read_table(scene, table, version):
            if told >= _MAX_SOCKETS:
                scene.skipped += 1
                continue
            event = _event(scene, table[:3], local, peer, status)
            if event is not None:
                told += 1
                event.process_scope_pid = owners.get(inode)
                yield event
    for inode, protocol in packet_sockets(scene):
        event = state(scene, "sockets", "packet")
        event.process_scope_pid, event.sweep_facts = owners.get(inode), [{"name": "protocol", "value": protocol}]
        yield event


Endpoint = tuple[IPv4Address | IPv6Address, int]


def _event(scene: Scene, transport: str, local: Endpoint, peer: Endpoint, status: int) -> HostState | None:
    if transport == "udp" and status not in (_ESTABLISHED, _UNCONNECTED):
        return None
    waits = status == _LISTEN or (transport == "udp" and status == _UNCONNECTED)
    if not waits and (status not in (_ESTABLISHED, _SYN_SENT) or peer[0].is_loopback or peer[0].is_unspecified):
        return None
    event = state(scene, "listening" if waits else "connections")
    event.network_transport = transport
    event.source_ip, event.source_port = str(local[0]), local[1]
    if waits:
        event.sweep_traits = ["loopback" if local[0].is_loopback else "everywhere" if local[0].is_unspecified else "one_address"]
    else:
        event.destination_ip, event.destination_port = str(peer[0]), peer[1]
        event.sweep_traits = ["trying"] if status == _SYN_SENT else None
    return event


def read_table(scene: Scene, table: str, version: int) -> Iterator[tuple[Endpoint, Endpoint, int, int]]:
    """Own end, other end, state and inode of each socket in one of /proc/net's tables; bad lines are left out."""
    try:
        with Path(scene.path(f"/proc/net/{table}")).open("rb") as file:
            lines = file.read(_MAX_BYTES).decode("ascii", "replace").splitlines()[1:]
    except OSError:
        return
    for line in lines:
        with suppress(ValueError, IndexError):
            words = line.split()
            yield _endpoint(words[1], version), _endpoint(words[2], version), int(words[3], 16), int(words[9])


def _endpoint(text: str, version: int) -> Endpoint:
    """`0100007F:0016`: the address in words of four bytes, each as this machine has them in memory; the port in hexadecimal."""
    address, _, port = text.partition(":")
    raw = b"".join(bytes.fromhex(address[at : at + 8])[::-1] for at in range(0, len(address), 8))
    found = ip_address(raw)
    if version == 6 and isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found, int(port, 16)


def packet_sockets(scene: Scene) -> Iterator[tuple[int, int]]:
    """Inode and Ethernet type of each packet socket."""
    for line in scene.text("/proc/net/packet").splitlines()[1:]:
        with suppress(ValueError, IndexError):
            words = line.split()
            yield int(words[8]), int(words[3], 16)


def socket_owners(scene: Scene) -> dict[int, int]:
    """Inode to pid of every socket somebody holds."""
    found: dict[int, int] = {}
    for folder in Path(scene.path("/proc")).iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError), os.scandir(folder / "fd") as entries:
            for entry in entries:
                with suppress(OSError, ValueError):
                    target = os.readlink(entry.path)  # noqa: PTH115  # thousands of them
                    if target.startswith("socket:["):
                        found.setdefault(int(target[8:-1]), int(folder.name))
    return found
