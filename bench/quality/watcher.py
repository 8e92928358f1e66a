"""The live sensor beside the acts: `redshank watch` on this host, its JSON lines in a file."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

COMMAND = Path(sys.executable).with_name("redshank")
START_S = 60.0
READY = b"watching with"


class WatchError(Exception):
    """The sensor did not come up."""


@contextmanager
def watching(folder: Path, rules: Sequence[Path]) -> Iterator[Path]:
    """The file that lines go to while the sensor runs; on leaving it is asked to end and waited for. Raises WatchError."""
    lines, said = folder / "lines.jsonl", folder / "said.txt"
    words = [str(COMMAND), "watch", "--format", "json", "--events", *(word for rule in rules for word in ("--rules", str(rule)))]
    with lines.open("wb") as out, said.open("wb") as told:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=told, env=_environment())
    try:
        _await(process, said)
        yield lines
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def read_lines(file: BinaryIO) -> Iterator[dict[str, Any]]:
    """The objects of whole lines; a line that is none is passed over."""
    for line in file:
        try:
            yield json.loads(line)
        except ValueError:
            continue


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), "HOME": os.environ.get("HOME", "/root"), "LANG": "C.UTF-8"}


def _await(process: subprocess.Popen[bytes], said: Path) -> None:
    end = time.monotonic() + START_S
    while READY not in said.read_bytes():
        if process.poll() is not None or time.monotonic() > end:
            raise WatchError(f"the sensor did not start: {said.read_text(errors='replace')[-500:]}")
        time.sleep(0.1)
