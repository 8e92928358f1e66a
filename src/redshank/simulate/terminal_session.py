"""Somebody at a terminal: types into an ssh session through a pty of ours, and reads what comes back."""

import os
import pty
import select
import termios
import time
from contextlib import suppress
from dataclasses import dataclass

from redshank.core.errors import HostError

ROWS, COLUMNS = 40, 132
_CHUNK = 64 * 1024
MAX_KEPT = 1 << 20


@dataclass(slots=True)
class TerminalSession:
    """master: our end of the pty. prompt: what the shell shows when it waits. shown: the last that came back, bounded."""

    master: int
    prompt: bytes
    shown: bytes = b""

    def await_prompt(self, timeout_s: float = 10.0) -> bytes:
        """What was shown up to the next prompt. Raises HostError where none comes in time."""
        end, start = time.monotonic() + timeout_s, len(self.shown)
        while not self.shown[start:].endswith(self.prompt):
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                raise HostError(f"the terminal of the story shows no prompt after {timeout_s:.0f} s: {self.shown[-200:]!r}")
        return self.shown[start:]

    def type(self, line: str, timeout_s: float = 10.0) -> bytes:
        """Type a line and wait until the shell asks for the next; what it showed."""
        self.shown = self.shown[-MAX_KEPT:]
        os.write(self.master, line.encode() + b"\n")
        return self.await_prompt(timeout_s)

    def _read(self, timeout_s: float) -> bool:
        waiting = select.poll()
        waiting.register(self.master, select.POLLIN)
        if not waiting.poll(timeout_s * 1000):
            return True
        with suppress(OSError):  # Linux's way to say that the other end of a terminal is closed
            self.shown += (data := os.read(self.master, _CHUNK))
            return bool(data)
        return False

    def close(self) -> None:
        """Hang up."""
        os.close(self.master)


def open_terminal() -> tuple[int, int]:
    """Both ends of a new pty of that size; the second is for the program, and is closed when it has been handed over."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (ROWS, COLUMNS))
    for end in (master, slave):
        os.set_inheritable(end, False)
    return master, slave
