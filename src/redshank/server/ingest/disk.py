"""The ladder of a disk that fills up: what is refused first, and what still goes on when nothing is taken any more."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Step(NamedTuple):
    """Below this share of free space these lanes are refused."""

    free: float
    word: str
    refused: frozenset[int]


STEPS = (
    Step(0.02, "read_only", frozenset((0, 1, 2, 3))),
    Step(0.04, "urgent_only", frozenset((2, 3))),
    Step(0.08, "no_bulk", frozenset((3,))),
    Step(0.15, "warning", frozenset()),
)
PLENTY = Step(1.0, "ok", frozenset())
FULL = Step(0.0, "full", frozenset((0, 1, 2, 3)))
HYSTERESIS = 0.005
"""Share of free space by which a step is left later than it was entered, so that it does not flutter."""


@dataclass(slots=True)
class DiskLadder:
    """Where we stand. free: gives the share of the disk that is free. Read by several threads, moved by one."""

    free: Callable[[], float]
    step: Step = PLENTY

    def look(self) -> bool:
        """Look again; True where we stand elsewhere now."""
        free = self.free()
        found = next((step for step in STEPS if free < step.free), PLENTY)
        if found.free > self.step.free and free < self.step.free + HYSTERESIS:
            found = self.step
        changed = found != self.step
        self.step = found
        return changed

    def refuses(self, lane: int) -> bool:
        """True where events of this lane are not taken now."""
        return lane in self.step.refused


def free_share(folder: Path) -> float:
    """The share of a folder's disk that is free for us; 0 where nobody can say."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return 0.0
    return found.f_bavail / found.f_blocks if found.f_blocks else 0.0
