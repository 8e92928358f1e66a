"""The agents that are measured: how each is started, asked and stopped."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench import usage
from bench.operations import Mode, Operation
from bench.reports import Log, count, settle

COMMAND = Path(sys.executable).with_name("redshank")
_READY = b"watching"
_READY_S, _STOP_S = 30.0, 10.0
_LONGEST = "30m"  # should we be killed ourselves, the agent ends by itself
_ALONE = ("unshare", "--pid", "--fork", "--mount-proc")


class AgentError(Exception):
    """An agent did not start, or ended before its time: one line with what it said last."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What an agent gave for one run. seen: events of the run; None where it cannot be counted. lost: what it says it lost."""

    seen: int | None
    lost: int
    lag_s: float


class Agent(Protocol):
    """Something that watches this machine. audits: it switches kernel auditing on itself."""

    name: str
    audits: bool

    def start(self) -> None:
        """Come back when it watches. Raises AgentError."""
        ...

    def stop(self) -> None:
        """End it and take everything back. May be called twice."""
        ...

    def cpu_s(self) -> float:
        """Processor seconds so far, of its processes and of kernel threads that work for it."""
        ...

    def pss_mib(self) -> float:
        """Memory of its processes."""
        ...

    def mark(self) -> None:
        """What is reported from now on belongs to the next run."""
        ...

    def reported(self, operation: Operation, token: str) -> Reported:
        """Wait until it has said all; what it said of this run."""
        ...


class Redshank:
    """Our own `watch`, every event as a JSON line in a file below `root`.

    alone: in a pid namespace of its own, so that it does not see the processes of others; that needs `unshare`.
    """

    audits = False

    def __init__(self, mode: Mode, root: Path, watched: Path, alone: bool = False) -> None:
        self.name, self.mode = f"redshank {mode}", mode
        self._errors, self._lines = root / "watch.errors", root / "watch.jsonl"
        self._settings = root / "settings.toml"
        options = ["--format", "json", "--events", "--syscalls", mode, "--watch", str(watched), "--config", str(self._settings)]
        self._command = [*(_ALONE if alone else ()), str(COMMAND), "watch", *options, "--for", _LONGEST]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Come back when every probe is attached."""
        with self._lines.open("wb") as lines:
            self._start(lines.fileno())
        self._log = Log(self._lines)

    def start_piped(self) -> int:
        """The same, with its lines on a pipe: the descriptor to read from, which the caller closes."""
        near, far = os.pipe()
        try:
            self._start(far)
        except BaseException:
            os.close(near)
            raise
        finally:
            os.close(far)
        return near

    def _start(self, output: int) -> None:
        self._settings.write_text("")  # the defaults, whatever this machine's own file says
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, start_new_session=True
            )
        end = time.monotonic() + _READY_S
        while _READY not in self._errors.read_bytes():
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise AgentError(f"{self.name} did not start: {self._last_words()}")
            time.sleep(0.02)

    def _last_words(self) -> str:
        lines = self._errors.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def stop(self) -> None:
        """Ask it to end; make it after ten seconds."""
        process, self._process = self._process, None
        if process is not None:
            stop(process)

    def _running(self) -> int:
        if self._process is None or self._process.poll() is not None:
            raise AgentError(f"{self.name} is not running: {self._last_words()}")
        return self._process.pid

    def cpu_s(self) -> float:
        """Of its processes; our programs in the kernel are charged to the processes that meet them."""
        return usage.cpu_s(self._running())

    def pss_mib(self) -> float:
        """Of all its processes."""
        return usage.pss_mib(self._running())

    def mark(self) -> None:
        """Forget the lines so far."""
        self._log = Log(self._lines)

    def reported(self, operation: Operation, token: str) -> Reported:
        """Count the run's lines; what is not told one by one in this mode has no count."""
        counted = self.mode in operation.modes
        expected = operation.count if counted else 0
        seen, lost, lag_s = settle(lambda: count(self._log.fresh(), operation, token), expected)
        self._running()
        return Reported(seen if counted else None, lost, lag_s)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process of ours and what it started: first by asking, after ten seconds without."""
    _signal(process, signal.SIGTERM)
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """To the process and all below it: `unshare` does not pass a signal on."""
    if process.poll() is None:
        for found in usage.tree(process.pid, usage.all_processes()):
            with suppress(ProcessLookupError):
                os.kill(found.pid, number)
