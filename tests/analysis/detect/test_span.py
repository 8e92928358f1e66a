import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.detect.sigma.tree import Exists, Glob, InList, Number, Regex, TextTest
from redshank.analysis.detect.span import find_span, original_span


@pytest.mark.parametrize(
    ("matcher", "value", "matched"),
    [
        (TextTest("contains", "TCP"), "x /dev/tcp/", "tcp"),
        (TextTest("startswith", "/DEV"), "/dev/tcp", "/dev"),
        (TextTest("endswith", "CP"), "/dev/tcp", "cp"),
        (TextTest("equals", "ABC"), "abc", "abc"),
        (TextTest("contains", "TCP", True), "tcp TCP", "TCP"),
        (TextTest("contains", "curl"), "\u0130\u0130 CURL x", "CURL"),
        (TextTest("endswith", "x"), "\u0130\u0130 CURL x", "x"),
        (TextTest("contains", "i\u0307c"), "a\u0130C", "\u0130C"),
        (TextTest("contains", "\u0307c"), "a\u0130C", "\u0130C"),
        (TextTest("equals", "a\u0130"), "A\u0130", "A\u0130"),
        (Regex("é+"), "aéé\u0130b", "éé"),
        (Regex("b$"), "é\u0130€\U0001f426b", "b"),
        (Regex("y"), "\ud800y", "y"),
        (Glob(("a", "*", "c")), "abc", "abc"),
        (InList("x"), "192.0.2.1", "192.0.2.1"),
    ],
)
def test_span_counts_characters_of_the_value_as_it_was(matcher, value, matched):
    span = find_span(matcher, value)
    assert span is not None
    assert value[span[0] : sum(span)] == matched


def test_value_that_is_no_text_has_no_span():
    assert find_span(Number(5), 5) is None
    assert find_span(Exists(True), "a") is None
    assert find_span(TextTest("contains", "x"), "abc") is None
    assert find_span(Regex("x"), "abc") is None


@given(st.text(st.sampled_from("aB\u0130ßΣ\u017f "), max_size=12), st.integers(0, 20), st.integers(1, 5))
def test_span_of_small_letters_covers_what_became_them(value, start, length):
    small = value.lower()
    if start + length > len(small):
        return
    begin, count = original_span(value, start, length)
    assert small[start : start + length] in value[begin : begin + count].lower().replace("\u03c2", "\u03c3") or "\u03c2" in small
    assert 0 <= begin <= begin + count <= len(value)
