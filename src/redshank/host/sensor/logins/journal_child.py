"""The journalctl that follows the journal for us: started, read without waiting, started again when it ends."""

import os
import select
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from redshank.host.sensor.logins.journal_entry import FIELDS

PROGRAMS = (Path("/usr/bin/journalctl"), Path("/bin/journalctl"))
FACILITIES = (4, 10, 9)
"""auth, authpriv, cron. What a syslog file would hold is taken besides; what services print is not."""
READ_BYTES = 256 * 1024
FIRST_PAUSE_NS, LONGEST_PAUSE_NS = 1_000_000_000, 60_000_000_000
SETTLED_NS = 60_000_000_000
"""A child that lived so long did not fail at its start: the next pause is the first one again."""
_ERROR_BYTES = 2048


def arguments(program: Path, folder: Path | None, cursor: str, from_start: bool) -> list[str]:
    """The command that follows. folder: of journal files, None for the host's own. cursor: where to go on, or empty.

    Without a cursor it begins with the newest entry, which has one: so a child that ends soon can be followed without a gap.
    """
    command = [*_reading(program, folder), "--follow"]
    if cursor:
        command += ["--no-tail", f"--after-cursor={cursor}"]
    else:
        command.append("--no-tail" if from_start else "--lines=1")
    return [*command, *_SYSLOG, "+", *_LOGINS]


def backlog_arguments(program: Path, folder: Path | None, cursor: str, since_ns: int, most: int) -> list[str]:
    """The command that tells what is there already, and ends: all after a cursor, or the newest `most` entries about logins
    since a time."""
    if cursor:
        return [*_reading(program, folder), "--no-tail", f"--after-cursor={cursor}", *_SYSLOG, "+", *_LOGINS]
    return [*_reading(program, folder), f"--lines={most}", f"--since=@{since_ns // 1_000_000_000}", *_LOGINS]


def _reading(program: Path, folder: Path | None) -> list[str]:
    command = [str(program), "--output=json", "--all", "--no-pager", "--quiet", "--output-fields=" + ",".join(FIELDS)]
    return [*command, f"--directory={folder}"] if folder is not None else command


_SYSLOG = ("_TRANSPORT=syslog", "+", "_TRANSPORT=kernel", "+", "SYSLOG_IDENTIFIER=systemd")
"""What a syslog file would hold: lines by syslog(3), the kernel's, and the service manager's words about services."""
_LOGINS = (*(f"SYSLOG_FACILITY={number}" for number in FACILITIES), "+", "SYSLOG_IDENTIFIER=sshd")


@dataclass(slots=True)
class JournalChild:
    """Keeps one child running. clock: nanoseconds of a clock that never goes back. command: given the start to make.

    fd becomes readable with new bytes, whichever child writes them.
    """

    command: Callable[[], Sequence[str]]
    clock: Callable[[], int]
    starts: int = 0
    problem: str = ""
    _child: subprocess.Popen[bytes] | None = None
    _poll: select.epoll | None = None
    _started: int = 0
    _next: int = 0
    _pause: int = FIRST_PAUSE_NS
    _closed: bool = False

    @property
    def running(self) -> bool:
        """True while a child runs."""
        return self._child is not None

    def fileno(self) -> int:
        """A descriptor that stays the same over restarts."""
        if self._poll is None:
            self._poll = select.epoll()
        return self._poll.fileno()

    def read(self) -> bytes:
        """What it wrote since the last call, at most READ_BYTES; starts it when it is time. Never waits, never raises."""
        if self._child is None and not self._closed and self.clock() >= self._next:
            self._start()
        if self._child is None or self._child.stdout is None:
            return b""
        try:
            data = os.read(self._child.stdout.fileno(), READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            self.problem = f"journalctl cannot be read: {error.strerror}"
            data = b""
        if not data:
            self._ended()
        return data

    def close(self) -> None:
        """Stop it for good. May be called twice."""
        self._closed = True
        self._stop()
        if self._poll is not None:
            self._poll.close()
            self._poll = None

    def _start(self) -> None:
        command = list(self.command())
        self.fileno()
        try:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/", env={"LC_ALL": "C"}
            )
        except OSError as error:
            self.problem = f"{command[0]} does not start: {error.strerror}"
            self._delay()
            return
        assert child.stdout is not None and child.stderr is not None and self._poll is not None
        os.set_blocking(child.stdout.fileno(), False)
        os.set_blocking(child.stderr.fileno(), False)
        self._poll.register(child.stdout.fileno(), select.EPOLLIN)
        self._child, self._started = child, self.clock()
        self.starts += 1

    def _ended(self) -> None:
        errors = self._stop()
        self.problem = f"journalctl ended{': ' + errors if errors else ''}; it is started again"
        if self.clock() - self._started > SETTLED_NS:
            self._pause = FIRST_PAUSE_NS
        self._delay()

    def _delay(self) -> None:
        self._next = self.clock() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_NS)

    def _stop(self) -> str:
        """End the child and say the last it wrote to stderr."""
        child, self._child = self._child, None
        if child is None:
            return ""
        assert child.stdout is not None and child.stderr is not None and self._poll is not None
        self._poll.unregister(child.stdout.fileno())
        child.terminate()
        try:
            child.wait(0.5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        errors = b""
        with suppress(OSError):
            errors = os.read(child.stderr.fileno(), _ERROR_BYTES)
        child.stdout.close()
        child.stderr.close()
        return errors.decode("utf-8", "backslashreplace").strip().rpartition("\n")[2]
