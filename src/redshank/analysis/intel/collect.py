"""Millions of indicators on their way into a store: taken in any order, given out sorted, each with who said so.

Addresses wait as machine words in 256 buckets by first byte, so that sorting never needs millions of objects at once.
"""

from array import array
from collections.abc import Iterable, Iterator

from redshank.analysis.intel.digests import of_domain, of_hash, of_url
from redshank.analysis.intel.list_lines import Domain
from redshank.analysis.intel.prefixes import V4_BITS, V6_BITS, Prefix
from redshank.analysis.intel.reading import Indicator
from redshank.analysis.intel.urls import Url

MAX_OWNERS = 1 << 16
MAX_SETS = 1 << 16
Range = tuple[int, int, int]
"""Low, high, and the number of the set of those who said so."""


class OwnerSets:
    """Sets of owners by number. Once MAX_SETS are known, a further one is told by its first owner alone: `lost` counts these."""

    def __init__(self) -> None:
        self.known: dict[frozenset[int], int] = {}
        self.lost = 0

    def number(self, owners: Iterable[int]) -> int:
        """The number of this set."""
        key = frozenset(owners)
        found = self.known.get(key)
        if found is not None:
            return found
        if len(self.known) >= MAX_SETS - 1:
            self.lost += 1
            return self.known.get(frozenset((min(key),)), 0)
        return self.known.setdefault(key, len(self.known))

    def listed(self) -> list[list[int]]:
        """The sets, each sorted, in the order of their numbers."""
        return [sorted(key) for key in self.known]


class Collector:
    """Takes indicators with the number of their owner (below MAX_OWNERS)."""

    def __init__(self) -> None:
        self.count = 0
        self._single = [array("Q") for _ in range(256)]
        self._wide = array("Q")
        self._v6: list[bytes] = []
        self._digests: dict[str, list[int]] = {"domain": [], "url": [], "md5": [], "sha1": [], "sha256": []}

    def add(self, value: Indicator, owner: int) -> None:
        """Keep one."""
        self.count += 1
        if isinstance(value, Prefix):
            self._add_prefix(value, owner)
        elif isinstance(value, Domain):
            self._digests["domain"].append(of_domain(value.name) << 16 | owner)
        elif isinstance(value, Url):
            self._digests["url"].append(of_url(value) << 16 | owner)
        else:
            kind = {16: "md5", 20: "sha1", 32: "sha256"}[len(value.digest)]
            self._digests[kind].append(of_hash(value.digest) << 16 | owner)

    def add_v4(self, address: int, owner: int) -> None:
        """Keep one IPv4 address, given as a number."""
        self.count += 1
        self._single[address >> 24].append(address << 16 | owner)

    def _add_prefix(self, value: Prefix, owner: int) -> None:
        if value.bits == V4_BITS and value.length == V4_BITS:
            self._single[value.low >> 24].append(value.low << 16 | owner)
        elif value.bits == V4_BITS:
            self._wide.append(value.low << 22 | value.length << 16 | owner)
        else:
            self._v6.append(value.low.to_bytes(16, "big") + bytes((value.length,)) + owner.to_bytes(2, "big"))

    def singles(self, sets: OwnerSets) -> Iterator[tuple[int, int]]:
        """(IPv4 address, set), sorted, each address once."""
        for bucket in self._single:
            yield from _grouped(sorted(bucket), sets)

    def ranges(self, sets: OwnerSets) -> Iterator[Range]:
        """The IPv4 prefixes as disjoint sorted ranges."""
        words = ((word >> 22, word >> 16 & 0x3F, word & 0xFFFF) for word in sorted(self._wide))
        return _joined(_sweep(((low, low + (1 << V4_BITS - length) - 1, owner) for low, length, owner in words), sets))

    def ranges6(self, sets: OwnerSets) -> Iterator[Range]:
        """IPv6 addresses and prefixes as disjoint sorted ranges."""
        found = ((int.from_bytes(raw[:16], "big"), raw[16], int.from_bytes(raw[17:], "big")) for raw in sorted(self._v6))
        return _joined(_sweep(((low, low + (1 << V6_BITS - length) - 1, owner) for low, length, owner in found), sets))

    def digests(self, kind: str, sets: OwnerSets) -> Iterator[tuple[int, int]]:
        """(digest, set) of the names, pages or files of a kind, sorted, each once."""
        return _grouped(sorted(self._digests[kind]), sets)


def _grouped(words: Iterable[int], sets: OwnerSets) -> Iterator[tuple[int, int]]:
    """Words are value << 16 | owner, sorted. The owners of one value become a set."""
    alone: dict[int, int] = {}
    last, owners = -1, [0]
    for word in words:
        value = word >> 16
        if value == last:
            owners.append(word & 0xFFFF)
            continue
        if last >= 0:
            yield last, _number(owners, alone, sets)
        last, owners = value, [word & 0xFFFF]
    if last >= 0:
        yield last, _number(owners, alone, sets)


def _number(owners: list[int], alone: dict[int, int], sets: OwnerSets) -> int:
    if len(owners) > 1:
        return sets.number(owners)
    found = alone.get(owners[0])
    if found is None:
        found = alone[owners[0]] = sets.number(owners)
    return found


def _sweep(nested: Iterable[Range], sets: OwnerSets) -> Iterator[Range]:
    """Disjoint parts of prefixes that are sorted by low, then widest first. Prefixes nest or are apart, so a stack is enough."""
    stack: list[tuple[int, frozenset[int]]] = []
    at = 0
    for low, high, owner in nested:
        while stack and stack[-1][0] < low:
            end, owners = stack.pop()
            if at <= end:
                yield at, end, sets.number(owners)
                at = end + 1
        if stack and at < low:
            yield at, low - 1, sets.number(stack[-1][1])
        at = low
        stack.append((high, (stack[-1][1] | {owner}) if stack else frozenset((owner,))))
    while stack:
        end, owners = stack.pop()
        if at <= end:
            yield at, end, sets.number(owners)
            at = end + 1


def _joined(parts: Iterable[Range]) -> Iterator[Range]:
    """Neighbours of one set as one range."""
    waiting: Range | None = None
    for part in parts:
        if waiting and waiting[1] + 1 == part[0] and waiting[2] == part[2]:
            waiting = (waiting[0], part[1], part[2])
            continue
        if waiting:
            yield waiting
        waiting = part
    if waiting:
        yield waiting
