"""Bytes that were damaged: cut, flipped, mixed with others, blown up, or never any good. How many: `REDSHANK_FUZZ_EXAMPLES`."""

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from redshank.events import Event
from redshank.events.codec import from_json, to_flat, to_json

EXAMPLES = int(os.environ.get("REDSHANK_FUZZ_EXAMPLES", "100"))
OVERSIZED = 200_000
"""More than any bound of ours on one record or line."""

fuzzed = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds, damaged a few times over."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        data = _damage(draw, data, seeds)
    return data


def _damage(draw: st.DrawFn, data: bytes, seeds: Sequence[bytes]) -> bytes:
    how, at = draw(st.integers(0, 5)), draw(st.integers(0, max(len(data), 1)))
    if how == 0:
        return data[:at]
    if how == 1:
        return data[at:]
    if how == 2 and data:
        at %= len(data)
        return data[:at] + bytes([data[at] ^ 1 << draw(st.integers(0, 7))]) + data[at + 1 :]
    if how == 3:
        return data[:at] + draw(st.binary(max_size=16)) + data[at:]
    if how == 4:
        other = draw(st.sampled_from(seeds))
        return data[:at] + other[at % (len(other) + 1) :]
    return _replaced(draw, data, at)


def _replaced(draw: st.DrawFn, data: bytes, at: int) -> bytes:
    """Never any good; once in a while far too long."""
    if draw(st.integers(0, 9)):
        return draw(st.binary(max_size=120))
    return data[:at] + (data[at:] or b"\xff") * (OVERSIZED // max(1, len(data) - at))


def accepted(events: Sequence[Event]) -> None:
    """What came out of hostile bytes is an event that every reader of ours takes: within the bounds of the table."""
    for event in events:
        from_json(to_json(to_flat(event)))
