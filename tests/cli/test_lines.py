import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.cli.lines import FIRST_KEYS, LineWriter, flat, interleaved, text_line
from redshank.cli.output import Output
from redshank.cli.terminal import Look, width
from redshank.events import Event
from redshank.events._generated.types import KEYS
from redshank.events.codec import from_json
from redshank.findings.alert import Alert, Clause
from tests.cli.make import TIME, TODAY, alert, without_styles
from tests.generated import build


class Pipe(io.StringIO):
    """A stream that counts its flushes."""

    flushes = 0

    def flush(self) -> None:
        self.flushes += 1


def test_json_line_of_an_alert_has_the_promised_keys_first() -> None:
    event = build.file_modify(
        file_path="/bin/ps", swept=True, simulated=True, process_ancestors=[{"pid": 1, "executable": "/sbin/init"}], process_args=["cp"]
    )
    line = flat(alert(event))
    promised = [key for key in FIRST_KEYS if not key.startswith("destination.")]
    assert list(line)[: len(promised)] == promised
    assert line["event.kind"] == "alert"
    assert line["why"][0] == {
        "clause": "selection.Image|endswith: /bash", "field": "process.executable", "value": "/usr/bin/bash", "span": [8, 5],
        "matched": True,
    }  # fmt: skip


def test_every_other_key_is_named_by_the_field_table() -> None:
    own = {"event.kind", "event.action", "why", "event.ids", "rule.id", "rule.name", "rule.author", "alert.first_seen"}
    for key in flat(alert(build.net_connect(destination_ip="192.0.2.1"))):
        assert key in KEYS.values() or key in own or key.startswith(("alert.", "threat."))


def test_json_line_of_an_event_reads_back_as_the_event() -> None:
    event = build.process_exec(process_args=["a\nb", "\x1b"], executable_inode=2**63)
    stream = Pipe()
    LineWriter(Output(stream, "json")).write([event])
    assert from_json(stream.getvalue().encode()) == event
    assert stream.getvalue().count("\n") == 1


def test_batch_is_flushed_once_and_an_empty_one_not_at_all() -> None:
    stream = Pipe()
    writer = LineWriter(Output(stream))
    writer.write([])
    assert stream.flushes == 0
    writer.write([build.process_exec(), alert(), build.process_fork()])
    assert (stream.flushes, stream.getvalue().count("\n")) == (1, 3)


def test_text_line_of_an_event_names_type_host_process_user_and_object() -> None:
    event = build.process_exec(timestamp=TIME, process_command_line="id -u", process_tty_name=None)
    assert text_line(event, Look(), TODAY)[12:] == "  process.exec  web-03  bash (4242)  root  id -u"


def test_text_line_is_one_line_whatever_the_event_holds() -> None:
    event = build.file_create(file_path="/tmp/\n\x1b[31m\u202e", host_name="a\rb", user_name="\x07", process_name="\n")
    assert text_line(event, Look(), TODAY).isprintable()


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 300])
def test_text_line_fits_its_terminal(columns: int) -> None:
    line = text_line(alert(build.process_exec(timestamp=TIME, process_executable="/x" * 900)), Look(columns, True, True), TODAY)
    assert len(without_styles(line)) <= columns
    assert "Severity 1" in line


def test_severity_is_a_word_and_a_colour() -> None:
    assert "\x1b[1;31mSeverity 1\x1b[0m" in text_line(alert(), Look(200, True, True), TODAY)
    assert "\x1b[33mSeverity 2\x1b[0m" in text_line(alert(severity=2), Look(200, True, True), TODAY)
    assert "  Severity 3  " in text_line(alert(severity=3), Look(200, True, True), TODAY)


def test_alert_follows_its_event_and_a_late_one_comes_last() -> None:
    first, second, third = build.process_exec(), build.process_fork(), build.process_exit()
    mine, late = alert(first), alert(build.process_exec())
    assert list(interleaved([first, second, third], [mine, late])) == [first, mine, second, third, late]


TEXT = st.none() | st.text(st.characters(), max_size=60)


WORDS = st.lists(TEXT, min_size=8, max_size=8)
SPAN = st.tuples(st.integers(0, 80), st.integers(0, 80))


@given(WORDS, st.integers(0, 2**62), st.sampled_from([None, 40, 90, 250]), SPAN)
def test_no_text_of_an_event_acts_on_the_terminal_or_breaks_the_line(
    words: list[str | None], time: int, columns: int | None, span: tuple[int, int]
) -> None:
    name, host, user, path, message, parent, line, title = words
    fields = {"process_name": name, "host_name": host, "user_name": user, "process_parent_name": parent, "timestamp": time}
    events = [
        build.process_exec(process_command_line=line, process_ancestors=[{"pid": 5, "executable": path}], **fields),
        build.file_rename(file_path=path, file_old_path=line, **fields),
        build.log_line(message=message, log_syslog_appname=name, **fields),
    ]
    why = (Clause(title or "", path or "", message or "", span, True),)
    records: list[Event | Alert] = [*events, alert(events[0], title=title or "", why=why, technique_ids=(line or "",))]
    for record in records:
        shown = text_line(record, Look(columns, True, True), TODAY)
        assert without_styles(shown).isprintable()
        assert columns is None or width(without_styles(shown)) <= columns


def test_today_is_asked_for_at_every_batch() -> None:
    days = iter([date(2025, 11, 24), date(2025, 11, 26)])
    stream = Pipe()
    writer = LineWriter(Output(stream), today=lambda: next(days))
    writer.write([build.process_exec(timestamp=TIME)])
    writer.write([build.process_exec(timestamp=TIME)])
    first, second = stream.getvalue().splitlines()
    assert second == f"2025-11-24 {first}"
