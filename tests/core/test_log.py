import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.clock import FixedClock
from redshank.core.log import MAX_VALUE_CHARACTERS, Log, log, render

AT = 1_763_958_251_007_000_000


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written(stream: io.StringIO, level: str = "info") -> tuple[Log, io.StringIO]:
    return Log(level=level, stream=stream, clock=FixedClock(wall=AT)), stream


def test_line_has_time_level_key_and_facts_in_order():
    out, stream = written(io.StringIO())
    out.info("spool.full", segment=17, path="/var/lib/redshank")
    assert stream.getvalue() == "2025-11-24T04:24:11.007Z info spool.full segment=17 path=/var/lib/redshank\n"


def test_what_is_below_the_level_is_not_written():
    out, stream = written(io.StringIO(), level="warning")
    out.debug("a.b")
    out.info("a.b")
    out.warning("c.d")
    out.error("e.f")
    assert [line.split()[1] for line in stream.getvalue().splitlines()] == ["warning", "error"]


def test_colour_is_for_terminals_only():
    plain, terminal = io.StringIO(), Terminal()
    for stream in (plain, terminal):
        written(stream)[0].error("a.b")
    assert "\x1b" not in plain.getvalue()
    assert terminal.getvalue() == f"\x1b[31m{plain.getvalue().strip()}\x1b[0m\n"


def test_value_with_blanks_or_quotes_is_quoted_and_an_empty_one_too():
    assert render(AT, "info", "a.b", {"path": 'a "b"', "none": ""}).endswith(r'path="a \"b\"" none=""')


def test_long_value_is_cut_and_says_how_long_it_was():
    line = render(AT, "info", "a.b", {"value": "x" * 5000})
    assert "5000 characters" in line
    assert len(line) < MAX_VALUE_CHARACTERS + 200


@given(st.one_of(st.text(), st.binary(), st.integers(), st.none()))
def test_no_value_ends_the_line_forges_a_field_or_reaches_the_terminal(value):
    line = render(AT, "info", "a.b", {"first": value, "last": 1})
    assert line.isprintable()
    assert line.isascii()
    assert line.endswith(" last=1")
    if not line.split("first=", 1)[1].startswith('"'):
        assert line.count(" ") == 4


def test_a_fact_may_be_called_key_or_self():
    out, stream = written(io.StringIO())
    out.info("a.b", key=1, self=2)
    assert stream.getvalue().endswith("key=1 self=2\n")


def test_the_process_log_writes_to_the_stderr_of_the_moment(capsys: pytest.CaptureFixture[str]):
    log.info("a.b", n=1)
    assert capsys.readouterr().err.endswith("info a.b n=1\n")
    assert sys.stderr is not None
