"""The real command as a process."""

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

COMMAND = (sys.executable, "-m", "redshank")
PLAIN = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS", "TERM")} | {"LC_ALL": "C.UTF-8"}


def run(*words: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """`redshank WORDS` to its end, both outputs as text."""
    done = subprocess.run([*COMMAND, *map(str, words)], input=stdin, env=PLAIN | environment, capture_output=True, timeout=60, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def start(*words: str | Path) -> "subprocess.Popen[bytes]":
    """`redshank WORDS` running, with pipes at all three ends."""
    return subprocess.Popen(
        [*COMMAND, *map(str, words)], env=PLAIN, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    )


def run_on_terminal(*words: str | Path, columns: int, **environment: str) -> str:
    """What `redshank WORDS` writes to a terminal of so many columns."""
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, columns))
    line = [*COMMAND, *map(str, words)]
    with subprocess.Popen(line, env=PLAIN | environment, stdin=slave, stdout=slave, stderr=subprocess.PIPE) as process:
        os.close(slave)
        written = b"".join(iter(lambda: _read(master), b""))
        process.communicate(timeout=60)
    os.close(master)
    return written.decode()


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # Linux's way to say that the other end of a terminal is closed
        return b""
