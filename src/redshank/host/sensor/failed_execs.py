"""A search along PATH is one event: each folder without the program is a failed exec of its own to the kernel.

An exec that failed because there is no such file waits until its process does something else. Another failure of the same
name counts as the same search; a success of that name ends it without a word, as the shell's user sees it.
"""

from collections.abc import Iterator
from posixpath import basename

from redshank.events import Event
from redshank.events._generated.types import ProcessExec, ProcessExecFailed

NO_SUCH_FILE = -2
PATIENCE_NS = 500_000_000
"""A search takes microseconds; who has not gone on after this is told of."""
MAX_WAITING = 1024
"""Searches at one time; beyond it the oldest is told at once."""


class FailedExecs:
    """Keeps back what may be a part of a search. Nothing is lost: what is kept comes out later, or is merged and counted."""

    def __init__(self) -> None:
        self._waiting: dict[int, ProcessExecFailed] = {}
        self.merged = 0

    def passed(self, event: Event) -> Iterator[Event]:
        """`event` where it is no such failure, and before it what its process had waiting."""
        thread = event.process_thread_id or 0
        waiting = self._waiting.pop(thread, None)
        if isinstance(event, ProcessExecFailed) and event.result == NO_SUCH_FILE:
            if waiting is not None and not self._follows(waiting, event):
                yield waiting
            self._waiting[thread] = event
            if len(self._waiting) > MAX_WAITING:
                yield self._waiting.pop(next(iter(self._waiting)))
            return
        if waiting is not None and not (isinstance(event, ProcessExec) and _same_program(waiting, event)):
            yield waiting
        elif waiting is not None:
            self.merged += 1
        yield event

    def _follows(self, waiting: ProcessExecFailed, event: ProcessExecFailed) -> bool:
        if basename(waiting.exec_requested or "") != basename(event.exec_requested or ""):
            return False
        event.exec_attempts = (waiting.exec_attempts or 1) + 1
        self.merged += 1
        return True

    def overdue(self, now_ns: int) -> list[Event]:
        """What has waited long enough at `now_ns`, since 1970."""
        due = [thread for thread, event in self._waiting.items() if now_ns - event.timestamp > PATIENCE_NS]
        return [self._waiting.pop(thread) for thread in due]


def _same_program(waiting: ProcessExecFailed, event: ProcessExec) -> bool:
    """True where the search found it: the name asked for is that of the program, of its first argument, or of the script."""
    name = basename(waiting.exec_requested or "")
    first = (event.process_args or [""])[0]
    return name in (event.process_name, basename(first), basename(event.script_requested or ""))
