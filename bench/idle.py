"""What the agent uses while nothing happens."""

import time
from dataclasses import dataclass

from bench.agents import Redshank

_SETTLE_S = 3.0


@dataclass(frozen=True, slots=True)
class Idle:
    """cpu: share of one processor, while nothing was there to see. pss_mib, start_s: of an agent that sees all of the machine."""

    cpu: float
    pss_mib: float
    start_s: float


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
    return Idle(_cpu(alone, seconds), pss_mib, start_s)


def _cpu(agent: Redshank, seconds: float) -> float:
    try:
        agent.start()
        time.sleep(_SETTLE_S)
        before, begin = agent.cpu_s(), time.monotonic()
        time.sleep(seconds)
        return (agent.cpu_s() - before) / (time.monotonic() - begin)
    finally:
        agent.stop()
