from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.audit_log.assemble import MAX_OPEN, MAX_RECORDS, Assembler, AuditEvent
from redshank.host.sensor.audit_log.record import parse
from tests.host.sensor.audit_log.make import line


def feed(assembler: Assembler, *lines: str) -> list[AuditEvent]:
    finished = []
    for text in lines:
        record = parse(text)
        assert record is not None
        finished += assembler.add(record)
    return finished


def shape(events: list[AuditEvent]) -> list[tuple[int, list[str]]]:
    return [(event.key[2], [record.kind for record in event.records]) for event in events]


def test_records_of_two_events_may_be_mixed() -> None:
    done = feed(
        Assembler(),
        line("SYSCALL", "a=1", 1), line("SYSCALL", "a=1", 2), line("CWD", "cwd=1", 2), line("PATH", "x=1", 1),
        line("PROCTITLE", "x=1", 2), line("EOE", "", 1),
    )  # fmt: skip
    assert shape(done) == [(2, ["SYSCALL", "CWD", "PROCTITLE"]), (1, ["SYSCALL", "PATH"])]


def test_record_of_a_program_stands_alone() -> None:
    assert shape(feed(Assembler(), line("USER_LOGIN", "pid=1", 1), line("LOGIN", "pid=1", 2))) == [(1, ["USER_LOGIN"])]


def test_event_without_an_end_is_finished_by_time_or_by_number() -> None:
    assembler = Assembler()
    assert feed(assembler, line("SYSCALL", "a=1", 1, "1700000000.100"), line("SYSCALL", "a=1", 2, "1700000001.100")) == []
    assert shape(feed(assembler, line("SYSCALL", "a=1", 3, "1700000002.200"))) == [(1, ["SYSCALL"])]
    done = feed(assembler, *[line("SYSCALL", "a=1", serial, "1700000002.300") for serial in range(10, 10 + MAX_OPEN)])
    assert [event.key[2] for event in done] == [2, 3]
    assert len(assembler.finish()) == MAX_OPEN


def test_late_records_are_counted_and_start_no_event() -> None:
    assembler = Assembler()
    feed(assembler, line("SYSCALL", "a=1", 1), line("PROCTITLE", "x=1", 1))
    assert feed(assembler, line("EOE", "", 1), line("PATH", "x=1", 1)) == []
    assert assembler.late == 1
    assert assembler.finish() == []


def test_event_with_too_many_records_is_cut() -> None:
    assembler = Assembler()
    feed(assembler, *[line("PATH", "x=1", 1)] * (MAX_RECORDS + 10))
    (event,) = assembler.finish()
    assert (len(event.records), assembler.cut) == (MAX_RECORDS, 10)


@given(st.lists(st.tuples(st.sampled_from(["SYSCALL", "PATH", "EOE", "PROCTITLE", "USER_AUTH", "LOGIN"]), st.integers(1, 5)), max_size=60))
def test_every_record_is_in_an_event_or_counted(records: list[tuple[str, int]]) -> None:
    assembler = Assembler()
    events = feed(assembler, *[line(kind, "a=1", serial) for kind, serial in records]) + assembler.finish()
    kept = sum(len(event.records) for event in events)
    assert kept + assembler.cut + assembler.late == sum(kind != "EOE" for kind, _ in records)
