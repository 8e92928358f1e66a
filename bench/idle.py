"""What the agent uses while nothing happens."""

import time
from dataclasses import dataclass

from bench.agents import Redshank

_SETTLE_S = 3.0
_QUIET, _MOST_WORK_S = 0.02, 120.0
"""It has nothing left to do of its own once it takes less than this share of a processor: the first look at the files is over."""


@dataclass(frozen=True, slots=True)
class Idle:
    """cpu: share of one processor, while nothing was there to see. pss_mib, start_s: of an agent that sees all of the machine.

    work_s: how long after its start it had work of its own, in steps of some seconds.
    """

    cpu: float
    pss_mib: float
    start_s: float
    work_s: float


def measure(whole: Redshank, alone: Redshank, seconds: float) -> Idle:
    """Start each in turn and let it settle. Processor time is counted in steps of 10 ms."""
    start = time.monotonic()
    try:
        whole.start()
        start_s = time.monotonic() - start
        time.sleep(_SETTLE_S)
        pss_mib = whole.pss_mib()
    finally:
        whole.stop()
    try:
        alone.start()
        begin = time.monotonic()
        while _share(alone, _SETTLE_S) > _QUIET and time.monotonic() - begin < _MOST_WORK_S:
            pass
        work_s = time.monotonic() - begin - _SETTLE_S
        return Idle(_share(alone, seconds), pss_mib, start_s, work_s)
    finally:
        alone.stop()


def _share(agent: Redshank, seconds: float) -> float:
    """Of one processor, over so many seconds."""
    before, begin = agent.cpu_s(), time.monotonic()
    time.sleep(seconds)
    return (agent.cpu_s() - before) / (time.monotonic() - begin)
