import gzip
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.cli.recorded_events import read_events
from redshank.cli.recording import Recording, open_recording
from redshank.cli.summary import Summary
from redshank.events import Event
from redshank.events.codec import to_flat, to_json
from redshank.findings.alert import to_flat as alert_to_flat
from tests.cli.make import AUDIT_LOG, alert
from tests.generated import build

EXEC = to_json(to_flat(build.process_exec())) + b"\n"


def recording(content: bytes) -> Recording:
    return Recording("x.json", "events", io.BytesIO(), content)


def read(content: bytes) -> tuple[list[Event], Summary]:
    summary = Summary()
    return [event for batch in read_events(recording(content), 1, summary, "web-03") for event in batch], summary


def test_bad_lines_are_counted_with_their_place_and_the_rest_is_read() -> None:
    events, summary = read(EXEC + b"{broken\n\n" + b'{"event.action":"process.exek","@timestamp":1}\n' + EXEC + b"\xff\xfe\n" + EXEC)
    assert len(events) == 3
    assert summary.bad == {"no_json": 2, "unknown_type": 1}
    assert [line.split(": ")[0] for line in summary.first_bad] == ["x.json:2", "x.json:4", "x.json:6"]


def test_alerts_among_the_events_are_skipped_and_counted() -> None:
    events, summary = read(to_json(alert_to_flat(alert())) + b"\n" + EXEC)
    assert (len(events), summary.skipped, summary.bad.total()) == (1, 1, 0)


def test_event_that_only_speaks_of_an_alert_is_an_event() -> None:
    events, summary = read(to_json(to_flat(build.process_exec(process_args=['"event.kind":"alert"', "alert"]))))
    assert (len(events), summary.skipped) == (1, 0)


def test_event_without_id_gets_one_from_its_place_and_others_keep_theirs() -> None:
    bare = to_json(to_flat(build.process_exec(event_id=None))) + b"\n"
    assert [event.event_id for event in read(EXEC + bare)[0]] == ["test-1", "replay-1-2"]


@pytest.mark.parametrize(
    "line",
    [
        b'{"event.action":["x"]}',
        b'{"event.action":"process.exec","@timestamp":99999999999999999999999}',
        b'{"event.action":"process.exec","@timestamp":"9999-12-31T23:59:59-23:00"}',
        b'{"event.action":"process.exec","@timestamp":1,"process.ancestors":[{"a":' + b"[" * 900 + b"]" * 900 + b"}]}",
        b'{"event.action":"process.exec","@timestamp":1,"process.name":"\\ud800"}',
        b"[" * 100_000,
        b'{"\xff":1}',
    ],
)
def test_hostile_line_is_a_bad_line(line: bytes) -> None:
    events, summary = read(line + b"\n" + EXEC)
    assert (len(events), summary.bad.total()) == (1, 1)


@given(st.lists(st.binary(max_size=40) | st.sampled_from([EXEC[:-1], b"{}", b'{"event.action":"log.line"}']), max_size=8))
def test_no_bytes_stop_the_reading(lines: list[bytes]) -> None:
    events, summary = read(b"\n".join([*lines, EXEC]))
    assert events
    assert len(events) + summary.bad.total() <= len(b"\n".join([*lines, EXEC]).split(b"\n"))


def test_pipe_is_read_as_it_comes() -> None:
    reader, writer = os.pipe()
    os.write(writer, EXEC[:30])
    os.write(writer, EXEC[30:])
    with Recording("pipe", "events", os.fdopen(reader, "rb", buffering=0), b"") as pipe:
        pipe.head = pipe.stream.read(10)
        batches = read_events(pipe, 1, Summary(), "web-03")
        assert len(next(batches)) == 1
        os.close(writer)
        assert list(batches) == []


def read_audit(tmp_path: Path, content: bytes) -> tuple[list[Event], Summary]:
    (tmp_path / "audit.log").write_bytes(content)
    summary = Summary()
    with open_recording(str(tmp_path / "audit.log")) as opened:
        return [event for batch in read_events(opened, 2, summary, "this-host") for event in batch], summary


def test_audit_log_becomes_events_with_ids_and_a_host(tmp_path: Path) -> None:
    events, summary = read_audit(tmp_path, AUDIT_LOG)
    program = events[0]
    assert (program.process_executable, program.process_args) == ("/usr/sbin/insmod", ["insmod", "/usr/lib/xpacket.ko"])
    assert program.host_name == "this-host"
    assert [event.event_id for event in events] == [f"replay-2-{number}" for number in range(1, len(events) + 1)]
    assert summary.bad.total() == 0


def test_host_that_an_audit_record_names_is_kept(tmp_path: Path) -> None:
    events, _ = read_audit(tmp_path, AUDIT_LOG.replace(b"type=", b"node=web-03 type="))
    assert {event.host_name for event in events} == {"web-03"}


def test_spoilt_line_of_an_audit_log_is_counted_with_its_place_and_the_rest_is_read(tmp_path: Path) -> None:
    first, rest = AUDIT_LOG.split(b"\n", 1)
    events, summary = read_audit(tmp_path, first + b"\n" + b"x" * 100_000 + b"\n\xff nonsense\n" + rest + b"last")
    assert [event.process_executable for event in events] == ["/usr/sbin/insmod", "/usr/bin/ls"]
    lines = [line.rsplit(":", 2)[1] for line in summary.first_bad]
    assert (summary.bad, lines) == ({"no_record": 3}, ["2", "3", str(3 + AUDIT_LOG.count(b"\n"))])


def test_audit_log_on_a_pipe_is_given_event_by_event() -> None:
    reader, writer = os.pipe()
    os.write(writer, AUDIT_LOG)
    with open_pipe(reader) as pipe:
        batches = read_events(pipe, 1, Summary(), "web-03")
        assert [event.event_action for event in next(batches)] == ["process.exec"]
        os.close(writer)
        assert all(len(batch) == 1 for batch in batches)


def open_pipe(reader: int) -> Recording:
    """The recording that a pipe with AUDIT_LOG in it is."""
    return Recording("pipe", "audit", os.fdopen(reader, "rb", buffering=0), os.read(reader, 100), live=True)


def test_damaged_compressed_file_is_read_as_far_as_it_goes_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "events.json.gz"
    file.write_bytes(gzip.compress(EXEC * 2000)[:-200])
    summary = Summary()
    with open_recording(str(file)) as opened:
        events = [event for batch in read_events(opened, 1, summary, "web-03") for event in batch]
    assert events
    assert summary.bad["damaged"] == 1
