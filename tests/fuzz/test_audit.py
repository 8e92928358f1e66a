"""Audit records, from the socket and from files: every one is in an event, counted as cut or late, or counted as corrupt."""

from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.audit.records import KINDS, record_of
from redshank.host.sensor.audit_log.assemble import MAX_CHARACTERS, MAX_RECORDS, Assembler
from redshank.host.sensor.audit_log.reader import Counters, events_of_lines
from redshank.host.sensor.audit_log.syscalls import syscall_events
from tests.fuzz.damage import accepted, damaged, fuzzed
from tests.host.sensor.golden import DATA

LINES = (DATA / "audit/live.log").read_bytes().splitlines() + (DATA / "audit/edge.log").read_bytes().splitlines()
NUMBERS = {name: number for number, name in KINDS.items()}
MESSAGES = [line.partition(b" msg=")[2] for line in LINES if line.startswith(b"type=")]


@fuzzed
@given(st.lists(damaged(LINES), max_size=12))
def test_lines_of_a_file_add_up(lines: list[bytes]) -> None:
    counters = Counters()
    lines = [line.replace(b"\n", b" ") for line in lines]
    events = list(events_of_lines(iter(lines), counters))
    assert counters.lines == len(lines) == counters.records + counters.corrupt + counters.blank
    assert counters.audit_events == counters.used + counters.unused
    accepted(events)


@fuzzed
@given(st.lists(st.tuples(st.sampled_from([*KINDS, 9999]), damaged(MESSAGES)), max_size=12))
def test_messages_of_the_socket_add_up(messages: list[tuple[int, bytes]]) -> None:
    assembler = Assembler()
    records = [record for kind, data in messages if (record := record_of(kind, data)) is not None]
    finished = [event for record in records for event in assembler.add(record)] + assembler.finish()
    kept = sum(len(event.records) for event in finished)
    assert kept + assembler.cut + assembler.late == sum(record.kind != "EOE" for record in records)
    for event in finished:
        assert len(event.records) <= MAX_RECORDS and sum(len(record.body) for record in event.records) <= MAX_CHARACTERS
        if (syscall := event.first("SYSCALL")) is not None:
            accepted(syscall_events(event, syscall))
