"""The audit system as a source of events, where BPF cannot be had: the same events, fewer of them, and it says which."""

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from platform import machine
from typing import Any

from redshank.core.clock import Clock, boot_offset_ns
from redshank.core.errors import HostError
from redshank.events import Event
from redshank.events._generated.types import AgentLoss
from redshank.host.sensor.audit.joining import Joiner
from redshank.host.sensor.audit.loan import PLACE, Loan
from redshank.host.sensor.audit.places import Places
from redshank.host.sensor.audit.stream import RecordStream
from redshank.host.sensor.audit.wanted import MARK, Wanted, call_rules, place_rules
from redshank.host.sensor.audit.watchdog import Watchdog, locked_by_boot
from redshank.host.sensor.audit_log.assemble import Assembler, AuditEvent
from redshank.host.sensor.audit_log.record import Record
from redshank.host.sensor.audit_log.sessions import line_of
from redshank.host.sensor.audit_log.syscalls import syscall_events
from redshank.host.sensor.files.watches import WatchPlan
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.source import SourceHealth

FIRST_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO, include/linux/proc_ns.h
MOST_OPEN = 256
_IN_PROGRESS = -115
_ALWAYS_MISSING = (
    "seen through the audit system: ends and copies of processes go unseen, and so does what is done through io_uring; "
    "start times come from /proc, connections have no local end, listens no port"
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the source works. changes: whether changes of files are told here, because no other source does.
    why: the reason that audit is used, for people.
    """

    plan: WatchPlan
    changes: bool
    namespace: int
    proc: Path = Path("/proc")
    place: Path = PLACE
    why: str = ""


class AuditSource:
    """Subscribed, its rules put in. Raises HostError where that is not possible: no audit system, no right, a container."""

    name = "audit"

    def __init__(self, site: Site, table: ProcessTable, clock: Clock) -> None:
        if site.namespace != FIRST_PID_NAMESPACE:
            raise HostError("the audit system answers only in the host's own pid namespace")
        self._site, self._clock, self._table = site, clock, table
        self._places = Places(site.plan, changes=site.changes)
        self._assembler = Assembler(MOST_OPEN)
        self._joiner = Joiner(table, site.proc, site.namespace, lambda wall: max(0, wall - boot_offset_ns(clock)))
        self._counted: Counter[str] = Counter()
        self._told: Counter[str] = Counter()
        self._stream = RecordStream()
        self._loan = Loan(site.place)
        self._watchdog = Watchdog(self._loan, self._wanted)
        try:
            if self._loan.take(self._wanted(), alone=self._stream.daemon):
                self._watchdog.settle()
        except BaseException:
            self._stream.close()
            raise

    def _wanted(self) -> Iterable[Wanted]:
        rules = call_rules(machine(), os.getpid())
        return chain(rules, place_rules(self._site.plan, os.getpid(), changes=self._site.changes))

    def fileno(self) -> int | None:
        """Readable with records."""
        return self._stream.fileno()

    def read(self) -> list[Event]:
        """Events since the last call, joined with their processes; then losses, and what happened to our rules."""
        events: list[Event] = []
        for record in self._stream.read():
            for finished in self._assembler.add(record):
                events += self._events(finished)
        wall, now = self._clock.wall_ns(), self._clock.boot_ns()
        for late in self._assembler.overdue(wall):
            events += self._events(late)
        self._joiner.sweep(now)
        self._counted["events"] += len(events)
        return [*events, *self._watchdog.check(now, wall, alone=self._stream.daemon), *self._losses(wall)]

    def _events(self, event: AuditEvent) -> list[Event]:
        syscall = event.first("SYSCALL")
        if any(record.kind == "CONFIG_CHANGE" for record in event.records):
            self._watchdog.hurry()
        lines = [line for record in event.records if _is_change_of_others(record) and (line := line_of(record)) is not None]
        if syscall is None:
            return lines
        if syscall.number("pid") == os.getpid():
            return []
        found = [one for one in syscall_events(event, syscall, self._places) if self._is_told(one)]
        for one in found:
            self._joiner.join(one)
            _conclude(one)
        return [*lines, *found]

    def _is_told(self, event: Event) -> bool:
        if not event.event_action.startswith("file."):
            return True
        if self._places.tells(event):
            return True
        self._counted["elsewhere"] += 1
        return False

    def _losses(self, wall: int) -> list[Event]:
        """One agent.loss for each count that grew."""
        totals = {
            ("backlog", ""): self._watchdog.lost_in_kernel,
            ("queue_overflow", "audit socket"): self._stream.lost,
            ("corrupt_record", ""): self._stream.corrupt,
            ("backlog", "late records"): self._assembler.late + self._assembler.cut,
        }
        found: list[Event] = []
        for (reason, what), total in totals.items():
            key = f"{reason} {what}"
            if total > self._told[key]:
                count, self._told[key] = total - self._told[key], total
                loss = AgentLoss(timestamp=wall, loss_count=count, loss_total=total, loss_reason=reason, loss_where="audit")
                loss.loss_type = what or None
                found.append(loss)
        return found

    def health(self) -> SourceHealth:
        """Always degraded, as audit tells less than the kernel's own rings; off where another one of us holds the rules and none are in."""
        stream, dog = self._stream, self._watchdog
        said = [f"{self._site.why}; {_ALWAYS_MISSING}" if self._site.why else _ALWAYS_MISSING]
        if self._loan.was_off and not locked_by_boot(self._site.proc / "cmdline"):
            said.append("programs that ran before auditing was switched on are not audited (boot with audit=1 to see them too)")
        if not self._loan.held:
            said.append("another redshank has the audit rules; this one reads along")
        if self._loan.refused:
            said.append("rules not taken: " + ", ".join(sorted(set(self._loan.refused))[:4]))
        said += [*dict.fromkeys(dog.blinding), *([dog.trouble] if dog.trouble else [])]
        counters = {
            **self._counted, "records": stream.records, "lost_kernel": dog.lost_in_kernel, "lost_socket": stream.lost,
            "corrupt": stream.corrupt, "overruns": stream.overruns,
            "cut": self._assembler.cut, "late": self._assembler.late, "subscribed_again": stream.restarts,
            "processes": len(self._table), "unresolved": self._table.unresolved, "daemon": int(stream.daemon),
        }  # fmt: skip
        return SourceHealth(self.name, "degraded", "; ".join(said), counters)

    def close(self) -> None:
        """Rules out, settings as they were, subscription ended. May be called twice."""
        self._loan.give_back()
        self._stream.close()


def _is_change_of_others(record: Record) -> bool:
    """Changes of auditing itself; not that our own rules come in."""
    return record.kind == "CONFIG_CHANGE" and not (record.word("op") == "add_rule" and record.text("key") == MARK)


def _conclude(event: Any) -> None:
    """How it ended, in a word."""
    result = getattr(event, "result", None)
    if result is not None:
        event.event_outcome = "success" if result >= 0 else "unknown" if result == _IN_PROGRESS else "failure"
