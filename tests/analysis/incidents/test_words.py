import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.incidents.words import clean, counted, day, hour, joined, lasting, listed, plural, quoted, stamp, titled
from tests.analysis.incidents.played import HOSTILE, S


@pytest.mark.parametrize(("ns", "said"), [
    (0, "less than a second"), (S, "one second"), (62 * S, "one minute and two seconds"), (3_720 * S, "one hour and two minutes"),
    (90_061 * S, "one day and one hour"), (-5 * S, "five seconds"), (13 * S, "13 seconds"),
])  # fmt: skip
def test_durations_are_said_in_their_two_largest_units(ns, said):
    assert lasting(ns) == said


def test_times_are_utc_and_wrong_clocks_still_say_something():
    assert (day(1_795_551_416 * S), hour(1_795_551_416 * S)) == ("24 November 2026", "20:16:56 UTC")
    assert stamp(1_795_551_416 * S) == "2026-11-24 20:16:56"
    assert day(10**30) == "31 December 9999"
    assert day(-5) == "1 January 1970"


def test_long_lists_name_the_first_and_count_the_rest():
    assert listed(["/a"], "file") == "/a"
    assert listed(["/a", "/b", "/c", "/d"], "file") == "/a, /b, /c and /d"
    assert listed([f"/{n}" for n in range(14)], "file") == "/0, /1, /2 and eleven further files"
    assert joined(["x"] * 9, "process", 4) == "x, x, x, x and five further processes"
    assert listed([], "file") == ""


def test_nouns_have_their_plurals():
    many = {"file": "files", "address": "addresses", "process": "processes", "key": "keys", "reply": "replies"}
    assert {noun: plural(noun) for noun in many} == many
    assert counted(1_234, "alert") == "1,234 alerts"


def test_plain_values_stand_bare_and_all_others_between_quotation_marks():
    assert quoted("/usr/bin/ps") == "/usr/bin/ps"
    assert quoted("a b") == '"a b"'
    assert quoted('a"b\n') == "\"a''b\\x0a\""
    assert quoted("") == '""'
    assert titled("Login refused") == '"Login refused"'


@given(st.text(alphabet=st.characters(), max_size=400) | st.sampled_from(HOSTILE))
def test_whatever_comes_is_printable_on_one_line_and_bounded(text):
    for said in (clean(text), quoted(text), titled(text)):
        assert said.isprintable()
        assert len(said) <= 500
    assert len(clean(text, 50)) <= 50
    assert quoted(text)[:1] == '"' or quoted(text) == text
