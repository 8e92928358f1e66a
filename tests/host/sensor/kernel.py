"""What tests of the real kernel share: an attached source, and acts done by small processes of our own."""

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.host.sensor import programs
from redshank.host.sensor.kernel_source import MAX_RECORDS, KernelSource
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Dns, Mode, Scope

LIMIT_S = 5.0
_PROLOGUE = "import ctypes, os, socket\nsyscall = ctypes.CDLL(None, use_errno=True).syscall\n"


class Kernel:
    """An attached source, and the events it gave so far."""

    def __init__(self, mode: Mode, dns: Dns = "answers") -> None:
        namespace = programs.own_scope().namespace
        self.said: list[str] = []
        self.source = KernelSource(mode, Scope(namespace, 0, dns), ProcessTable("h", "b"), SystemClock(), self.said.append)
        self.events: list[Event] = []

    def wait_for(self, wanted: Callable[[Event], bool]) -> Any:
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            for event in self.source.read():
                self.events.append(event)
            if found := [event for event in self.events if wanted(event)]:
                return found[0]
            time.sleep(0.005)
        raise AssertionError(f"no such event among {[e.event_action for e in self.events]}; {self.said}")

    def of(self, pid: int, action: str) -> list[Any]:
        """All events of one kind of a process that has ended."""
        self.wait_for(own("process.exit", pid))
        batch = self.source.read()  # the bulk ring may be turns behind the urgent one
        while len(batch) >= MAX_RECORDS:
            self.events += batch
            batch = self.source.read()
        self.events += batch
        return [event for event in self.events if own(action, pid)(event)]


def own(action: str, pid: int) -> Callable[[Event], bool]:
    return lambda event: event.event_action == action and event.process_scope_pid == pid


def run(code: str) -> int:
    """Run Python code in a process of its own; its pid."""
    process = subprocess.Popen([sys.executable, "-S", "-c", _PROLOGUE + code])
    process.wait()
    return process.pid
