"""How long to wait before the next try."""

from collections.abc import Callable

FIRST_S, LONGEST_S = 1.0, 60.0


class Backoff:
    """Full jitter: a random time up to a bound that doubles with each failure, so that a fleet does not return all at once.

    chance: a number from 0 to 1, new at each call.
    """

    def __init__(self, chance: Callable[[], float], first_s: float = FIRST_S, longest_s: float = LONGEST_S) -> None:
        self._chance, self._first_s, self._longest_s = chance, first_s, longest_s
        self.failures = 0

    def failed(self) -> float:
        """Seconds to wait after one more failure."""
        bound = min(self._longest_s, self._first_s * 2.0 ** min(self.failures, 32))
        self.failures += 1
        return bound * self._chance()

    def worked(self) -> None:
        """The next failure is a first one again."""
        self.failures = 0
