"""What has to be done now and then, in one thread: a chore that fails is said, and tried again at its next turn."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from redshank.core.errors import StoreError
from redshank.core.log import Log

FIRST_S = 60.0
"""A rare chore is not put off for longer after a start: who restarts often would never see it done."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every so many seconds. last: once more at the end."""

    name: str
    every_s: float
    do: Callable[[], None]
    last: bool = False


class Chores:
    """Does chores until it is stopped, and each of them once more then where it says so. clock: seconds that only grow."""

    def __init__(self, chores: Sequence[Chore], log: Log, clock: Callable[[], float] = time.monotonic) -> None:
        self._chores, self._log, self._clock = chores, log, clock
        self._due = {chore.name: clock() + min(chore.every_s, FIRST_S) for chore in chores}
        self._failed: dict[str, str] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """End after the chore at hand."""
        self._stopping.set()
        self._thread.join(timeout_s)

    def turn(self) -> float:
        """Does what is due; seconds until the next one is."""
        for chore in self._chores:
            if self._clock() >= self._due[chore.name]:
                self._due[chore.name] = self._clock() + chore.every_s
                self._do(chore)
        return max(0.0, min(self._due.values()) - self._clock())

    def _do(self, chore: Chore) -> None:
        try:
            chore.do()
        except Exception as error:  # the loop of all chores: one that breaks must not take the others with it
            said = f"{error.kind}" if isinstance(error, StoreError) else type(error).__name__
            if self._failed.get(chore.name) != said:
                self._log.warning("chore.failed", chore=chore.name, kind=said, error=error)
            self._failed[chore.name] = said
        else:
            self._failed.pop(chore.name, None)

    def _run(self) -> None:
        while not self._stopping.wait(self.turn()):
            pass
        for chore in self._chores:
            if chore.last:
                self._do(chore)
