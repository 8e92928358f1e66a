"""Which characters of a value a test matched, counted in the value as it was."""

from typing import Any

from redshank.analysis.detect.match import encode
from redshank.analysis.detect.sigma.patterns import compiled
from redshank.analysis.detect.sigma.tree import Exists, Matcher, Regex, TextTest

Span = tuple[int, int]


def find_span(matcher: Matcher, value: Any) -> Span | None:
    """Start and length of what matched in a text that does match; None for values that are no text."""
    if not isinstance(value, str) or isinstance(matcher, Exists):
        return None
    if isinstance(matcher, Regex):
        return _regex_span(matcher.pattern, value)
    if isinstance(matcher, TextTest):
        return _text_span(matcher, value)
    return 0, len(value)


def original_span(value: str, start: int, length: int) -> Span:
    """The span of `value` that became `length` characters from `start` of `value.lower()`, widened to whole characters."""
    if len(value.lower()) == len(value):
        return start, length
    begin = end = position = 0
    for place, character in enumerate(value):
        if position <= start:
            begin = place
        if position < start + length:
            end = place + 1
        position += len(character.lower())
    return begin, max(end - begin, 0)


def _text_span(test: TextTest, value: str) -> Span | None:
    wanted, text = (test.text, value) if test.cased else (test.text.lower(), value.lower())
    start = {"equals": 0, "startswith": 0, "contains": text.find(wanted), "endswith": len(text) - len(wanted)}[test.how]
    if start < 0:
        return None
    return (start, len(wanted)) if test.cased else original_span(value, start, len(wanted))


def _regex_span(pattern: str, value: str) -> Span | None:
    data = encode(value)
    found = compiled(pattern).search(data)
    if found is None:
        return None
    start, end = found.span()
    before, inside = data[:start].decode("utf-8", "replace"), data[start:end].decode("utf-8", "replace")
    return len(before), len(inside)
