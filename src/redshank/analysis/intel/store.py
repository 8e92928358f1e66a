"""The compiled store: which sources name an address, a name, a page or a file, out of millions, in little memory."""

import socket
import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import msgspec

from redshank.analysis.intel import mapped
from redshank.analysis.intel.allow import parents
from redshank.analysis.intel.collect import Collector, OwnerSets
from redshank.analysis.intel.digests import HASH_BYTES, of_domain, of_hash, of_url
from redshank.analysis.intel.list_lines import Domain
from redshank.analysis.intel.prefixes import V4_BITS, Prefix, number
from redshank.analysis.intel.reading import Indicator
from redshank.analysis.intel.urls import Url, parse_url, refang
from redshank.core.errors import InputError

HALF = (1 << 64) - 1
PAGES = 1 << 16
"""Columns of IPv4 are found by an address's first half, and only then searched."""
MAX_NAMED = 3
"""Sources that a sentence names; the others are counted."""
_HASH_KINDS = {32: "md5", 40: "sha1", 64: "sha256"}
_NAME_KINDS = ("domain", "url")
_COUNTED = {"addresses": "single", "ranges": "range_low", "ranges_v6": "v6_low_a", "domains": "domain", "urls": "url"}


@dataclass(frozen=True, slots=True)
class ListSource:
    """Who says so, as the store remembers it. fetched_ns: how old its copy is. until_ns: not believed from then on, 0: always."""

    name: str
    licence: str = ""
    location: str = ""
    confidence: int = 50
    fetched_ns: int = 0
    until_ns: int = 0
    taken: int = 0

    @property
    def words(self) -> str:
        """As an alert names it: `NAME (LICENCE, fetched DAY)`."""
        day = time.strftime("%Y-%m-%d", time.gmtime(self.fetched_ns / 1e9)) if self.fetched_ns else ""
        told = ", ".join(part for part in (self.licence, f"fetched {day}" if day else "") if part)
        return f"{self.name} ({told})" if told else self.name


