"""The ledger of the kernel side, by event type: seen = delivered + throttled + dropped + corrupt + in flight.

What the kernel counts and what the agent counts lie in maps of their own, so that the account goes on over a restart
that takes the kernel side over; it begins anew only with newly loaded programs.
"""

import mmap
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from redshank.events._generated.columns import SPOOL_CLASS
from redshank.events._generated.records import RECORDS
from redshank.host.sensor.libbpf import Loaded

COUNTS, ACCOUNTS = "counts", "accounts"
ACCOUNT_ENTRIES = 256  # ACCOUNTS of flow.bpf.h
UNKNOWN = 0
"""Type number under which records that name no type of ours are counted."""
_DELIVERED, _CORRUPT, _TOLD_DROPPED, _TOLD_THROTTLED, _WORDS = 0, 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Kernel:
    """What the kernel side counted of a type since it was loaded."""

    offered: int
    dropped: int
    throttled: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger. in_flight: in a ring, or read and not yet kept; what never arrives stays there."""

    seen: int = 0
    delivered: int = 0
    throttled: int = 0
    dropped: int = 0
    corrupt: int = 0
    in_flight: int = 0

    def __add__(self, other: "Line") -> "Line":
        return Line(*(getattr(self, name) + getattr(other, name) for name in Line.__slots__))


class Flow:
    """The account of one attached kernel side. Close it."""

    def __init__(self, bpf: Loaded) -> None:
        self._bpf, self._cpus = bpf, bpf.possible_cpus()
        self._size = _WORDS * 8 * ACCOUNT_ENTRIES
        self._map = mmap.mmap(bpf.map_fd(ACCOUNTS), self._size)
        self._words = memoryview(self._map).cast("Q")
        self._delivered: Counter[int] = Counter()
        self._corrupt: Counter[int] = Counter()
        self._before: dict[int, int] = {}
        self.remainder: dict[int, int] = {}

    def arrived(self, number: int) -> None:
        """A whole record of this type was read."""
        self._delivered[number] += 1

    def corrupt(self, number: int) -> None:
        """A record was read that could not be understood."""
        self._corrupt[number if number in RECORDS else UNKNOWN] += 1

    def settle(self) -> None:
        """All that was read is kept."""
        for counted, word in (self._delivered, _DELIVERED), (self._corrupt, _CORRUPT):
            for number, count in counted.items():
                self._words[number * _WORDS + word] += count
            counted.clear()

    def check(self, number: int, counted: Kernel, drained: bool) -> None:
        """Once a second, with the kernel's counts of a type. drained: all that was in the rings at the last check was read since.

        Then what had been offered by that time must be accounted for; and never more than is offered now.
        """
        known = counted.dropped + self._sum(number, _DELIVERED, self._delivered) + self._sum(number, _CORRUPT, self._corrupt)
        before, self._before[number] = self._before.get(number, 0), counted.offered
        if drained and (rest := max(0, before - known) or min(0, counted.offered - known)):
            self.remainder[number] = rest
        elif drained:
            self.remainder.pop(number, None)

    def _sum(self, number: int, word: int, unsettled: Counter[int]) -> int:
        return self._words[number * _WORDS + word] + unsettled[number]

    def kernel(self, number: int) -> Kernel:
        """The kernel side's own counts of a type."""
        raw = self._bpf.get(COUNTS, struct.pack("<I", number), 24 * self._cpus)
        words = struct.unpack(f"<{3 * self._cpus}Q", raw) if raw else ()
        return Kernel(sum(words[0::3]), sum(words[1::3]), sum(words[2::3]))

    def told_dropped(self, number: int, total: int | None = None) -> int:
        """How many dropped records of a type were told so far; total: from now on so many are."""
        return self._told(number, _TOLD_DROPPED, total)

    def told_throttled(self, number: int, total: int | None = None) -> int:
        """The same for those held back."""
        return self._told(number, _TOLD_THROTTLED, total)

    def _told(self, number: int, word: int, total: int | None) -> int:
        at = number * _WORDS + word
        if total is not None:
            self._words[at] = total
        return self._words[at]

    def lines(self) -> Iterator[tuple[int, Line]]:
        """Type number and line of every type that anything was seen of."""
        for number in (*RECORDS, UNKNOWN):
            delivered, corrupt = (self._words[number * _WORDS + word] for word in (_DELIVERED, _CORRUPT))
            kernel = self.kernel(number)
            if kernel.offered or kernel.throttled or corrupt:
                in_flight = kernel.offered - kernel.dropped - delivered - corrupt
                yield number, Line(kernel.offered + kernel.throttled, delivered, kernel.throttled, kernel.dropped, corrupt, in_flight)

    def close(self) -> None:
        """Unmap. May be called twice."""
        self._words.release()
        self._map.close()


def by_class(lines: Iterator[tuple[int, Line]]) -> Mapping[int, Line]:
    """The ledger by spool class."""
    classes: dict[int, Line] = {}
    for number, line in lines:
        place = class_of(number)
        classes[place] = classes.get(place, Line()) + line
    return dict(sorted(classes.items()))


def class_of(number: int) -> int:
    """The spool class of a type's number; 1 where it is no type of ours."""
    return SPOOL_CLASS.get(RECORDS[number].name, 1) if number in RECORDS else 1
