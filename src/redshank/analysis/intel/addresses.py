"""Address lists: which list names an address, for millions of addresses in little memory."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from redshank.analysis.intel.prefixes import V4_BITS, V6_BITS, Prefix, number

_OWNER_BYTES = 2
MAX_OWNERS = 1 << 8 * _OWNER_BYTES
"""Most lists at a time: the number of a list has two bytes."""


class _Keys16(Sequence[bytes]):
    """Sorted numbers of 128 bits in 16 bytes each; as bytes they sort as the numbers do."""

    __slots__ = ("_raw",)

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        self._raw = b"".join(value.to_bytes(16, "big") for value in numbers)

    def __len__(self) -> int:
        return len(self._raw) // 16

    def __getitem__(self, index):  # type: ignore[no-untyped-def]  # bisect asks for single items only, never for slices
        return self._raw[index * 16 : index * 16 + 16]


@dataclass(frozen=True, slots=True)
class AddressList:
    """Disjoint sorted ranges of both address families, each owned by the list that names it most exactly."""

    names: tuple[str, ...] = ()
    low4: "array[int]" = field(default_factory=lambda: array("I"))
    high4: "array[int]" = field(default_factory=lambda: array("I"))
    owner4: "array[int]" = field(default_factory=lambda: array("H"))
    low6: Sequence[bytes] = field(default_factory=_Keys16)
    high6: Sequence[bytes] = field(default_factory=_Keys16)
    owner6: "array[int]" = field(default_factory=lambda: array("H"))

    def lookup(self, value: str) -> str | None:
        """The name of the list that holds this address; None where none does, also for text that is no address."""
        found = number(value)
        if found is None:
            return None
        bits, at = found
        if bits == V4_BITS:
            index = bisect_right(self.low4, at) - 1
            return self.names[self.owner4[index]] if index >= 0 and self.high4[index] >= at else None
        key = at.to_bytes(16, "big")
        index = bisect_right(self.low6, key) - 1
        return self.names[self.owner6[index]] if index >= 0 and self.high6[index] >= key else None

    def __len__(self) -> int:
        """Number of disjoint ranges."""
        return len(self.low4) + len(self.low6)

    @property
    def size_bytes(self) -> int:
        """What the ranges take in memory, without the objects that hold them."""
        return 10 * len(self.low4) + 34 * len(self.low6)


class AddressCollector:
    """Takes prefixes in any order, with the number of their list, and makes an `AddressList` of them.

    Until then IPv4 prefixes lie in 256 buckets by first byte, one machine word each, so that sorting a million
    never needs a million Python objects at once. IPv6 lists are short; each prefix is one bytes object.
    """

    __slots__ = ("_v4", "_v6")

    def __init__(self) -> None:
        self._v4 = [array("Q") for _ in range(256)]
        self._v6: list[bytes] = []

    def add(self, prefix: Prefix, owner: int) -> None:
        """Keep one prefix of the list number `owner` (below MAX_OWNERS)."""
        if prefix.bits == V4_BITS:
            self._v4[prefix.low >> 24].append(prefix.low << 22 | prefix.length << 16 | owner)
        else:
            self._v6.append(prefix.low.to_bytes(16, "big") + bytes((prefix.length,)) + owner.to_bytes(_OWNER_BYTES, "big"))

    def build(self, names: tuple[str, ...]) -> AddressList:
        """The look-up structure. Where lists overlap the narrower prefix wins, then the earlier list."""
        low4, high4, owner4 = array("I"), array("I"), array("H")
        for low, high, owner in disjoint(self._sorted4()):
            low4.append(low)
            high4.append(high)
            owner4.append(owner)
        parts = list(disjoint(self._sorted6()))
        low6, high6 = _Keys16(part[0] for part in parts), _Keys16(part[1] for part in parts)
        return AddressList(names, low4, high4, owner4, low6, high6, array("H", (part[2] for part in parts)))

    def _sorted4(self) -> Iterator[tuple[int, int, int]]:
        for bucket in self._v4:
            for word in sorted(bucket):
                low = word >> 22
                yield low, low + (1 << V4_BITS - (word >> 16 & 0x3F)) - 1, word & 0xFFFF

    def _sorted6(self) -> Iterator[tuple[int, int, int]]:
        for raw in sorted(self._v6):
            low = int.from_bytes(raw[:16], "big")
            yield low, low + (1 << V6_BITS - raw[16]) - 1, int.from_bytes(raw[17:], "big")


def disjoint(nested: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Disjoint (low, high, owner), sorted, neighbours of one owner joined.

    nested: (low, high, owner) of whole prefixes, sorted by low, then widest first, then owner.
    """
    waiting: tuple[int, int, int] | None = None
    for low, high, owner in _split(nested):
        if waiting and waiting[1] + 1 == low and waiting[2] == owner:
            waiting = (waiting[0], high, owner)
            continue
        if waiting:
            yield waiting
        waiting = (low, high, owner)
    if waiting:
        yield waiting


def _split(nested: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """As `disjoint`, but not joined. Prefixes lie inside each other or apart, so a stack of open ones is enough."""
    stack: list[tuple[int, int]] = []
    at, last = 0, (-1, -1)
    for low, high, owner in nested:
        if (low, high) == last:
            continue
        last = (low, high)
        yield from _close(stack, at, low)
        at = low
        stack.append((high, owner))
    yield from _close(stack, at, 1 << V6_BITS)


def _close(stack: list[tuple[int, int]], at: int, low: int) -> Iterator[tuple[int, int, int]]:
    """Parts of the open ranges between `at` and `low`; takes those that end before `low` off the stack."""
    while stack and stack[-1][0] < low:
        end, owner = stack.pop()
        if at <= end:
            yield at, end, owner
            at = end + 1
    if stack and at < low:
        yield at, low - 1, stack[-1][1]
