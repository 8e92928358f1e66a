"""Keys that were seen, in few bytes: sorted arrays of hashes with when each was first and last seen, and by which event.

20 bytes a key. Nothing here hashes, and no text is kept: a store of a hundred thousand keys is two megabytes.
"""

from array import array
from bisect import bisect_left
from dataclasses import dataclass

MAX_SECOND = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a key. first, last: seconds since 1970. mark: of the event that was the first with it."""

    key: int
    first: int
    last: int
    mark: int


class KnownKeys:
    """A bounded set of keys. Which one goes when it is full: those unseen for longest, a sixteenth at once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.keys, self.firsts, self.lasts, self.marks = array("Q"), array("I"), array("I"), array("I")

    def __len__(self) -> int:
        """How many keys are known."""
        return len(self.keys)

    def find(self, key: int) -> Entry | None:
        """What is known of the key, None where nothing."""
        place = self._place(key)
        return None if place < 0 else Entry(key, self.firsts[place], self.lasts[place], self.marks[place])

    def put(self, entry: Entry) -> list[int]:
        """Take in a key, or what is known of it now. Gives the keys that had to go for it."""
        place = bisect_left(self.keys, entry.key)
        if place < len(self.keys) and self.keys[place] == entry.key:
            self.firsts[place], self.lasts[place], self.marks[place] = entry.first, entry.last, entry.mark
            return []
        gone = self.shrink() if len(self.keys) >= self.most else []
        place = bisect_left(self.keys, entry.key) if gone else place
        self.keys.insert(place, entry.key)
        self.firsts.insert(place, entry.first)
        self.lasts.insert(place, entry.last)
        self.marks.insert(place, entry.mark)
        return gone

    def append(self, entry: Entry) -> bool:
        """As `put`, for keys that come in order when a store is read back; whether there was room for one more."""
        if len(self.keys) >= self.most:
            return False
        if self.keys and entry.key <= self.keys[-1]:
            before = len(self.keys)
            self.put(entry)
            return len(self.keys) > before
        self.keys.append(entry.key)
        self.firsts.append(entry.first)
        self.lasts.append(entry.last)
        self.marks.append(entry.mark)
        return True

    def expire(self, before: int) -> list[int]:
        """Forget the keys last seen before this second; which they were."""
        return self._keep([last >= before for last in self.lasts]) if any(last < before for last in self.lasts) else []

    def entries(self) -> list[Entry]:
        """Everything known, by key."""
        return [Entry(*each) for each in zip(self.keys, self.firsts, self.lasts, self.marks, strict=True)]

    def _place(self, key: int) -> int:
        place = bisect_left(self.keys, key)
        return place if place < len(self.keys) and self.keys[place] == key else -1

    def shrink(self) -> list[int]:
        """Forget the sixteenth that was unseen for longest; which keys."""
        oldest = sorted(range(len(self.keys)), key=self.lasts.__getitem__)[: max(1, self.most // 16)]
        going = set(oldest)
        return self._keep([place not in going for place in range(len(self.keys))])

    def _keep(self, kept: list[bool]) -> list[int]:
        gone = [key for key, stays in zip(self.keys, kept, strict=True) if not stays]
        for name in ("keys", "firsts", "lasts", "marks"):
            old: array[int] = getattr(self, name)
            setattr(self, name, array(old.typecode, (value for value, stays in zip(old, kept, strict=True) if stays)))
        return gone
