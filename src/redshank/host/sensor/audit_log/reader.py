"""Reads a saved audit.log as events of ours."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from redshank.core.errors import HostError
from redshank.events import Event
from redshank.host.sensor.audit_log import record
from redshank.host.sensor.audit_log.assemble import Assembler, AuditEvent
from redshank.host.sensor.audit_log.files import SECRETS
from redshank.host.sensor.audit_log.sessions import KINDS, Sessions, line_of
from redshank.host.sensor.audit_log.syscalls import syscall_events
from redshank.host.sensor.logins.lines import LineBuffer

CHUNK_BYTES = 1 << 20


@dataclass(slots=True)
class Counters:
    """What was read: lines = records + corrupt + blank; audit_events = used + unused.

    corrupt: lines that are no record. unused: audit events of kinds that become no event of ours. cut: records over the
    bound of one event. late: records after the end of their event.
    """

    lines: int = 0
    blank: int = 0
    corrupt: int = 0
    records: int = 0
    audit_events: int = 0
    used: int = 0
    unused: int = 0
    cut: int = 0
    late: int = 0
    events: int = 0


def read_audit_log(path: Path, counters: Counters, secrets: Container[str] = SECRETS) -> Iterator[Event]:
    """The events of a saved audit.log, raw or ENRICHED, in the order their records end. Fills `counters` as it goes.

    secrets: paths whose reading is an event. Raises HostError where the file cannot be read; bad lines are counted.
    """
    try:
        with path.open("rb") as file:
            buffer = LineBuffer(record.MAX_LINE_BYTES)
            lines = (line for chunk in iter(lambda: file.read(CHUNK_BYTES), b"") for line in buffer.add(chunk))
            yield from events_of_lines(_then_rest(lines, buffer), counters, secrets)
    except OSError as error:
        raise HostError(f"{path} cannot be read: {error.strerror}") from error


def events_of_lines(lines: Iterator[bytes], counters: Counters, secrets: Container[str] = SECRETS) -> Iterator[Event]:
    """The same for lines without their newline."""
    assembler, sessions = Assembler(), Sessions()
    for line in lines:
        counters.lines += 1
        if not (text := line.decode("utf-8", "backslashreplace").strip()):
            counters.blank += 1
            continue
        found = record.parse(text)
        if found is None:
            counters.corrupt += 1
            continue
        counters.records += 1
        for event in assembler.add(found):
            yield from _events(event, sessions, counters, secrets)
        counters.cut, counters.late = assembler.cut, assembler.late
    for event in assembler.finish():
        yield from _events(event, sessions, counters, secrets)
    for last in sessions.finish():
        counters.events += 1
        yield last


def _events(event: AuditEvent, sessions: Sessions, counters: Counters, secrets: Container[str]) -> list[Event]:
    found: list[Event] = []
    counters.audit_events += 1
    syscall = event.first("SYSCALL")
    if syscall is not None:
        found += syscall_events(event, syscall, secrets)
    for part in event.records:
        if part.kind in KINDS:
            found += _of_programs(part, sessions)
    counters.events += len(found)
    counters.used += bool(found)
    counters.unused += not found
    return found


def _of_programs(part: record.Record, sessions: Sessions) -> list[Event]:
    """Events of a record that a program wrote, not the kernel."""
    line = line_of(part)
    return [*([line] if line is not None else []), *sessions.take(part)]


def _then_rest(lines: Iterator[bytes], buffer: LineBuffer) -> Iterator[bytes]:
    yield from lines
    yield from buffer.finish()
