import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st
from sigma.types import SigmaString, SpecialChars

from redshank.analysis.detect.sigma.patterns import compiled, glob_pattern, parse_wildcards, surround, text_test
from redshank.analysis.detect.sigma.tree import Glob, TextTest

values = st.text(st.sampled_from("ab*?\\ é/"), max_size=8)


@given(values)
def test_wildcards_and_escapes_are_read_as_pysigma_reads_them(text):
    theirs: list[str] = [""]
    for part in SigmaString(text).s:
        if isinstance(part, str):
            theirs[-1] += part
        else:
            theirs += ["*" if part == SpecialChars.WILDCARD_MULTI else "?", ""]
    assert parse_wildcards(text) == tuple(theirs)


@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("abc", TextTest("equals", "abc")),
        ("", TextTest("equals", "")),
        ("abc*", TextTest("startswith", "abc")),
        ("*abc", TextTest("endswith", "abc")),
        ("**abc***", TextTest("contains", "abc")),
        ("*", TextTest("startswith", "")),
        ("a*c", Glob(("a", "*", "c"))),
        ("a**?c", Glob(("a", "*", "", "?", "c"))),
        (r"\*abc\?", TextTest("equals", "*abc?")),
    ],
)
def test_value_becomes_the_cheapest_test_that_means_the_same(text, test):
    assert text_test(parse_wildcards(text), False) == test


def test_how_puts_stars_only_where_none_stands():
    assert surround(("a",), "contains") == ("", "*", "a", "*", "")
    assert surround(("", "*", "a", "*", ""), "contains") == ("", "*", "a", "*", "")
    assert surround(("a",), "endswith") == ("", "*", "a")
    assert surround(("a", "*", ""), "startswith") == ("a", "*", "")
    assert surround(("a",), "equals") == ("a",)


@given(values, st.text(st.sampled_from("ab*?\\ é/\n"), max_size=8))
def test_pattern_of_a_glob_matches_what_its_parts_say(pattern, text):
    parts = parse_wildcards(pattern)

    def walk(place: int, rest: str) -> bool:
        if not rest.startswith(parts[place]):
            return False
        rest = rest[len(parts[place]) :]
        if place == len(parts) - 1:
            return rest == ""
        if parts[place + 1] == "?":
            return rest != "" and walk(place + 2, rest[1:])
        return any(walk(place + 2, rest[skip:]) for skip in range(len(rest) + 1))

    assert (compiled(glob_pattern(parts)).search(text.encode()) is not None) == walk(0, text)


def test_pattern_that_re2_refuses_raises_its_error():
    with pytest.raises(re2.error):
        compiled("(?=a)b")
