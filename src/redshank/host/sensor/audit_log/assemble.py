"""Records to audit events: those of one event have the same time and serial, and may lie between those of others."""

from collections import OrderedDict
from dataclasses import dataclass, field

from redshank.host.sensor.audit_log.record import Record

MAX_OPEN = 64
"""Events that may be unfinished at once: the kernel writes the records of one event in a row for each processor."""
MAX_AGE_NS = 2_000_000_000
MAX_RECORDS = 512
MAX_CHARACTERS = 1 << 20

_LAST_OF_SYSCALL = "PROCTITLE"
"""auditd does not write EOE to its file; this one is the last before it (audit_log_exit, kernel/auditsc.c)."""
_WITH_OTHERS = ("LOGIN", "CONFIG_CHANGE")
"""User-space records stand alone; these two may have a SYSCALL record after them."""
_ALONE = ("USER", "ADD_", "DEL_", "CRED_", "GRP_", "ACCT_", "DAEMON_", "SERVICE_", "SYSTEM_", "ROLE_", "CHUSER", "CHGRP")


@dataclass(slots=True)
class AuditEvent:
    """The records of one event, in the order they came."""

    key: tuple[str, int, int]
    records: list[Record] = field(default_factory=list)
    characters: int = 0

    @property
    def time(self) -> int:
        """Nanoseconds since 1970."""
        return self.key[1]

    def first(self, kind: str) -> Record | None:
        """The first record of a kind."""
        return next((record for record in self.records if record.kind == kind), None)

    def all(self, kind: str) -> list[Record]:
        """All records of a kind."""
        return [record for record in self.records if record.kind == kind]


class Assembler:
    """Joins records. cut: records left out of an event over its bound. late: records that came after their event's end."""

    def __init__(self, most_open: int = MAX_OPEN) -> None:
        self._most_open = most_open
        self._open: OrderedDict[tuple[str, int, int], AuditEvent] = OrderedDict()
        self._closed: OrderedDict[tuple[str, int, int], None] = OrderedDict()
        self.cut = 0
        self.late = 0

    def add(self, record: Record) -> list[AuditEvent]:
        """Events that are finished with this record: at its last record, or where it is too old to get more."""
        key = record.key
        if key in self._closed:
            self.late += record.kind != "EOE"
            return []
        event = self._open.get(key)
        if event is None:
            event = self._open[key] = AuditEvent(key)
        self._put(event, record)
        finished = []
        if _is_last(event, record):
            finished.append(self._close(key))
        while self._open and (len(self._open) > self._most_open or record.time - next(iter(self._open))[1] > MAX_AGE_NS):
            finished.append(self._close(next(iter(self._open))))
        return finished

    def overdue(self, now: int) -> list[AuditEvent]:
        """Events whose last record did not come in time. now: nanoseconds since 1970, by the clock of the records."""
        return [self._close(key) for key in [key for key in self._open if now - key[1] > MAX_AGE_NS]]

    def finish(self) -> list[AuditEvent]:
        """What is left at the end of the file."""
        return [self._close(key) for key in list(self._open)]

    def _put(self, event: AuditEvent, record: Record) -> None:
        event.characters += len(record.body)
        if len(event.records) >= MAX_RECORDS or event.characters > MAX_CHARACTERS:
            self.cut += 1
        elif record.kind != "EOE":
            event.records.append(record)

    def _close(self, key: tuple[str, int, int]) -> AuditEvent:
        self._closed[key] = None
        if len(self._closed) > 2 * self._most_open:
            self._closed.popitem(last=False)
        return self._open.pop(key)


def _is_last(event: AuditEvent, record: Record) -> bool:
    kind = record.kind
    if kind in ("EOE", _LAST_OF_SYSCALL):
        return True
    return len(event.records) == 1 and kind not in _WITH_OTHERS and kind.startswith(_ALONE)
