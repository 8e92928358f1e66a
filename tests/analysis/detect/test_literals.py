import pytest
import re2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.analysis.detect.keys import fold
from redshank.analysis.detect.literals import best, necessary_literals
from tests.analysis.detect.random_rules import is_refused


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"base64\s+(-d|--decode)", {"base64"}),
        (r"(curl|wget)\s+http", {"http"}),
        (r"(curl|wget)\s.*[|]\s*(ba)?sh", {"curl", "wget"}),
        (r"/dev/(tcp|udp)/", {"/dev/tcp/", "/dev/udp/"}),
        (r"(?i)CURL", {"curl"}),
        (r"(?P<a>xy)+z", {"xy"}),
        (r"abc?d", {"abd", "abcd"}),
        (r"a{2}bc", {"bc"}),
        (r"x\.y\-z", {"x.y-z"}),
        (r"^\bsudo\b$", {"sudo"}),
        (r"[a-z]+foo[0-9]", {"foo"}),
        (r"\x41foo", {"foo"}),
        (r"\p{Greek}foo|barbar", {"foo", "barbar"}),
        ("éfoo", {"foo"}),
    ],
)
def test_literals_that_must_occur_are_found(pattern, literals):
    assert necessary_literals(pattern) == frozenset(literals)


@pytest.mark.parametrize(
    "pattern", ["", ".*", "a*", "(foo)?", "foo|", "foo|.*", r"\d+", "[abc]", r"\Qfoo\E", "x{0,3}", "(?i:)", "é", "foo{0}"]
)
def test_where_nothing_must_occur_none_is_said(pattern):
    assert necessary_literals(pattern) in (None, frozenset(["fo"]) if pattern == "foo{0}" else None)


@pytest.mark.parametrize("pattern", ["(", "[a", "(?=a)b", "a)", "(?#x)"])
def test_pattern_that_is_not_understood_gives_nothing(pattern):
    assert necessary_literals(pattern) is None


def test_best_prefers_the_longest_shortest_text_then_the_fewest():
    assert best([frozenset(["ab", "abcdef"]), frozenset(["abc"]), frozenset(["abc", "abd"]), frozenset(["", "x"])]) == frozenset(["abc"])
    assert best([frozenset([""]), frozenset()]) is None


ATOMS = (
    "a", "b", "A", "ab", "curl", "s", "k", "\u017f", "\u212a", ".", "\\.", "\\d", "\\w", "\\b", "\\x61", "\\x{62}", "\\n", "[ab]", "[^a]",
    "[]a]",
    "[[:alpha:]]", "[a\\]b]", "^", "$", "(?i)", "(?s)", "é", "\\pL", "\\p{Greek}", "\\141", "{", "}", "-", "\\-", "/", "\\A", "\\z", "\\C",
)  # fmt: skip
QUANTIFIERS = ("*", "+", "?", "{2}", "{0,1}", "{1}", "{1,}", "{1,1}", "{0}", "*?", "+?", "??", "{,2}")
patterns = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.tuples(inner, inner).map("|".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        inner.map("(?P<n>{})".format),
        inner.map("(?i-s:{})".format),
        st.tuples(inner, st.sampled_from(QUANTIFIERS)).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.tuples(st.sampled_from(ATOMS), st.sampled_from(QUANTIFIERS)).map("".join),
    ),
    max_leaves=8,
).filter(lambda pattern: not is_refused(pattern))
PIECES = (
    "a",
    "b",
    "A",
    "B",
    "ab",
    "curl",
    "CURL",
    "s",
    "S",
    "\u017f",
    "\u212a",
    "k",
    ".",
    "\n",
    "é",
    "1",
    " ",
    "{",
    "}",
    "-",
    "/",
    "{,2}",
    "]",
)
texts = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(patterns, st.lists(texts, min_size=1, max_size=6))
def test_whatever_re2_matches_holds_one_of_the_literals(pattern, values):
    literals = necessary_literals(pattern)
    for value in values:
        if literals and re2.search(pattern, value):
            assert any(literal in fold(value) for literal in literals)
