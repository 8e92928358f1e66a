"""Talking to the kernel's audit system: one netlink socket, requests and their answers. Formats: include/uapi/linux/audit.h."""

import errno
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

from redshank.core.errors import HostError

PROTOCOL = 9  # NETLINK_AUDIT
GET, SET, ADD_RULE, DELETE_RULE, LIST_RULES = 1000, 1001, 1011, 1012, 1013
ENABLED, PID, BACKLOG_LIMIT, BACKLOG_WAIT = 0x01, 0x04, 0x10, 0x20
"""Bits of a status: which of its numbers are to be set."""
READLOG = 1
"""Multicast group of everybody who reads along."""

_ERROR, _DONE = 2, 3  # NLMSG_*
_REQUEST, _ACK = 1, 4
_HEAD = struct.Struct("=IHHII")
_STATUS = struct.Struct("=11I")
_SOL_NETLINK, _ADD_MEMBERSHIP, _RCVBUFFORCE = 270, 1, 33
_TIMEOUT_S = 2.0
_MOST_BYTES = 64 * 1024
RECEIVE_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Status:
    """How auditing stands. enabled: 0 off, 1 on, 2 on and locked until the next boot. failure: 2 panics at a loss.

    daemon: pid of the registered daemon, 0 for none. lost: records the kernel threw away since boot.
    """

    enabled: int
    failure: int
    daemon: int
    backlog_limit: int
    lost: int
    backlog_wait: int


def open_socket() -> socket.socket:
    """A socket to the audit system. Raises HostError where this kernel or this container has none."""
    try:
        return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, PROTOCOL)
    except OSError as error:
        raise HostError(f"this kernel has no audit system: {error.strerror}") from error


def join_readers(sock: socket.socket) -> None:
    """Read along with everybody else. Raises OSError without CAP_AUDIT_READ."""
    _widen(sock)
    sock.bind((0, 0))
    sock.setsockopt(_SOL_NETLINK, _ADD_MEMBERSHIP, READLOG)
    sock.setblocking(False)


def register(sock: socket.socket) -> None:
    """Become the daemon the kernel sends its records to. Raises OSError, with EEXIST where there is another."""
    _widen(sock)
    for _ in ask(sock, SET, status_bytes(PID, os.getpid())):
        pass  # records that came before the answer are of the time before us
    sock.setblocking(False)


def unregister(sock: socket.socket) -> None:
    """Be the daemon no longer. Raises OSError where we are not."""
    for _ in ask(sock, SET, status_bytes(PID, 0)):
        pass  # records of the last moment: our own rules are out by now


def _widen(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, _RCVBUFFORCE, RECEIVE_BYTES)


def status() -> Status:
    """How auditing stands now. Raises HostError where the kernel does not tell."""
    for kind, payload in command(GET):
        if kind == GET and len(payload) >= 40:
            _, enabled, failure, daemon, _, limit, lost, _, _, wait = struct.unpack_from("=10I", payload)
            return Status(enabled, failure, daemon, limit, lost, wait)
    raise HostError("the kernel does not tell its audit state")


def set_status(mask: int, value: int) -> None:
    """Change one number of the status. Raises HostError where it is refused."""
    command(SET, status_bytes(mask, value))


def status_bytes(mask: int, value: int) -> bytes:
    """A status in which the number that `mask` names is `value`."""
    place = {ENABLED: 1, PID: 3, BACKLOG_LIMIT: 5, BACKLOG_WAIT: 9}[mask]
    return _STATUS.pack(*(mask if number == 0 else value if number == place else 0 for number in range(11)))


def command(kind: int, payload: bytes = b"") -> list[tuple[int, bytes]]:
    """One request on a socket of its own, with everything that is answered. Raises HostError with the kernel's reason."""
    with closing(open_socket()) as sock:
        try:
            return list(ask(sock, kind, payload))
        except OSError as error:
            raise HostError(f"the audit system refuses: {error.strerror}") from error


def ask(sock: socket.socket, kind: int, payload: bytes = b"") -> Iterator[tuple[int, bytes]]:
    """Kind and payload of each message until the answer is complete. Raises OSError with the kernel's error number."""
    sock.settimeout(_TIMEOUT_S)
    sock.sendto(_HEAD.pack(_HEAD.size + len(payload), kind, _REQUEST | _ACK, 1, 0) + payload, (0, 0))
    answered = listed = False
    while not answered or (kind in (GET, LIST_RULES) and not listed):
        try:
            data = sock.recv(_MOST_BYTES)
        except TimeoutError as error:
            raise OSError(errno.ETIMEDOUT, "no answer") from error
        got, body = message(data)
        if got == _ERROR:
            number = -struct.unpack_from("=i", body)[0] if len(body) >= 4 else errno.EPROTO
            if number:
                raise OSError(number, os.strerror(number))
            answered = True
        elif got == _DONE:
            answered = listed = True
        else:
            listed = listed or got == GET
            yield got, body


def message(data: bytes) -> tuple[int, bytes]:
    """Kind and payload of one datagram; kind 0 where it is too short to be one. The length inside is wrong in some kernels."""
    if len(data) < _HEAD.size:
        return 0, b""
    return _HEAD.unpack_from(data)[1], data[_HEAD.size :]
