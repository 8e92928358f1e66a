"""Time as an argument: whoever needs it takes a `Clock`, and tests hand in one that stands still."""

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Two clocks of one machine, in nanoseconds."""

    def wall_ns(self) -> int:
        """Since 1970, UTC. May jump when someone sets the clock."""
        ...

    def boot_ns(self) -> int:
        """Since the machine started, sleep included. Never goes back: the clock of kernel records."""
        ...


class SystemClock:
    """The clocks of this machine."""

    def wall_ns(self) -> int:
        """Since 1970, UTC."""
        return time.time_ns()

    def boot_ns(self) -> int:
        """Since the machine started."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is moved; for tests and for replay."""

    wall: int = 0
    boot: int = 0

    def wall_ns(self) -> int:
        """The time it was given."""
        return self.wall

    def boot_ns(self) -> int:
        """The time it was given."""
        return self.boot

    def move(self, ns: int) -> None:
        """Let `ns` nanoseconds pass on both."""
        self.wall += ns
        self.boot += ns


def boot_offset_ns(clock: Clock) -> int:
    """What to add to a time of the boot clock to have nanoseconds since 1970; good to about a microsecond.

    Asks the boot clock on both sides of the wall clock and takes the middle. It grows old when the wall clock is set
    or steered: whoever keeps it asks again now and then.
    """
    tries = []
    for _ in range(3):
        before, wall, after = clock.boot_ns(), clock.wall_ns(), clock.boot_ns()
        tries.append((after - before, wall - (before + after) // 2))
    return min(tries)[1]
