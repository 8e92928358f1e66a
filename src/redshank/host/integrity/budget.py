"""How much processor time looking at contents may take. Pure."""


class Budget:
    """A share of one processor over time, with a reserve for a burst. rate: the share; reserve_ns: the most that is saved up."""

    def __init__(self, rate: float, reserve_ns: int, now_ns: int) -> None:
        self._rate, self._reserve_ns = rate, reserve_ns
        self._left_ns: float = reserve_ns
        self._at = now_ns

    def allows(self, now_ns: int) -> bool:
        """True while something is left."""
        self._left_ns = min(self._reserve_ns, self._left_ns + (now_ns - self._at) * self._rate)
        self._at = now_ns
        return self._left_ns > 0

    def take(self, spent_ns: int) -> None:
        """So much was used; it may go below nothing, and has to come back first."""
        self._left_ns -= spent_ns
