"""When to read at once and when to wait a little: latency where little happens, few turns where much does."""

from dataclasses import dataclass

BURST = 20
PER_TURN_NS = 10_000_000
"""A turn of the reader costs the acting process a wake-up (10-20 us in a virtual machine) and us a fixed price. So up to
20 turns come at once, enough for a lone act's fork, exec and exit, and after that one every 10 ms."""


@dataclass(slots=True)
class Pace:
    """A purse of turns that refills with time."""

    turns: float = BURST
    last_ns: int = 0
    stretch: int = 1
    """So many times longer between turns, where the agent holds itself back."""

    def pause_ns(self, now_ns: int) -> int:
        """How long to wait before the next turn, nanoseconds; takes the turn. now_ns: any clock that never goes back."""
        self.turns = min(BURST, self.turns + (now_ns - self.last_ns) / (PER_TURN_NS * self.stretch))
        self.last_ns = now_ns
        self.turns -= 1
        return 0 if self.turns >= 0 else PER_TURN_NS * self.stretch
