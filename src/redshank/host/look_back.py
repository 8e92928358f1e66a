"""The sweep as a source of the running agent: at the start and once a day, on a thread of low priority; known findings are told once."""

import os
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from redshank.core import memory
from redshank.core.clock import Clock
from redshank.core.errors import HostError
from redshank.events import Event
from redshank.events._generated.types import HostState
from redshank.host.packages.packages import open_packages
from redshank.host.sensor.source import SourceHealth
from redshank.host.state_folder import StateFolder
from redshank.host.sweep.scene import Scene
from redshank.host.sweep.sweep import Sweep
from redshank.host.sweep.told import Told

SEEN = "sweep.told"
SHARE = 0.2
"""Of a processor, for the checks that read whole files and walk whole disks."""
_LONGEST_REST_S = 0.5
NICE = 10
MAX_WAITING, MAX_READ = 8_192, 512
_END_S = 2.0


class LookBack:
    """Gives what sweeps find. open_sweep: makes a run. every_s: until the next one; 0: only one. folder: where it is kept what was told."""

    name = "sweep"

    def __init__(self, open_sweep: Callable[[], Sweep], every_s: float, folder: StateFolder | None = None) -> None:
        self._open_sweep, self._every_s, self._folder = open_sweep, every_s, folder
        self._told = Told.read(_kept(folder))
        self._waiting: deque[HostState] = deque()
        self._counted: Counter[str] = Counter()
        self._errors: list[str] = []
        self._stop = threading.Event()
        self._fd = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._run, name="sweep", daemon=True)
        self._thread.start()

    def fileno(self) -> int | None:
        """Readable when something was found."""
        return self._fd

    def read(self) -> list[Event]:
        """What was found since the last call, at most some hundred."""
        with suppress(BlockingIOError):
            os.eventfd_read(self._fd)
        found: list[Event] = []
        while self._waiting and len(found) < MAX_READ:
            found.append(self._waiting.popleft())
        if self._waiting:
            os.eventfd_write(self._fd, 1)
        return found

    def health(self) -> SourceHealth:
        """ok, or degraded with the checks that did not come to their end."""
        errors = list(self._errors)
        return SourceHealth("sweep", "degraded" if errors else "ok", "; ".join(errors), dict(self._counted))

    def close(self) -> None:
        """End the run at hand after its present finding. May be called twice."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._thread.join(_END_S)
        if not self._thread.is_alive():
            os.close(self._fd)

    def _run(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        while not self._stop.is_set():
            self._once()
            if not self._every_s or self._stop.wait(self._every_s):
                return

    def _once(self) -> None:
        sweep = self._open_sweep()
        for event in self._found(sweep):
            self._waiting.append(event)
            os.eventfd_write(self._fd, 1)
            if self._stop.is_set():
                return
        self._errors[:] = [f"{one.name}: {one.error}" for one in sweep.reports if one.error]
        self._counted["sweeps"] += 1
        self._counted["left_out"] += sum(one.left_out for one in sweep.reports)
        self._told.end_round()
        memory.trim()
        if self._folder is not None:
            with suppress(OSError):
                self._folder.write(SEEN, self._told.plain(), durable=False)

    def _found(self, sweep: Sweep) -> Iterator[HostState]:
        for event in sweep.events():
            if self._told.is_known(event):
                self._counted["known"] += 1
            elif len(self._waiting) >= MAX_WAITING:
                self._counted["dropped"] += 1
            else:
                self._counted["found"] += 1
                yield event


def open_look_back(clock: Clock, every_s: float, folder: StateFolder) -> LookBack:
    """A look back over this host, paced so that the agent's other work comes first."""

    def sweep() -> Sweep:
        return Sweep(Scene("/", True, clock.wall_ns, open_packages(Path("/"), clock.boot_ns), rest=Pace().rest))

    return LookBack(sweep, every_s, folder)


class Pace:
    """Keeps its thread to a share of a processor."""

    def __init__(self) -> None:
        self._since = time.thread_time()

    def rest(self) -> None:
        """Sleep for what was spent since the last rest; little is saved up."""
        now = time.thread_time()
        if now - self._since > 0.002:
            time.sleep(min((now - self._since) * (1 / SHARE - 1), _LONGEST_REST_S))
            self._since = now


def _kept(folder: StateFolder | None) -> bytes:
    if folder is not None:
        with suppress(HostError):
            return folder.read(SEEN) or b""
    return b""
