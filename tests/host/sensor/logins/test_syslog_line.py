import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins.syslog_line import last_repeated, parse, repeated


@pytest.mark.parametrize(
    ("text", "second", "host", "writer", "message"),
    [
        ("Nov 24 03:51:18 web-03 sshd[46]: Failed", "Nov 24 03:51:18", "web-03", ("sshd", 46), "Failed"),
        ("Nov  4 03:51:18 web-03 sudo:    alice : x", "Nov  4 03:51:18", "web-03", ("sudo", None), "   alice : x"),
        ("2026-11-24T03:51:18.5+01:00 web-03 CRON[1]: (root) CMD (x)", "2026-11-24T03:51:18", "web-03", ("CRON", 1), "(root) CMD (x)"),
        ("Nov 24 03:51:18 web-03 postfix/smtpd[9]: connect", "Nov 24 03:51:18", "web-03", ("postfix/smtpd", 9), "connect"),
        ("Nov 24 03:51:18 web-03 kernel: [  1.0] x: y", "Nov 24 03:51:18", "web-03", ("kernel", None), "[  1.0] x: y"),
        ("Nov 24 03:51:18 web-03 last message repeated 3 times", "Nov 24 03:51:18", "web-03", (None, None),
         "last message repeated 3 times"),
        ("<38>Nov 24 03:51:18 sshd[46]: Failed", "Nov 24 03:51:18", "", ("sshd", 46), "Failed"),
        ("Nov 24 03:51:18 2001:db8::7 sshd[46]: x", "Nov 24 03:51:18", "2001:db8::7", ("sshd", 46), "x"),
    ],
)  # fmt: skip
def test_forms_of_lines(text: str, second: str, host: str, writer: tuple[str | None, int | None], message: str) -> None:
    line = parse(text)
    assert line is not None
    assert (line.second, line.host, (line.program, line.pid), line.message) == (second, host, writer, message)


def test_priority_is_facility_and_severity() -> None:
    line = parse("<86>Nov 24 03:51:18 web-03 sshd[46]: x")
    assert line is not None
    assert (line.facility, line.severity) == (10, 6)
    line = parse("<999>Nov 24 03:51:18 web-03 sshd[46]: x")
    assert line is not None
    assert line.facility is None


def test_pid_over_its_bound_is_none() -> None:
    line = parse("Nov 24 03:51:18 web-03 sshd[9999999999]: x")
    assert line is not None
    assert (line.pid, line.program) == (None, "sshd")


def test_line_without_a_time_is_none() -> None:
    assert parse("no time at all") is None
    assert parse("") is None


def test_repeats_are_told() -> None:
    assert repeated("message repeated 2 times: [ Failed password for root from 203.0.113.66 port 22 ssh2]") == (
        2,
        "Failed password for root from 203.0.113.66 port 22 ssh2",
    )
    assert repeated("message repeated: x") is None
    assert last_repeated("last message repeated 3 times") == 3
    assert last_repeated("x") == 0


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    for first in ("", "Nov 24 03:51:18 ", "<1>", "2026-11-24T03:51:18Z h "):
        parse(first + text)
    repeated("message repeated " + text)
    last_repeated("last message repeated " + text)