@dataclass(frozen=True, slots=True)
class Notes:
    """What a store says of itself. owners: (source, until_ns) an indicator may have; sets: of owners, by number."""

    generation: int = 0
    built_ns: int = 0
    sources: tuple[ListSource, ...] = ()
    owners: tuple[tuple[int, int], ...] = ()
    sets: tuple[tuple[int, ...], ...] = ()
    lost_sets: int = 0
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Store:
    """An opened store. The look-ups return the numbers of source sets; `words` and `sources_of` say what they mean.

    v4: the columns of IPv4 once more, in the order of `_layout`: they are asked for every connection.
    """

    notes: Notes
    columns: dict[str, memoryview]
    size_bytes: int
    clock: Callable[[], int]
    v4: tuple[memoryview, ...]

    def address(self, text: str) -> tuple[int, ...]:
        """The sets that name an address; none for text that is no address."""
        try:
            return self.address_v4(int.from_bytes(socket.inet_pton(socket.AF_INET, text), "big"))
        except (OSError, ValueError):
            found = number(text)
        if found is None:
            return ()
        return self.address_v4(found[1]) if found[0] == V4_BITS else self._address_v6(found[1])

    def address_v4(self, at: int) -> tuple[int, ...]:
        """The sets that name an IPv4 address, the one that names it alone first."""
        pages, single, single_set, range_pages, low, high, range_set = self.v4
        page = at >> 16
        end = pages[page + 1]
        index = bisect_left(single, at, pages[page], end)
        alone = (single_set[index],) if index < end and single[index] == at else ()
        index = bisect_right(low, at, range_pages[page], range_pages[page + 1]) - 1
        if index >= 0 and high[index] >= at:
            return (*alone, range_set[index])
        return alone

    def _address_v6(self, at: int) -> tuple[int, ...]:
        index = self._index_v6(at)
        return () if index is None else (self.columns["v6_set"][index],)

    def _index_v6(self, at: int) -> int | None:
        high, low, columns = at >> 64, at & HALF, self.columns
        first = bisect_left(columns["v6_low_a"], high)
        index = bisect_right(columns["v6_low_b"], low, first, bisect_right(columns["v6_low_a"], high, first)) - 1
        if index >= 0 and (columns["v6_high_a"][index], columns["v6_high_b"][index]) >= (high, low):
            return index
        return None

    def domain(self, text: str) -> tuple[int, ...]:
        """The sets that name this name or one above it, the nearest first."""
        name = text.lower().rstrip(".")
        if not name.isascii():
            try:
                name = name.encode("idna").decode("ascii")
            except UnicodeError:
                return ()
        column, sets = self.columns["domain"], self.columns["domain_set"]
        return tuple(sets[index] for part in parents(name) if (index := _index(column, of_domain(part))) is not None)

    def url(self, text: str) -> tuple[int, ...]:
        """The sets that name this page."""
        page = parse_url(refang(text))
        index = _index(self.columns["url"], of_url(page)) if page else None
        return () if index is None else (self.columns["url_set"][index],)

    def hash(self, text: str) -> tuple[int, ...]:
        """The sets that name a file by this hexadecimal digest."""
        kind = _HASH_KINDS.get(len(text))
        try:
            wanted = of_hash(bytes.fromhex(text)) if kind else -1
        except ValueError:
            return ()
        if wanted < 0:
            return ()
        high, low = wanted >> 64, wanted & HALF
        column = self.columns[f"{kind}_a"]
        first = bisect_left(column, high)
        index = bisect_left(self.columns[f"{kind}_b"], low, first, bisect_right(column, high, first))
        found = index < len(column) and column[index] == high and self.columns[f"{kind}_b"][index] == low
        return (self.columns[f"{kind}_set"][index],) if found else ()

    def has(self, value: Indicator) -> bool:
        """True where the whole of an indicator is in the store, whoever named it."""
        if isinstance(value, Prefix):
            return self._has_prefix(value)
        if isinstance(value, Domain):
            return _index(self.columns["domain"], of_domain(value.name)) is not None
        return bool(_index(self.columns["url"], of_url(value)) is not None if isinstance(value, Url) else self.hash(value.digest.hex()))

    def _has_prefix(self, value: Prefix) -> bool:
        if value.length == value.bits:
            return bool(self.address_v4(value.low) if value.bits == V4_BITS else self._address_v6(value.low))
        if value.bits == V4_BITS:
            low, high = self.columns["range_low"], self.columns["range_high"]
            index = bisect_right(low, value.low) - 1
            return index >= 0 and _reaches(index, value, low.__getitem__, high.__getitem__, len(low))
        first = self._index_v6(value.low)
        return first is not None and _reaches(first, value, self._low_v6, self._high_v6, len(self.columns["v6_set"]))

    def _low_v6(self, index: int) -> int:
        return self.columns["v6_low_a"][index] << 64 | self.columns["v6_low_b"][index]

    def _high_v6(self, index: int) -> int:
        return self.columns["v6_high_a"][index] << 64 | self.columns["v6_high_b"][index]

    def sources_of(self, sets: Iterable[int]) -> list[ListSource]:
        """Who says so and may still be believed, each once."""
        now, found = self.clock(), dict[int, ListSource]()
        for owner in (owner for one in sets for owner in self.notes.sets[one]):
            at, until_ns = self.notes.owners[owner]
            source = self.notes.sources[at]
            if not any(0 < until <= now for until in (until_ns, source.until_ns)):
                found[at] = source
        return list(found.values())

    def words(self, sets: tuple[int, ...]) -> str | None:
        """The sources of these sets as an alert names them; None where none is to be believed any more."""
        if not sets:
            return None
        names = [source.words for source in self.sources_of(sets)]
        if len(names) > MAX_NAMED:
            names = [*names[:MAX_NAMED], f"{len(names) - MAX_NAMED} more"]
        return ", ".join(names) or None


def _reaches(index: int, value: Prefix, low: Callable[[int], int], high: Callable[[int], int], count: int) -> bool:
    """True where ranges without a gap lead from the one at `index` to the prefix's end: those of different sets are apart."""
    while high(index) < value.high:
        if index + 1 >= count or low(index + 1) != high(index) + 1:
            return False
        index += 1
    return high(index) >= value.low


def _index(column: Sequence[int], wanted: int) -> int | None:
    index = bisect_left(column, wanted)
    return index if index < len(column) and column[index] == wanted else None


