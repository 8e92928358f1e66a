"""What must not be taken as bad however many lists say so: allow-lists, applied when indicators are compiled."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from redshank.analysis.intel.json_objects import decoded, document, pieces
from redshank.analysis.intel.list_lines import Domain
from redshank.analysis.intel.prefixes import Prefix, parse_prefix
from redshank.analysis.intel.reading import Indicator, Tally, lines, read_word
from redshank.analysis.intel.urls import Url

_SUFFIX, _EXACT = "hostname", "string"
_TYPES = ("cidr", _SUFFIX, _EXACT)
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AllowList:
    """Ranges by bits of the address, names that are fine with all below them, and values that are fine as they are."""

    name: str
    ranges: dict[int, tuple[Range, ...]] = field(default_factory=dict)
    suffixes: frozenset[str] = frozenset()
    exact: frozenset[Indicator] = frozenset()

    def holds(self, value: Indicator) -> bool:
        """True where the whole of the value is on the list. A page is where its host is."""
        if isinstance(value, Prefix):
            return any(low <= value.low and value.high <= high for low, high in self._touching(value))
        if value in self.exact:
            return True
        name = value.name if isinstance(value, Domain) else value.host if isinstance(value, Url) else ""
        return bool(self.suffixes) and any(part in self.suffixes for part in parents(name))

    def cut(self, value: Prefix) -> list[Range] | None:
        """What is left of a prefix that holds allowed addresses; None where it holds none."""
        left, at = [], value.low
        touching = self._touching(value)
        for low, high in touching:
            if at < low:
                left.append((at, low - 1))
            at = max(at, high + 1)
        if at <= value.high:
            left.append((at, value.high))
        return left if touching else None

    def _touching(self, value: Prefix) -> list[Range]:
        ranges = self.ranges.get(value.bits, ())
        at = max(0, bisect_right(ranges, (value.low, 1 << 129)) - 1)
        found = []
        while at < len(ranges) and ranges[at][0] <= value.high:
            if ranges[at][1] >= value.low:
                found.append(ranges[at])
            at += 1
        return found


def parents(name: str) -> Iterator[str]:
    """A name, the one above it, and so on."""
    while name:
        yield name
        name = name.partition(".")[2]


def allow_list(name: str, values: Iterable[Indicator], exact: bool = False) -> AllowList:
    """The list of these values. exact: names are fine without those below them."""
    ranges: dict[int, list[Range]] = {}
    suffixes, others = set[str](), set[Indicator]()
    for value in values:
        if isinstance(value, Prefix):
            ranges.setdefault(value.bits, []).append((value.low, value.high))
        elif isinstance(value, Domain) and not exact:
            suffixes.add(value.name)
        else:
            others.add(value)
    return AllowList(name, {bits: merged(found) for bits, found in ranges.items()}, frozenset(suffixes), frozenset(others))


def read_allow_list(name: str, file: BinaryIO, tally: Tally) -> AllowList:
    """The list of a MISP warninglist as JSON (types cidr, hostname and string), or of plain lines."""
    head = file.read(1)
    file.seek(0)
    if head != b"{":
        words = [(f"line {number}", text.split("#", 1)[0].strip()) for number, text in lines(file, tally)]
        return _listed(name, [(where, word.split()[0]) for where, word in words if word], False, tally)
    found = document(file, tally)
    kind = decoded(found["type"], str, "type", tally) if isinstance(found, dict) and "type" in found else ""
    if not isinstance(found, dict) or kind not in _TYPES or "list" not in found:
        tally.refuse("document", "not_understood", f"a list of type {kind or '?'}: known are {', '.join(_TYPES)}")
        return AllowList(name)
    given = [(where, decoded(piece, str, where, tally)) for where, piece in pieces(found["list"], "list", tally)]
    return _listed(name, [(where, word) for where, word in given if word], kind == _EXACT, tally)


def _listed(name: str, words: list[tuple[str, str]], exact: bool, tally: Tally) -> AllowList:
    values = [value for where, word in words if (value := _word(word, where, tally))]
    tally.taken = len(values)
    return allow_list(name, values, exact)


def _word(word: str, where: str, tally: Tally) -> Indicator | None:
    """Any prefix, also a local or wide one: here that is no slip."""
    return parse_prefix(word.strip()) or read_word(word.strip().strip("."), where, tally)


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges sorted, those that touch as one."""
    joined: list[Range] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)
