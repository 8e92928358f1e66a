"""What an alert may share with others: sessions, processes, files, peers, users, accounts. Pure."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from redshank.events import Event
from redshank.findings.incident import Link

Key = tuple[Link, str]
COMMON_ANCESTORS = frozenset((
    "systemd", "init", "sshd", "cron", "crond", "atd", "login", "containerd-shim", "containerd-shim-runc-v2", "dockerd", "containerd",
    "supervisord", "runsvdir", "s6-supervise", "tini", "dumb-init",
))  # fmt: skip
"""Everything descends from these: to share one says nothing."""
_FILES_OF_ALL = frozenset(("/etc/passwd", "/etc/shadow", "/etc/group", "/etc/environment", "/etc/hosts", "/etc/resolv.conf"))
_MAX_VALUE = 512
_DOCUMENTATION = tuple(map(ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")))


def keys_of(event: Event) -> tuple[Key, ...]:
    """All keys of the event behind an alert, the strongest first; values name their host, but for what crosses hosts."""
    return tuple(dict.fromkeys(_keys(event)))


def _keys(event: Event) -> Iterator[Key]:
    host = event.host_id or event.host_name or ""
    if event.session_id:
        yield "session", f"{host} {event.session_id}"
    if event.terminal_session:
        yield "session", f"{host} {event.terminal_session}"
    for entity in (event.process_entity_id, event.process_parent_entity_id):
        if entity:
            yield "process", entity
    yield from _ancestors(event, host)
    for name in ("file_path", "file_old_path", "file_target_path"):
        path = getattr(event, name, None)
        if path and path not in _FILES_OF_ALL and not path.startswith("/dev/"):
            yield "file", f"{host} {path}"[:_MAX_VALUE]
    if event.process_executable and _is_own(event.process_executable):
        yield "file", f"{host} {event.process_executable}"[:_MAX_VALUE]
    for name in ("file_hash_sha256", "process_hash_sha256"):
        if digest := getattr(event, name, None):
            yield "file", digest
    yield from _peers(event)


def _peers(event: Event) -> Iterator[Key]:
    """The address at the other end where it is somebody's in particular, and the one connection, which both its hosts see."""
    source, port = getattr(event, "source_ip", None), getattr(event, "source_port", None)
    other = getattr(event, "destination_ip", None) if is_outgoing(event) else source
    if other and is_outside(other):
        yield "peer", other
    if source and port and not is_local(source):
        yield "peer", f"connection {source}:{port}"


def is_outgoing(event: Event) -> bool:
    """Whether this host began what the event tells of: then the source is its own address."""
    return getattr(event, "destination_ip", None) is not None and getattr(event, "network_direction", None) != "ingress"


def _ancestors(event: Event, host: str) -> Iterator[Key]:
    for ancestor in event.process_ancestors or ():
        name = str(ancestor.get("executable", "")).rpartition("/")[2]
        if name and name not in COMMON_ANCESTORS and ancestor.get("pid") not in (0, 1):
            yield "process", f"{host} {ancestor['pid']} {ancestor.get('executable')}"[:_MAX_VALUE]
    if event.process_pid is not None and event.process_name not in COMMON_ANCESTORS:
        yield "process", f"{host} {event.process_pid} {event.process_executable}"[:_MAX_VALUE]


def _is_own(program: str) -> bool:
    """A program that is not one of the system's: to run it is to have it in common."""
    return not program.startswith(("/usr/", "/bin/", "/sbin/", "/lib"))


def is_outside(text: str) -> bool:
    """An address that is somebody's in particular; those of inner networks may be a gateway's, which all share.

    Documentation networks count: simulations and examples live there.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in _DOCUMENTATION if network.version == address.version) or address.is_global


def is_local(text: str) -> bool:
    """An address of the machine itself, or none at all."""
    try:
        address = ip_address(text)
    except ValueError:
        return True
    return address.is_loopback or address.is_unspecified
