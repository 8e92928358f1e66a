from dataclasses import dataclass, field

from redshank.core.clock import FixedClock, SystemClock, boot_offset_ns


@dataclass
class SlowClock:
    """Each question takes a while; the wall clock is 1,000,000 ahead of the boot clock."""

    delays: list[int]
    now: int = 0
    asked: list[str] = field(default_factory=list)

    def boot_ns(self) -> int:
        return self._pass("boot")

    def wall_ns(self) -> int:
        return self._pass("wall") + 1_000_000

    def _pass(self, what: str) -> int:
        self.now += self.delays.pop(0) if self.delays else 0
        self.asked.append(what)
        return self.now


def test_offset_of_clocks_that_stand_still_is_their_difference():
    assert boot_offset_ns(FixedClock(wall=5_000, boot=2_000)) == 3_000


def test_offset_takes_the_try_that_was_interrupted_least():
    interrupted = [0, 900_000, 0]  # a pause before the wall clock answers, in the first try only
    assert boot_offset_ns(SlowClock([*interrupted, 0, 2, 2])) == 1_000_000


def test_moving_a_fixed_clock_moves_both_and_keeps_the_offset():
    clock = FixedClock(wall=5_000, boot=2_000)
    clock.move(10)
    assert (clock.wall_ns(), clock.boot_ns(), boot_offset_ns(clock)) == (5_010, 2_010, 3_000)


def test_boot_clock_of_the_machine_never_goes_back():
    clock = SystemClock()
    times = [clock.boot_ns() for _ in range(100)]
    assert times == sorted(times)
    assert clock.wall_ns() > times[-1]
