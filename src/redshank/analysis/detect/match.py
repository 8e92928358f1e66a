"""One test against one event: what the words of a rule mean. Everything else in this room must agree with this file."""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from redshank.analysis.detect.sigma.patterns import compiled, glob_pattern
from redshank.analysis.detect.sigma.tree import (
    Compare,
    Exists,
    Fixed,
    Glob,
    InList,
    Matcher,
    Network,
    Number,
    Regex,
    SameAs,
    Source,
    TextTest,
    Truth,
    ValueTest,
)
from redshank.events import Event


class Lookup(Protocol):
    """A list of values known at run time: indicators, or names a site trusts."""

    def lookup(self, value: str) -> str | None:
        """The name of the list that holds the value, or None."""
        ...


Lists = Mapping[str, Lookup]


def read(source: Source, event: Event) -> Any:
    """The value of a field, None where the event has none. Ancestors are read as the list of their programs."""
    if isinstance(source, Fixed):
        return list(source.values) or None
    value = getattr(event, source.attribute, None)
    if value is None:
        return None
    if source.index >= 0:
        return value[source.index] if source.index < len(value) else None
    if source.attribute == "process_ancestors":
        return executables(value)
    return value


def executables(ancestors: list[dict[str, Any]]) -> list[str]:
    """The programs of a list of ancestors, nearest first."""
    return [str(ancestor["executable"]) for ancestor in ancestors if ancestor.get("executable")]


def value_holds(test: ValueTest, source: Source, event: Event, lists: Lists) -> bool:
    """True where one form of the test matches one value of the field."""
    value = read(source, event)
    return any(matches(matcher, each, event, lists) for matcher in test.matchers for each in elements(matcher, value))


def elements(matcher: Matcher, value: Any) -> list[Any]:
    """What a matcher looks at: a list's elements one by one, nothing where the field is absent, unless it asks just that."""
    if isinstance(matcher, Exists):
        return [value]
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def matches(matcher: Matcher, value: Any, event: Event, lists: Lists) -> bool:
    """One matcher against one value, which is None only for `Exists`."""
    if isinstance(matcher, TextTest):  # first, since nearly all are
        return compare_text(matcher.how, matcher.text, as_text(value), matcher.cased)
    if isinstance(matcher, Exists):
        return (value is not None) is matcher.wanted
    if isinstance(matcher, Number):
        return bool(value == matcher.value) and not isinstance(value, bool)
    if isinstance(matcher, Truth | Compare):
        return value is matcher.value if isinstance(matcher, Truth) else compare_number(matcher.op, value, matcher.value)
    if isinstance(matcher, SameAs):
        others = elements(matcher, read(matcher.other, event))
        return any(compare_text(matcher.how, as_text(other), as_text(value), matcher.cased) for other in others)
    return _text_matches(matcher, as_text(value), lists)


def _text_matches(matcher: Glob | Regex | Network | InList, text: str, lists: Lists) -> bool:
    match matcher:
        case Glob(parts, cased):
            return find_glob(parts, text, cased) is not None
        case Regex(pattern):
            return compiled(pattern).search(encode(text)) is not None
        case Network():
            return in_network(matcher, text)
        case InList(name):
            return lists[name].lookup(text) is not None


def as_text(value: Any) -> str:
    """A value as rules compare it with text."""
    if isinstance(value, str):
        return value
    return ("false", "true")[value] if isinstance(value, bool) else str(value)


def encode(text: str) -> bytes:
    """UTF-8 for RE2. A character that cannot be written becomes one question mark, so that offsets stay countable."""
    return text.encode("utf-8", "replace")


def compare_text(how: str, wanted: str, value: str, cased: bool) -> bool:
    """`value` equals, contains, starts or ends with `wanted`."""
    if not cased:
        wanted, value = wanted.lower(), value.lower()
    if how == "equals":
        return value == wanted
    if how == "contains":
        return wanted in value
    return value.startswith(wanted) if how == "startswith" else value.endswith(wanted)


def find_glob(parts: tuple[str, ...], value: str, cased: bool) -> object | None:
    """The match of a whole value with wildcards, or None."""
    if not cased:
        parts, value = tuple(part.lower() for part in parts), value.lower()
    found: object | None = compiled(glob_pattern(parts)).search(encode(value))
    return found


def compare_number(op: str, value: float, limit: float) -> bool:
    """`value` is less or greater than `limit`."""
    if op == "lt":
        return value < limit
    if op == "lte":
        return value <= limit
    return value > limit if op == "gt" else value >= limit


def in_network(network: Network, value: str) -> bool:
    """The address text lies in the network; false for text that is no address."""
    version, address = parse_address(value)
    return version == network.version and address & network.mask == network.address


@lru_cache(maxsize=16384)
def parse_address(text: str) -> tuple[int, int]:
    """Version and number of an address, IPv4 mapped into IPv6 as IPv4; (0, 0) for text that is none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return 0, 0
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.version, int(address)
