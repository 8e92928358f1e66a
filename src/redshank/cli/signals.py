"""What a command does when it is told to end."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

END = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C, and what service managers send."""


@contextmanager
def on_signals(react: Callable[[int], None], numbers: Sequence[int] = END) -> Iterator[None]:
    """While the block runs, these signals call `react` with their number; the old handlers come back at the end."""

    def handle(number: int, _frame: FrameType | None) -> None:
        react(number)

    before = {number: signal.signal(number, handle) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def ending(numbers: Sequence[int] = END) -> Iterator[list[int]]:
    """A list that holds the numbers of the signals that came while the block ran."""
    came: list[int] = []
    with on_signals(came.append, numbers):
        yield came
