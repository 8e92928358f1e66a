"""What the agent may cost: over its share of a processor it takes less of what is bulk; over its memory it lets go. Pure."""

from dataclasses import dataclass
from typing import Literal

LOOK_S = 10
MOST_LEVEL = 3
FACTOR = 4
"""Each level leaves a quarter of the bulk limits of the one before it."""
CALM_SHARE = 0.6
"""Below this part of the budget it goes back a level."""
MEMORY_LOOKS = 3
"""So many looks in a row over the ceiling, caches dropped in between, and a restart is asked for."""


@dataclass(slots=True)
class CpuBudget:
    """percent: of one core over ten seconds; 0: no budget. level: how far it holds itself back."""

    percent: int
    level: int = 0
    used: float = 0.0
    _last: tuple[float, float] | None = None

    def look(self, cpu_s: float, wall_s: float) -> bool:
        """Processor time and wall time so far, in seconds. True where the level changed."""
        last, self._last = self._last, (cpu_s, wall_s)
        if last is None or wall_s <= last[1]:
            return False
        self.used = 100 * (cpu_s - last[0]) / (wall_s - last[1])
        before = self.level
        if self.percent and self.used > self.percent:
            self.level = min(MOST_LEVEL, self.level + 1)
        elif self.used < self.percent * CALM_SHARE:
            self.level = max(0, self.level - 1)
        return self.level != before

    @property
    def divisor(self) -> int:
        """The bulk limits are divided by this."""
        return int(FACTOR**self.level)

    def sentence(self) -> str:
        """For people; empty where it does not hold itself back."""
        if not self.level:
            return ""
        return f"over its budget of {self.percent} % of a core: bulk events are limited to a {self.divisor}th and read later"


@dataclass(slots=True)
class MemoryBudget:
    """ceiling: bytes resident; 0: none."""

    ceiling: int
    _over: int = 0

    def look(self, resident: int) -> Literal["ok", "drop", "restart"]:
        """What is to be done: drop caches first; a restart where that did not help."""
        self._over = self._over + 1 if self.ceiling and resident > self.ceiling else 0
        return "ok" if not self._over else "drop" if self._over < MEMORY_LOOKS else "restart"
