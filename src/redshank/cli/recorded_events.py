"""What a recording holds, as batches of events; what is none is counted with its place."""

import itertools
from collections.abc import Iterator

import msgspec

from redshank.cli.recording import Recording, numbered_lines
from redshank.cli.summary import Summary
from redshank.core.errors import InputError
from redshank.events import Event
from redshank.events.codec import MAX_LINE_BYTES, from_json
from redshank.host.sensor.audit_log import record
from redshank.host.sensor.audit_log.reader import Counters, events_of_lines

AUDIT_BATCH = 500
"""Events of an audit.log that are judged together."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_events(recording: Recording, file_number: int, summary: Summary, host: str) -> Iterator[list[Event]]:
    """Batches of events in file order; a line that is none is counted in the summary, and an alert among them is skipped.

    An event without an id gets one from its place, the same on every run. host: the name for events of an audit.log
    that names none, without which rules that count by host would not count them.
    """
    numbers = itertools.count(1)
    for batch in _audit_batches(recording, summary, host) if recording.form == "audit" else _json_batches(recording, summary):
        for event, number in zip(batch, numbers, strict=False):
            event.event_id = event.event_id or f"replay-{file_number}-{number}"
        if batch:
            yield batch
    if recording.damage:
        summary.count_bad(recording.name, f"unpacked only in part: {recording.damage}", "damaged")


def _json_batches(recording: Recording, summary: Summary) -> Iterator[list[Event]]:
    for lines in numbered_lines(recording.chunks(), MAX_LINE_BYTES):
        read = (_read_line(line, f"{recording.name}:{number}", summary) for number, line in lines)
        yield [event for event in read if event is not None]


def _audit_batches(recording: Recording, summary: Summary, host: str) -> Iterator[list[Event]]:
    """From a pipe each event by itself, as soon as its last record has come; from a file many at a time."""
    batch: list[Event] = []
    for event in events_of_lines(_audit_lines(recording, summary, counters := Counters()), counters):
        event.host_name = event.host_name or host
        batch.append(event)
        if recording.live or len(batch) == AUDIT_BATCH:
            yield batch
            batch = []
    yield batch


def _audit_lines(recording: Recording, summary: Summary, counters: Counters) -> Iterator[bytes]:
    """The lines; one that the reader counts as corrupt before it asks for the next goes into the summary with its place."""
    for lines in numbered_lines(recording.chunks(), record.MAX_LINE_BYTES):
        for number, line in lines:
            corrupt = counters.corrupt
            yield line if len(line) <= record.MAX_LINE_BYTES else b"?"
            if counters.corrupt > corrupt:
                summary.count_bad(f"{recording.name}:{number}", "no record of an audit.log", "no_record")


class _Kind(msgspec.Struct):
    kind: str | None = msgspec.field(name="event.kind", default=None)


_KIND = msgspec.json.Decoder(_Kind)


def _read_line(line: bytes, where: str, summary: Summary) -> Event | None:
    line = line.removeprefix(_BYTE_ORDER_MARK)
    if not line.strip():
        return None
    if b'"alert"' in line and _is_alert(line):
        summary.skipped += 1
        return None
    try:
        return from_json(line)
    except InputError as error:
        summary.count_bad(where, str(error), error.kind)
        return None


def _is_alert(line: bytes) -> bool:
    try:
        return _KIND.decode(line).kind == "alert"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
