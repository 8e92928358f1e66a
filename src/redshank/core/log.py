"""Our own log: one line an occasion, a stable dotted key and its facts, on stderr.

    2026-11-24T04:24:11.000Z info spool.full segment=17 path="/var/lib/redshank/a b"

A value with anything but plain characters stands in quotes with JSON's escapes, so that no text from outside can end a
line, forge a field or reach the terminal. Secrets and recorded terminal text are never handed to it.
"""

import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from string import ascii_letters, digits
from typing import TextIO

from redshank.core.clock import Clock, SystemClock

LEVELS = ("debug", "info", "warning", "error")
MAX_VALUE_CHARACTERS = 1024
_COLOURS = {"debug": "\x1b[2m", "warning": "\x1b[33m", "error": "\x1b[31m"}
_PLAIN = frozenset(ascii_letters + digits + "._:/+-@%,")


@dataclass(frozen=True, slots=True)
class Log:
    """Writes lines of at least `level` to `stream`; stderr where none is given. Colours only on a terminal."""

    level: str = "info"
    stream: TextIO | None = None
    clock: Clock = field(default_factory=SystemClock)

    def debug(self, key: str, /, **facts: object) -> None:
        """Of use to who works on the code."""
        self._write("debug", key, facts)

    def info(self, key: str, /, **facts: object) -> None:
        """As it should be, and worth a line."""
        self._write("info", key, facts)

    def warning(self, key: str, /, **facts: object) -> None:
        """Goes on, with something missing."""
        self._write("warning", key, facts)

    def error(self, key: str, /, **facts: object) -> None:
        """Something that was asked for does not happen."""
        self._write("error", key, facts)

    def _write(self, level: str, key: str, facts: dict[str, object]) -> None:
        if LEVELS.index(level) < LEVELS.index(self.level):
            return
        stream = self.stream or sys.stderr
        line = render(self.clock.wall_ns(), level, key, facts)
        colour = _COLOURS.get(level, "") if stream.isatty() else ""
        stream.write(f"{colour}{line}\x1b[0m\n" if colour else f"{line}\n")
        stream.flush()


def render(wall_ns: int, level: str, key: str, facts: dict[str, object]) -> str:
    """One log line without its newline; ASCII only, whatever the facts hold."""
    moment = datetime.fromtimestamp(wall_ns // 1_000_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    head = f"{moment}.{wall_ns // 1_000_000 % 1000:03d}Z {level} {key}"
    return " ".join([head, *(f"{name}={_value(value)}" for name, value in facts.items())])


def _value(value: object) -> str:
    text = value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
    if len(text) > MAX_VALUE_CHARACTERS:
        text = f"{text[:MAX_VALUE_CHARACTERS]}… ({len(text)} characters)"
    return text if text and _PLAIN.issuperset(text) else json.dumps(text)


log = Log()
"""The process's own log, for those without a reason to take another. Frozen: a command makes its own `Log`."""
