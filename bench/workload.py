"""Builds and runs the work that is measured."""

import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.operations import Operation

SOURCE = Path(__file__).with_name("workload.c")
_READ_FILES = 64
_TRUE = Path("/bin/true")
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


class WorkloadError(Exception):
    """The work itself failed; the message is its own."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one operation. token: stands in the names of its process and of the program it starts."""

    token: str
    count: int
    wall_s: float
    cpu_s: float


class Workload:
    """The built program with its folders below `root`: `plain`, and `watched`, which agents are told to watch."""

    def __init__(self, root: Path) -> None:
        self.plain, self.watched = root / "plain", root / "watched"
        for folder in (self.plain, self.watched):
            folder.mkdir(parents=True, exist_ok=True)
        for number in range(_READ_FILES):
            (self.plain / str(number)).write_text("ordinary content\n" * 8)
        self._program = _build(root / "workload")

    def run(self, operation: Operation) -> Run:
        """Do the operation `count` times in a process named after a fresh token. Raises WorkloadError."""
        token = secrets.token_hex(4)
        own, started = self.plain / f"w_{token}", self.plain / f"t_{token}"
        os.link(self._program, own)  # some agents keep the name a process had when it was started
        try:
            return Run(token, operation.count, *self._times(own, operation, started))
        finally:
            own.unlink()
            started.unlink(missing_ok=True)

    def _times(self, own: Path, operation: Operation, started: Path) -> tuple[float, float]:
        where = {"open": self.plain, "write": self.watched, "exec": started}.get(operation.name)
        if operation.name == "exec":
            shutil.copy(_TRUE, started)
        command = [own, operation.name, str(operation.count), *([where] if where else [])]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=_ENVIRONMENT)
        if done.returncode:
            raise WorkloadError(f"{operation.name}: {done.stderr.strip() or done.returncode}")
        wall, cpu = map(int, done.stdout.split())
        return wall / 1e9, cpu / 1e9


def _build(program: Path) -> Path:
    """Compiled by the same wheel that compiles the kernel side, so that no compiler is needed first."""
    compiler = [sys.executable, "-m", "ziglang", "cc", "-O2", "-Wall", "-s"]
    done = subprocess.run([*compiler, "-o", program, SOURCE], check=False, capture_output=True, text=True)
    if done.returncode:
        raise WorkloadError(f"building {SOURCE.name} failed: {done.stderr.strip()}")
    return program
