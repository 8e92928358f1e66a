"""Drives a program in a pseudo-terminal of its own: waits for what it shows, types, resizes. As a program: several, in a sandbox."""

import base64
import fcntl
import json
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_S = 20.0


@dataclass(frozen=True)
class Step:
    """Wait until `shown` (a pattern) stands in what came since the last step, then type `keys`, or resize to rows x columns."""

    shown: str
    keys: str = ""
    size: tuple[int, int] | None = None
    slowly: bool = False


def drive(command: Sequence[str], steps: Sequence[Step], size: tuple[int, int] = (24, 80)) -> bytes:
    """All that the program showed. Raises TimeoutError where a step's text does not come."""
    pid, master = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        os.environ.update(TERM="xterm", LC_ALL="C.UTF-8", PS1="ready$ ", HISTFILE="/dev/null", SHELL="/bin/sh")
        os.execvp(command[0], list(command))
    shown, since = bytearray(), 0
    try:
        for step in steps:
            since = _await(master, shown, since, step.shown.encode())
            if step.size is not None:
                fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", *step.size, 0, 0))
            for keys in [*step.keys] if step.slowly else [step.keys]:
                os.write(master, keys.encode())
        _drain(master, shown)
    finally:
        os.close(master)
        os.waitpid(pid, 0)
    return bytes(shown)


def _await(master: int, shown: bytearray, since: int, pattern: bytes) -> int:
    end = time.monotonic() + TIMEOUT_S
    while (found := re.search(pattern, bytes(shown[since:]), re.DOTALL)) is None:
        if time.monotonic() > end or not _read(master, shown, 1.0):
            raise TimeoutError(f"{pattern!r} did not come; shown: {bytes(shown[-400:])!r}")
    return since + found.end()


def _drain(master: int, shown: bytearray) -> None:
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end and _read(master, shown, 1.0):
        pass


def _read(master: int, shown: bytearray, timeout_s: float) -> bool:
    """False where the program has ended."""
    if not select.select([master], [], [], timeout_s)[0]:
        return True
    try:
        data = os.read(master, 65_536)
    except OSError:
        return False
    shown += data
    return bool(data)


def typescript(path: Path) -> bytes:
    """What `script` wrote between its own first and last line."""
    raw = path.read_bytes().split(b"\n", 1)[1]
    return raw[: raw.rindex(b"\nScript done")]


def scripted(name: str, folder: Path, command: str, steps: Sequence[Step], size: tuple[int, int] = (24, 80)) -> bytes:
    """The typescript of `command` under `script`, which is called with the session's name as its file's."""
    file = folder / f"{name}.typescript"
    drive(["script", "-q", "-f", "-c", command, os.fspath(file)], steps, size)
    return typescript(file)


if __name__ == "__main__":
    sessions = json.load(sys.stdin)
    answer = {}
    for one in sessions:
        steps = [Step(**step) for step in one["steps"]]
        answer[one["name"]] = base64.b64encode(scripted(one["name"], Path(sys.argv[1]), one["command"], steps)).decode()
    sys.stdout.write(json.dumps(answer))
