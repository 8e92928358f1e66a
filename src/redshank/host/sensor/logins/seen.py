"""What was read before, so that a rewritten copy of a log does not count twice."""

from collections import deque
from dataclasses import dataclass, field

REMEMBERED = 256


@dataclass(slots=True)
class SeenBefore:
    """The newest time read, and the newest lines or records. Whoever takes one line out of a log (or `sed -i`, or a tool
    that hides a login) leaves a new file full of old lines.

    skipped: copies so far.
    """

    skipped: int = 0
    _newest: int = 0
    _recent: deque[bytes] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _newest_then: int = 0
    _recent_then: frozenset[bytes] = frozenset()

    @property
    def newest_ns(self) -> int:
        """The newest time read."""
        return self._newest

    def begin(self) -> None:
        """Another file begins, or this one anew: what was read until now is what its lines may be copies of."""
        self._newest_then, self._recent_then = self._newest, frozenset(self._recent)

    def note(self, time: int, raw: bytes) -> None:
        """This was read."""
        self._newest = max(self._newest, time)
        self._recent.append(raw)

    def is_copy(self, time: int, raw: bytes) -> bool:
        """True for what a file that has just got its name holds from before: older than the newest, or the same bytes."""
        copy = time < self._newest_then or raw in self._recent_then
        self.skipped += copy
        return copy
