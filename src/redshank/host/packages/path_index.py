"""Paths to package numbers in 8 bytes a path: 124,000 paths are 1 MB. Pure.

A path is kept as 48 bits of its hash; what is found is only a guess, and its caller looks whether the package really has it.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator

MAX_PATHS = 2_000_000
_NUMBER_BITS = 16
MAX_PACKAGES = 1 << _NUMBER_BITS
_NUMBER = MAX_PACKAGES - 1
_HASH = (1 << 64) - 1 - _NUMBER


class PathIndex:
    """Made once from (path, number) pairs; what exceeds the bound is left out and counted in `left_out`."""

    def __init__(self, pairs: Iterator[tuple[bytes, int]]) -> None:
        self.left_out = 0
        found = array("Q")
        for path, number in pairs:
            if len(found) >= MAX_PATHS or number >= MAX_PACKAGES:
                self.left_out += 1
            else:
                found.append((hash(path) & _HASH) | number)
        self._sorted = array("Q", sorted(found))

    def __len__(self) -> int:
        return len(self._sorted)

    def numbers(self, path: bytes) -> list[int]:
        """Numbers of packages that probably have this path."""
        wanted = hash(path) & _HASH
        at, found = bisect_left(self._sorted, wanted), []
        while at < len(self._sorted) and self._sorted[at] & _HASH == wanted:
            found.append(self._sorted[at] & _NUMBER)
            at += 1
        return found
