"""The journalctl that tells what stood in the journal before we came, and ends by itself."""

import os
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress

from redshank.host.sensor.logins.journal_child import READ_BYTES

LONGEST_NS = 10_000_000_000
"""A journalctl that has not ended by then is left: what it did not tell is not told."""


class JournalBacklog:
    """One child. commands: tried in turn, the next where one fails without having told anything; empty ones are left out,
    since there is no journal for them. clock: nanoseconds of a clock that never goes back.
    """

    def __init__(self, commands: Sequence[Sequence[str]], clock: Callable[[], int]) -> None:
        self._clock, self._until = clock, clock() + LONGEST_NS
        self._commands = [command for command in commands if command]
        self._child: subprocess.Popen[bytes] | None = None
        self._has_told = False
        self.problem = ""
        self._start_next()

    @property
    def has_ended(self) -> bool:
        """True when nothing more will come."""
        return self._child is None

    def read(self) -> bytes:
        """What it wrote since the last call, at most READ_BYTES. Never waits, never raises."""
        if self._child is None or self._child.stdout is None:
            return b""
        if self._clock() >= self._until:  # also one that never pauses: live events wait for us
            self.problem = "journalctl did not end; a part of what was before is missing"
            self.close()
            return b""
        try:
            data = os.read(self._child.stdout.fileno(), READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            self.problem, data = f"journalctl cannot be read: {error.strerror}", b""
        self._has_told = self._has_told or bool(data)
        if not data and self._stop() != 0 and not self._has_told:
            self._start_next()
        return data

    def close(self) -> None:
        """End it. May be called twice."""
        if self._child is not None:
            with suppress(OSError):
                self._child.kill()
            self._stop()

    def _stop(self) -> int:
        """Its exit status, once it has closed its output or was killed."""
        assert self._child is not None
        child, self._child = self._child, None
        if child.stdout is not None:
            child.stdout.close()
        try:
            return child.wait(0.5)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()

    def _start_next(self) -> None:
        if not self._commands:
            return
        command, quiet = self._commands.pop(0), subprocess.DEVNULL
        try:
            self._child = subprocess.Popen(
                command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, cwd="/", env={"LC_ALL": "C"}
            )
        except OSError as error:
            self.problem = f"{command[0]} does not start: {error.strerror}"
            return
        if self._child.stdout is not None:
            os.set_blocking(self._child.stdout.fileno(), False)
