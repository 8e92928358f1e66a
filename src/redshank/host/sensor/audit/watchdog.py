"""Looks after the loan: rules that somebody took out are put in again and told; foreign rules that blind us are named."""

from collections.abc import Callable, Iterable
from pathlib import Path

from redshank.core.errors import HostError
from redshank.events import Event
from redshank.events._generated.types import AgentTamper
from redshank.host.sensor.audit import loan, netlink, rule
from redshank.host.sensor.audit.loan import Loan
from redshank.host.sensor.audit.wanted import MARK, Wanted

CHECK_NS = 10_000_000_000
REPAIR_NS = 60_000_000_000
"""Rules are put in again at most so often: who takes them out on purpose is not fought over every second."""
_TOLD = 512


class Watchdog:
    """Asks the kernel every 10 s, and when a record says that the rules changed. wanted: the rules as they should be now."""

    def __init__(self, held: Loan, wanted: Callable[[], Iterable[Wanted]]) -> None:
        self._loan, self._wanted = held, wanted
        self._count = 0
        self._next_check = self._next_repair = 0
        self.blinding: tuple[str, ...] = ()
        """Foreign rules that keep us from seeing, in words."""
        self.lost_in_kernel = 0
        """Records the kernel threw away since we came."""
        self._lost_before: int | None = None
        self.trouble = ""

    def hurry(self) -> None:
        """Somebody changed the rules: look at the next turn."""
        self._next_check = 0

    def settle(self) -> None:
        """The rules as they are now are the rules as they should be."""
        self._count = len(loan.marked())
        self._look()

    def check(self, now: int, wall_ns: int, *, alone: bool) -> list[Event]:
        """What is to be told of our rules. now: nanoseconds since boot."""
        if now < self._next_check:
            return []
        self._next_check = now + CHECK_NS
        try:
            return self._check(now, wall_ns, alone)
        except HostError as error:
            self.trouble = str(error)
            return []

    def _check(self, now: int, wall_ns: int, alone: bool) -> list[Event]:
        status, there = self._look()
        self.trouble = ""
        if self._count and there >= self._count and status.enabled:
            return []
        first = not self._count
        if now < self._next_repair:
            self.trouble = "our audit rules were taken out"
            return []
        self._next_repair = now + REPAIR_NS
        if not self._loan.take(self._wanted(), alone=alone):
            return []
        self.settle()
        if first:
            return []
        what = "auditing was switched off" if not status.enabled else f"{self._count - there} of {self._count} audit rules were taken out"
        return [AgentTamper(timestamp=wall_ns, source="agent", tamper_what="audit_rules", tamper_detail=f"{what}; put in again"[:_TOLD])]

    def _look(self) -> tuple[netlink.Status, int]:
        status, there = netlink.status(), loan.rules()
        if self._lost_before is None or status.lost < self._lost_before:  # auditctl --reset-lost
            self._lost_before = status.lost - self.lost_in_kernel if self._lost_before is None else 0
        self.lost_in_kernel = max(self.lost_in_kernel, status.lost - self._lost_before)
        self.blinding = tuple(_blinding(one) for one in there if one.action == rule.NEVER and one.at in _BLINDING)
        return status, sum(one.key == MARK for one in there)


_BLINDING = {
    rule.TASK: "a rule `task,never` is loaded: no system call of a process born under it is told",
    rule.EXIT: "a foreign rule `exit,never` hides some system calls",
    rule.EXCLUDE: "a foreign rule leaves out some kinds of records",
}


def _blinding(one: rule.Rule) -> str:
    return _BLINDING[one.at]


def locked_by_boot(cmdline: Path) -> bool:
    """True where auditing was on before the first process: then all of them are audited."""
    try:
        return "audit=1" in cmdline.read_text().split()
    except OSError:
        return False
