"""The kernel's audit system: how it stands, and a base line without it.

Once auditing has been on, every process born later takes the slow path at each system call until the machine starts
again, with no rule left and auditing off. A rule `task,never` spares the processes born while it stands: with it the
base is a machine that was never audited.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_NEVER = "task,never"
_NO_RULES = "No rules"
_SETTINGS = {  # in this order: auditing itself last
    "failure": ("-f",),
    "rate_limit": ("-r",),
    "backlog_limit": ("-b",),
    "backlog_wait_time": ("--backlog_wait_time",),
    "enabled": ("-e",),
}


class AuditError(Exception):
    """The audit system refused something; the message is its own."""


@dataclass(frozen=True, slots=True)
class AuditState:
    """How auditing stands: the numbers of `auditctl -s` by name, and the loaded rules."""

    numbers: dict[str, int]
    rules: tuple[str, ...]

    def in_use(self) -> bool:
        """True where somebody audits this machine: then nothing of it may be touched."""
        return bool(self.rules or self.numbers.get("enabled") or self.numbers.get("pid"))


def auditctl(*arguments: str) -> str:
    """The output of auditctl. Raises AuditError where there is none or it fails."""
    program = shutil.which("auditctl", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        raise AuditError("auditctl is not installed")
    done = subprocess.run([program, *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        raise AuditError(f"auditctl {' '.join(arguments)}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def parse_status(text: str) -> dict[str, int]:
    """Name and number of each line that has both."""
    pairs = (line.split() for line in text.splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) >= 2 and pair[1].lstrip("-").isdigit()}


def state() -> AuditState | None:
    """How auditing stands now; None where this machine has no audit tools or does not let us ask."""
    try:
        rules = auditctl("-l").strip()
        return AuditState(parse_status(auditctl("-s")), () if rules == _NO_RULES else tuple(rules.splitlines()))
    except AuditError:
        return None


def restore(before: AuditState) -> None:
    """Everything as it was. Only for a state that was not in use: all rules there are now are taken to be ours."""
    auditctl("-D")
    for name, option in _SETTINGS.items():
        if name in before.numbers:
            auditctl(*option, str(before.numbers[name]))


@contextmanager
def unaudited() -> Iterator[None]:
    """Processes born inside are spared of auditing. Does nothing where there are no audit tools, or auditing is in use."""
    now = state()
    if now is None or now.in_use():
        yield
        return
    auditctl("-a", _NEVER)
    try:
        yield
    finally:
        auditctl("-d", _NEVER)
