"""What the main process and the first process of a world say to each other: one message a datagram, descriptors beside it."""

import socket
from typing import TypeVar

import msgspec

MAX_BYTES = 192 * 1024
"""Of one message; a datagram socket's own buffer is a little larger."""
MAX_DESCRIPTORS = 8


class File(msgspec.Struct, frozen=True, tag=True):
    """A file to lie in the world: `data`, or a copy of the machine's file `copy_of`."""

    path: str
    data: bytes = b""
    copy_of: str = ""
    mode: int = 0o644
    owner: int = 0


class Link(msgspec.Struct, frozen=True, tag=True):
    """A symbolic link to lie in the world."""

    path: str
    target: str


class Folder(msgspec.Struct, frozen=True, tag=True):
    """A folder to be in the world; `emptied`: nothing of the machine's own folder of that name is seen in it."""

    path: str
    mode: int = 0o755
    owner: int = 0
    emptied: bool = False


Entry = File | Link | Folder


class Root(msgspec.Struct, frozen=True):
    """The file system of a world. readable: folders of the machine that are shown unchanged, read-only, where they lie."""

    entries: list[Entry] = []
    readable: list[str] = []


class World(msgspec.Struct, frozen=True, tag=True):
    """The first message: what to build. root: None keeps the machine's file system. network: a net namespace of its own."""

    host_name: str
    root: Root | None = None
    network: bool = True


class Start(msgspec.Struct, frozen=True, tag=True):
    """Start a program; the descriptors beside it become its 0, 1, 2, …; without any they are /dev/null.

    all_rights: keeps what a sensor needs; else it can neither change the kernel nor make devices.
    """

    words: list[str]
    environment: dict[str, str] = {}
    user: int = 0
    folder: str = "/"
    all_rights: bool = False


class Signal(msgspec.Struct, frozen=True, tag=True):
    """Send a signal to a process that was started."""

    pid: int
    number: int


class Listen(msgspec.Struct, frozen=True, tag=True):
    """Give back a listening socket of this world's network."""

    address: str
    port: int


class Connect(msgspec.Struct, frozen=True, tag=True):
    """Give back a socket of this world's network, connected from `source`."""

    source: str
    address: str
    port: int


class Receive(msgspec.Struct, frozen=True, tag=True):
    """Give back a datagram socket bound to a path of this world."""

    path: str


class Open(msgspec.Struct, frozen=True, tag=True):
    """Give back an open file of this world."""

    path: str
    flags: int


class Done(msgspec.Struct, frozen=True, tag=True):
    """It is done; number: the pid of what was started, else 0. A descriptor that was asked for lies beside it."""

    number: int = 0


class Failed(msgspec.Struct, frozen=True, tag=True):
    """It could not be done, and why."""

    reason: str


class Ended(msgspec.Struct, frozen=True, tag=True):
    """A program that was started has ended. status: its exit status, or minus the signal that ended it."""

    pid: int
    status: int


Order = World | Start | Signal | Listen | Connect | Receive | Open
Report = Done | Failed | Ended

_Message = TypeVar("_Message")


def pair() -> tuple[socket.socket, socket.socket]:
    """Both ends of a way to say this. One that is closed, or whose process is killed, ends the other's reading."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * MAX_BYTES)
    return ours, theirs


def send(end: socket.socket, message: Order | Report, descriptors: list[int] | None = None) -> None:
    """Say it. Raises OSError where the other end is gone, ValueError where it is too long."""
    data = msgspec.msgpack.encode(message)
    if len(data) > MAX_BYTES:
        raise ValueError(f"{type(message).__name__} has {len(data)} bytes")
    socket.send_fds(end, [data], descriptors or [])


def receive_order(end: socket.socket) -> tuple[Order | None, list[int]]:
    """The next order and its descriptors; None where the other end is gone."""
    data, descriptors, _, _ = socket.recv_fds(end, MAX_BYTES, MAX_DESCRIPTORS)
    return (msgspec.msgpack.decode(data, type=Order) if data else None), list(descriptors)


def receive_report(end: socket.socket) -> tuple[Report | None, list[int]]:
    """The next report and its descriptors; None where the other end is gone."""
    data, descriptors, _, _ = socket.recv_fds(end, MAX_BYTES, MAX_DESCRIPTORS)
    return (msgspec.msgpack.decode(data, type=Report) if data else None), list(descriptors)