def open_store(path: Path, clock: Callable[[], int]) -> Store:
    """The store of a file. Raises InputError where it is none of ours or damaged, OSError where it cannot be read."""
    found = mapped.open_mapped(path)
    try:
        notes = msgspec.convert(found.notes, Notes)
        v4 = tuple(found.columns[name] for name, _ in islice(_layout(), 7))
        store = Store(notes, found.columns, found.size_bytes, clock, v4)
        _check(store)
    except (msgspec.ValidationError, KeyError, IndexError) as error:
        raise InputError(f"{path}: is not understood: it is made anew by `redshank intel refresh`", "intel_store") from error
    return store


def _check(store: Store) -> None:
    """What a look-up relies on. Raises KeyError or IndexError."""
    columns, sets, owners = store.columns, len(store.notes.sets), len(store.notes.owners)
    for name, kind in _layout():
        if columns[name].format != kind:
            raise KeyError(name)
    if len(columns["single_page"]) != PAGES + 1 or len(columns["range_page"]) != PAGES + 1:
        raise IndexError
    if any(number >= owners for one in store.notes.sets for number in one):
        raise IndexError
    if any(at >= len(store.notes.sources) for at, _ in store.notes.owners):
        raise IndexError
    if sets == 0 and any(len(columns[name]) for name, _ in _layout() if name.endswith("_set")):
        raise IndexError


def _layout() -> Iterator[tuple[str, str]]:
    """The columns and their kinds; those of IPv4 first."""
    yield from (("single_page", "I"), ("single", "I"), ("single_set", "H"))
    yield from (("range_page", "I"), ("range_low", "I"), ("range_high", "I"), ("range_set", "H"))
    yield from ((f"v6_{name}", "Q") for name in ("low_a", "low_b", "high_a", "high_b"))
    yield "v6_set", "H"
    for name in _NAME_KINDS:
        yield from ((name, "Q"), (f"{name}_set", "H"))
    for name in _HASH_KINDS.values():
        yield from ((f"{name}_a", "Q"), (f"{name}_b", "Q"), (f"{name}_set", "H"))


def write_store(path: Path, collector: Collector, notes: dict[str, Any]) -> dict[str, int]:
    """Compiles what was collected. notes: generation, built_ns, sources, owners. Returns how many of each kind there are."""
    columns = {name: array(kind) for name, kind in _layout()}
    sets = OwnerSets()
    _fill_v4(columns, collector, sets)
    for low, high, number_ in collector.ranges6(sets):
        halves = {"low_a": low >> 64, "low_b": low & HALF, "high_a": high >> 64, "high_b": high & HALF, "set": number_}
        for name, value in halves.items():
            columns[f"v6_{name}"].append(value)
    for name in _NAME_KINDS:
        for digest, number_ in collector.digests(name, sets):
            columns[name].append(digest)
            columns[f"{name}_set"].append(number_)
    for name in _HASH_KINDS.values():
        for digest, number_ in collector.digests(name, sets):
            columns[f"{name}_a"].append(digest >> 8 * HASH_BYTES - 64)
            columns[f"{name}_b"].append(digest & HALF)
            columns[f"{name}_set"].append(number_)
    counts = {name: len(columns[column]) for name, column in _COUNTED.items()}
    counts["hashes"] = sum(len(columns[f"{name}_set"]) for name in _HASH_KINDS.values())
    mapped.write(path, columns, {**notes, "sets": sets.listed(), "lost_sets": sets.lost, "counts": counts})
    return counts


def _fill_v4(columns: "dict[str, array[int]]", collector: Collector, sets: OwnerSets) -> None:
    single, single_set, low, high, range_set = (columns[name] for name in ("single", "single_set", "range_low", "range_high", "range_set"))
    for address, number_ in collector.singles(sets):
        single.append(address)
        single_set.append(number_)
    for begin, end, number_ in collector.ranges(sets):
        low.append(begin)
        high.append(end)
        range_set.append(number_)
    columns["single_page"] = _pages(single)
    columns["range_page"] = _pages(low)


def _pages(column: "array[int]") -> "array[int]":
    """For each first half of an address, how many entries lie below it."""
    counts = array("I", bytes(4 * (PAGES + 1)))
    for value in column:
        counts[(value >> 16) + 1] += 1
    return array("I", accumulate(counts))
