import io
import os
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.cli.terminal import Look, cut, cut_pieces, look_of, paint, visible, width


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("plain text", "plain text"),
        ("\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07"),
        ("a\nb\r\tc\0", "a\\nb\\r\\tc\\x00"),
        ("\x9b31m", "\\x9b31m"),
        ("gpj.\u202eexe", "gpj.\\u202eexe"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("line\u2028end\x85", "line\\u2028end\\x85"),
        ("\u3164", "\\u3164"),
        ("bad\udcff", "bad\\udcff"),
        ("caf\u00e9 e\u0301 \u4e2d", "caf\u00e9 e\u0301 \u4e2d"),
    ],
)
def test_what_a_terminal_would_act_on_is_made_visible(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


def test_pile_of_combining_marks_is_broken_up() -> None:
    assert visible("e" + "\u0301" * 5) == "e\u0301\u0301\\u0301\\u0301\\u0301"


@given(st.text(alphabet=st.characters()))
def test_visible_text_has_no_control_and_no_format_character_and_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")]
    assert visible(shown) == shown


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf"])), st.integers(0, 40), st.booleans())
def test_cut_text_is_never_wider_than_asked(text: str, columns: int, from_start: bool) -> None:
    shown = visible(text)
    kept = cut(shown, columns, from_start)
    assert width(kept) <= columns
    if width(shown) > columns > 0 and not shown.isspace():
        assert (kept.startswith if from_start else kept.endswith)("\u2026")


def test_cut_keeps_the_end_where_the_start_goes() -> None:
    assert cut("sshd > bash > insmod", 8, from_start=True) == "\u2026 insmod"
    assert cut("sshd > bash > insmod", 8) == "sshd > \u2026"


def test_wide_letters_take_two_columns() -> None:
    assert width("\u4e2d\u6587") == 4
    assert cut("\u4e2d\u6587", 3) == "\u4e2d\u2026"


def test_padding_is_cut_without_a_word() -> None:
    assert cut_pieces([("ab", "bold"), ("    ", "")], 4) == [("ab", "bold"), ("  ", "")]


def test_pieces_are_cut_together() -> None:
    assert cut_pieces([("abc", ""), ("def", "bold"), ("ghi", "")], 5) == [("abc", ""), ("d\u2026", "bold")]


def test_styles_come_only_where_the_look_has_them() -> None:
    pieces = [("plain ", ""), ("bad ", "red"), ("here", "mark")]
    assert paint(pieces, Look()) == "plain bad here"  # type: ignore[arg-type]  # literals in a list
    assert paint(pieces, Look(80, True, False)) == "plain bad \x1b[4;1mhere\x1b[0m"  # type: ignore[arg-type]  # as above
    assert "\x1b[1;31mbad " in paint(pieces, Look(80, True, True))  # type: ignore[arg-type]  # as above


def test_file_or_pipe_has_no_bound_and_no_style() -> None:
    assert look_of(io.StringIO(), {"TERM": "xterm"}) == Look()


@pytest.mark.parametrize(
    ("environment", "styled", "coloured"),
    [
        ({"TERM": "xterm-256color"}, True, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True, False),
        ({"TERM": "xterm", "NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, False, False),
        ({}, False, False),
    ],
)
def test_terminal_look_honours_the_environment(environment: dict[str, str], styled: bool, coloured: bool) -> None:
    master, slave = os.openpty()
    with os.fdopen(slave, "w") as stream:
        look = look_of(stream, environment)
    os.close(master)
    assert (look.styled, look.coloured) == (styled, coloured)


def test_painted_hostile_text_has_no_escape_but_the_styles() -> None:
    text = paint([(visible("\x1b]52;c;x\x07"), "red")], Look(80, True, True))
    assert re.sub(r"\x1b\[[0-9;]+m", "", text).isprintable()
