"""What an agent reported: lines of its log, from where they were last read."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from bench.operations import Operation

_PATIENCE_S = 2.5
"""An agent that is short of processor pauses longer than one might think, and ours tells its losses once a second, and the last of what
was held back two seconds later."""
_UNCOUNTED_S = 0.5
_LIMIT_S = 20.0
_STEP_S = 0.02


class Line(msgspec.Struct, gc=False):
    """What we ask of a JSON line."""

    action: str | None = msgspec.field(default=None, name="event.action")
    kind: str | None = msgspec.field(default=None, name="event.kind")
    executable: str | None = msgspec.field(default=None, name="process.executable")
    name: str | None = msgspec.field(default=None, name="process.name")
    path: str | None = msgspec.field(default=None, name="file.path")
    port: int | None = msgspec.field(default=None, name="destination.port")
    lost: str | None = msgspec.field(default=None, name="redshank.loss.count")
    held_back: str | None = msgspec.field(default=None, name="redshank.throttled.count")


DECODE = msgspec.json.Decoder(Line)


class Log:
    """A growing file that is read piece by piece."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = self.size()

    def size(self) -> int:
        """Bytes in it now."""
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    def fresh(self) -> Iterator[bytes]:
        """Whole lines since the last call."""
        with self._path.open("rb") as file:
            file.seek(self._at)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self._at += len(line)
                yield line


def settle(read: Callable[[], tuple[int, int]], expected: int) -> tuple[int, int, float]:
    """What `read` finds of `expected` events until all are there, what it finds lost, and after how many seconds the last came.

    Gives up when none has come for a while: others' events may never end. Where none is expected, waits half a second.
    """
    start = last = time.monotonic()
    seen = lost = 0
    while True:
        found, gone = read()
        seen, lost, now = seen + found, lost + gone, time.monotonic()
        last = now if found else last
        if now - last > (_PATIENCE_S if expected else _UNCOUNTED_S) or now - start > _LIMIT_S or (expected and seen >= expected):
            return seen, lost, last - start
        time.sleep(_STEP_S)


def is_report(line: Line, operation: Operation, token: str) -> bool:
    """True where this is the event that one single operation of the run must give."""
    if line.kind != "event" or line.action != operation.reported:
        return False
    if operation.name == "exec":
        return (line.executable or "").endswith(f"/t_{token}")
    return line.name == f"w_{token}"


def count(lines: Iterator[bytes], operation: Operation, token: str) -> tuple[int, int]:
    """How many events the run gave, and how many of any kind the agent itself says were lost or held back meanwhile."""
    mark, seen, lost = token.encode(), 0, 0
    for raw in lines:
        if b'"agent.throttled"' in raw:
            lost += int(DECODE.decode(raw).held_back or 0)
        elif mark in raw:
            seen += is_report(DECODE.decode(raw), operation, token)
        elif b'"agent.loss"' in raw:
            lost += int(DECODE.decode(raw).lost or 0)
    return seen, lost
