"""How long from an act to its line: whole lines, as a program reading the pipe gets them."""

import os
import random
import select
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.agents import AgentError, Redshank
from bench.reports import DECODE, Line

_GAP_S = (0.03, 0.09)  # of no fixed length, so that acts and the agent's own rhythm do not fall into step
_LIMIT_S = 5.0
_SETTLE_S = 1.0
_BYTES = 1 << 16
_TRUE = Path("/bin/true")
_CHANGES = frozenset(("file.create", "file.modify"))

Wanted = Callable[[Line], bool]


@dataclass(slots=True)
class Latencies:
    """Milliseconds of each act that was reported, and how many were not within five seconds."""

    ms: list[float] = field(default_factory=list)
    missing: int = 0


class Lines:
    """Whole lines out of a pipe."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._rest = descriptor, b""

    def wait_for(self, mark: bytes, wanted: Wanted, limit_s: float) -> float | None:
        """When (monotonic seconds) the first wanted line with `mark` in it was whole; None where none came in time."""
        end = time.monotonic() + limit_s
        while (left := end - time.monotonic()) > 0:
            if not select.select([self._descriptor], [], [], left)[0]:
                return None
            data = os.read(self._descriptor, _BYTES)
            if not data:
                raise AgentError("the agent closed its output")
            came = time.monotonic()
            *whole, self._rest = (self._rest + data).split(b"\n")
            if any(mark in line and wanted(DECODE.decode(line)) for line in whole):
                return came
        return None

    def skip(self, seconds: float) -> None:
        """Read on for a while, wanting nothing: a full pipe would stop the agent."""
        self.wait_for(b"\0", lambda _: False, seconds)


@contextmanager
def speaking(agent: Redshank) -> Iterator[Lines]:
    """The agent, started and settled, with its lines."""
    descriptor = agent.start_piped()
    try:
        lines = Lines(descriptor)
        lines.skip(_SETTLE_S)
        yield lines
    finally:
        agent.stop()
        os.close(descriptor)


def alerts(lines: Lines, acts: int, dice: random.Random) -> Latencies:
    """A program run from a folder in /tmp, until its alert."""
    with tempfile.TemporaryDirectory(prefix="redshank-bench-") as folder:

        def act(number: int) -> tuple[float, bytes, Wanted]:
            program = Path(folder, f"run{number}")
            shutil.copy(_TRUE, program)
            start = time.monotonic()
            child = os.posix_spawn(program, [str(program)], {})
            os.waitpid(child, 0)
            return start, str(program).encode(), lambda line: line.kind == "alert"

        return _repeat(lines, acts, dice, act)


def changes(lines: Lines, acts: int, dice: random.Random, watched: Path) -> Latencies:
    """A file written in a watched folder, until the event that says it was made or changed."""

    def act(number: int) -> tuple[float, bytes, Wanted]:
        path = watched / f"act{number}-{time.monotonic_ns()}"
        start = time.monotonic()
        path.write_bytes(b"changed\n")
        return start, path.name.encode(), lambda line: line.action in _CHANGES

    try:
        return _repeat(lines, acts, dice, act)
    finally:
        for path in watched.glob("act*"):
            path.unlink()


def connects(lines: Lines, acts: int, dice: random.Random) -> Latencies:
    """A connection over loopback, until its event. Each goes to a port of its own, which tells it from others."""

    def act(_: int) -> tuple[float, bytes, Wanted]:
        with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as near:
            port = listener.getsockname()[1]
            start = time.monotonic()
            near.connect(("127.0.0.1", port))
            return start, str(port).encode(), lambda line: line.action == "net.connect" and line.port == port

    return _repeat(lines, acts, dice, act)


def _repeat(lines: Lines, acts: int, dice: random.Random, act: Callable[[int], tuple[float, bytes, Wanted]]) -> Latencies:
    found = Latencies()
    for number in range(acts):
        start, mark, wanted = act(number)
        came = lines.wait_for(mark, wanted, _LIMIT_S)
        if came is None:
            found.missing += 1
        else:
            found.ms.append((came - start) * 1000)
        lines.skip(dice.uniform(*_GAP_S))
    return found
