from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from redshank.cli.alert_text import alert_parts, marked, why_pieces
from redshank.cli.line_fit import line_of
from redshank.cli.terminal import Look, visible
from redshank.findings.alert import Clause
from tests.cli.make import TODAY, alert
from tests.generated import build


def line(**fields: Any) -> str:
    return line_of(alert_parts(alert(**fields), TODAY, bounded=False), Look())


def test_line_says_when_how_bad_what_where_who_and_why() -> None:
    shown = line()
    assert shown.endswith(
        "Severity 1  A web service runs a shell  web-03  bash (4242)  root  process.executable = /usr/bin/bash  T1505.003"
    )


def test_repeat_says_how_often() -> None:
    assert "A web service runs a shell (\u00d712)  " in line(count=12)


def test_hostile_title_and_value_cannot_act_on_the_terminal() -> None:
    why = (Clause("s.CommandLine: x", "process.command_line", "\x1b[2Jx\nfake line", (4, 1), True),)
    shown = line(title="T\x1b]0;x\x07", why=why, event=build.process_exec(host_name="h\u202e"))
    assert "\x1b" not in shown
    assert shown.count("\n") == 0
    assert "T\\x1b]0;x\\x07" in shown


def test_matched_part_is_marked() -> None:
    assert marked("/usr/bin/bash", [(8, 5)], None) == [("/usr/bin", ""), ("/bash", "mark")]


def test_marks_fit_although_the_text_before_them_grew() -> None:
    assert marked("\x1b/bash\x07", [(1, 5)], None) == [("\\x1b", ""), ("/bash", "mark"), ("\\x07", "")]


def test_overlapping_spans_are_one_mark() -> None:
    assert marked("abcdef", [(3, 2), (1, 3)], None) == [("a", ""), ("bcde", "mark"), ("f", "")]


def test_long_value_is_cut_around_what_matched() -> None:
    assert marked("a" * 100 + "needle" + "b" * 100, [(100, 6)], 16) == [
        ("\u2026", ""), ("a" * 5, ""), ("needle", "mark"), ("b" * 5, ""), ("\u2026", ""),
    ]  # fmt: skip


PLAIN = st.text(st.characters(exclude_categories=["Mn", "Mc", "Me"]), max_size=80)


@given(PLAIN, st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=4), st.none() | st.integers(1, 60))
def test_marking_loses_nothing_of_what_it_shows(value: str, spans: list[tuple[int, int]], columns: int | None) -> None:
    shown = "".join(text for text, _ in marked(value, spans, columns))
    if columns is None or len(value) <= columns:
        assert shown == visible(value)
    else:
        assert "\u2026" in shown


def test_clauses_on_one_value_are_one_reason_and_failed_ones_none() -> None:
    clauses = [
        Clause("s.CommandLine|contains: wget", "process.command_line", "wget x | sh", (0, 4), True),
        Clause("s.CommandLine|contains: sh", "process.command_line", "wget x | sh", (9, 2), True),
        Clause("s.User: root", "user.name", "www", None, False),
        Clause("not filter.User: www", "user.name", "root", None, True),
        Clause("s.event.action: process.exec", "event.action", "process.exec", None, True),
    ]
    assert why_pieces(clauses, None) == (
        ("process.command_line", ""), (" = ", ""), ("wget", "mark"), (" x | ", ""), ("sh", "mark"),
    )  # fmt: skip


def test_clause_about_a_time_span_speaks_for_itself() -> None:
    clauses = [
        Clause("event_count by host.name", "host.name", "web-03", None, True),
        Clause("event_count by source.ip", "source.ip", "198.51.100.7", None, True),
        Clause("event_count gte 10 within 10m", "event.id", 10, None, True),
    ]
    assert "".join(text for text, _ in why_pieces(clauses, None)) == "source.ip = 198.51.100.7, event_count gte 10 within 10m"


def test_more_reasons_than_fit_are_counted() -> None:
    clauses = [Clause("c", f"field{n}", n, None, True) for n in range(5)]
    assert "".join(text for text, _ in why_pieces(clauses, None)) == "field0 = 0, field1 = 1, field2 = 2 and 2 more"
