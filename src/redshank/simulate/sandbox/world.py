"""A world apart, as the main process holds it: start programs in it, take sockets and files out of it, end it."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from msgspec.structs import replace

from redshank.core.errors import HostError
from redshank.simulate.sandbox import orders
from redshank.simulate.sandbox.orders import Connect, Done, Ended, Failed, Listen, Open, Order, Receive, Root, Signal, Start

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_END_S = 5.0
_LOOK_S = 0.01


@dataclass(slots=True)
class World:
    """A running world. Methods may be called from several threads; all raise HostError where the world is gone."""

    name: str
    process: "subprocess.Popen[bytes]"
    _end: socket.socket
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: dict[int, int] = field(default_factory=dict)

    def start(self, program: Start, descriptors: Sequence[int | IO[bytes] | socket.socket] = ()) -> int:
        """Start a program; its pid in this world. descriptors: become its 0, 1, 2, …; by default it has /dev/null."""
        given = [one if isinstance(one, int) else one.fileno() for one in descriptors]
        order = replace(program, environment={"PATH": PATH, "LANG": "C.UTF-8", **program.environment})
        with self._lock:
            return self._ask(order, given)[0].number

    def run(self, program: Start, given: bytes = b"", timeout_s: float = 30.0) -> str:
        """What a program wrote, both outputs together. given: its input. Raises HostError where it fails or takes too long."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as source:
            source.write(given)
            source.seek(0)
            pid = self.start(program, [source, output, output])
            status = self.wait(pid, timeout_s)
            output.seek(0)
            said = output.read().decode(errors="replace")
        if status != 0:
            how = "takes too long" if status is None else f"ended with {status}"
            raise HostError(f"{self.name}: {' '.join(program.words)[:120]} {how}: {said.strip()}")
        return said

    def ended(self, pid: int) -> int | None:
        """Exit status of a program that was started, None while it runs."""
        with self._lock:
            self._hear_ended()
            return self._ended.get(pid)

    def wait(self, pid: int, timeout_s: float) -> int | None:
        """Its exit status; None where it still runs after that time."""
        end = time.monotonic() + timeout_s
        while (status := self.ended(pid)) is None and time.monotonic() < end:
            time.sleep(_LOOK_S)
        return status

    def signal(self, pid: int, number: int) -> None:
        """Send a signal to a program that was started."""
        with self._lock:
            self._ask(Signal(pid, number))

    def listen(self, address: str, port: int) -> socket.socket:
        """A listening socket in this world's network, held here."""
        return socket.socket(fileno=self._take(Listen(address, port)))

    def connect(self, source: str, address: str, port: int) -> socket.socket:
        """A socket of this world's network, connected from `source`, held here."""
        return socket.socket(fileno=self._take(Connect(source, address, port)))

    def receiver(self, path: str) -> socket.socket:
        """A datagram socket at a path of this world, held here."""
        return socket.socket(fileno=self._take(Receive(path)))

    def open(self, path: str, flags: int = os.O_RDONLY) -> int:
        """A descriptor of a file of this world."""
        return self._take(Open(path, flags))

    def close(self) -> None:
        """End everything in it. May be called twice."""
        self._end.close()
        try:
            self.process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _take(self, order: Order) -> int:
        with self._lock:
            _, descriptors = self._ask(order)
            return descriptors[0]

    def _ask(self, order: Order, descriptors: list[int] | None = None) -> tuple[Done, list[int]]:
        try:
            orders.send(self._end, order, descriptors)
            while True:
                report, given = orders.receive_report(self._end)
                if isinstance(report, Ended):
                    self._ended[report.pid] = report.status
                elif isinstance(report, Done):
                    return report, given
                else:
                    raise HostError(f"{self.name}: {report.reason if isinstance(report, Failed) else 'it ended'}")
        except OSError as error:
            raise HostError(f"{self.name}: it is gone: {error.strerror}") from error

    def _hear_ended(self) -> None:
        while True:
            try:
                self._end.setblocking(False)
                report, _ = orders.receive_report(self._end)
            except BlockingIOError:
                return
            except OSError as error:
                raise HostError(f"{self.name}: it is gone: {error.strerror}") from error
            finally:
                if self._end.fileno() >= 0:
                    self._end.setblocking(True)
            if not isinstance(report, Ended):
                raise HostError(f"{self.name}: it ended")
            self._ended[report.pid] = report.status


def begin(name: str, group: int, root: Root | None, *, network: bool = True) -> World:
    """A new world of that host name. To be called by the main thread: it dies with the thread that called.

    group: descriptor of its control group. root: its file system, None for the machine's own. Raises HostError where it cannot be made.
    """
    world = prepare(name, group, root, network=network)
    settled(world)
    return world


def prepare(name: str, group: int, root: Root | None, *, network: bool = True) -> World:
    """The same without waiting until it stands: `settled` does, so that several are built at once."""
    ours, theirs = orders.pair()
    with theirs:
        words = [sys.executable, "-m", "redshank.simulate.sandbox.entrance", str(theirs.fileno()), str(group), str(os.getpid())]
        process = subprocess.Popen(words, pass_fds=(theirs.fileno(), group), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    orders.send(ours, orders.World(name, root, network))
    return World(name, process, ours)


def settled(world: World) -> None:
    """Returns when the world stands. Raises HostError where it cannot be made."""
    report, _ = orders.receive_report(world._end)
    if not isinstance(report, Done):
        world.close()
        raise HostError(f"the sandbox {world.name} cannot be made: {report.reason if isinstance(report, Failed) else 'it ended at once'}")
