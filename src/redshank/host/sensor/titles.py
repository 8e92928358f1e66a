"""Processes that call themselves otherwise than they were started: read from /proc, a few at a time.

No hook sees a program overwrite its own arguments, so long-lived processes are looked at in turn. A short-lived one shows
its new name only on its later events (process.thread.name).
"""

from collections import Counter, deque
from contextlib import suppress
from pathlib import Path

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.events._generated.types import ProcessRetitled
from redshank.host.sensor.kernel_threads import looks_like_kernel_thread
from redshank.host.sensor.process_table import Process, ProcessTable
from redshank.host.sensor.source import SourceHealth

LOOKS = 4
"""Processes looked at in one turn of 200 ms: 20 a second cost 0.05 % of a core, and 200 processes are through in 10 s."""
MAX_TITLE_BYTES = 4_096
_COMPARED = 4_000
"""Characters of the arguments compared: the kernel side takes 4,095 bytes at once."""


class TitleSource:
    """Tells of a process once when its arguments are others, and once when it takes a kernel thread's name."""

    name = "proc"

    def __init__(self, table: ProcessTable, proc: Path, clock: Clock) -> None:
        self._table, self._proc, self._clock = table, proc, clock
        self._round: deque[Process] = deque()
        self._suspects: list[tuple[Process, list[str] | None]] = []
        self._told: dict[str, bool] = {}
        self._counted: Counter[str] = Counter()

    def fileno(self) -> int | None:
        """None: it is asked."""
        return None

    def read(self) -> list[Event]:
        """What was found in this turn. A difference counts only where it is still there at the next turn: else an exec was under way."""
        suspects, self._suspects = self._suspects, []
        events = [event for process, args in suspects if process.args is args and (event := self._look(process)) is not None]
        for process in self._next():
            if self._look(process) is not None:
                self._suspects.append((process, process.args))
        for event in events:
            self._told[event.process_entity_id or ""] = bool(event.process_looks_like_kernel_thread)
            event.process_entity_id = None  # the sensor joins what the table knows
        self._counted["events"] += len(events)
        return list(events)

    def _next(self) -> list[Process]:
        if not self._round:
            live = self._table.live()
            self._round.extend(process for process in live if process.executable and process.args)
            here = {process.entity for process in live}
            self._told = {entity: thread for entity, thread in self._told.items() if entity in here}
        return [self._round.popleft() for _ in range(min(LOOKS, len(self._round)))]

    def _look(self, process: Process) -> ProcessRetitled | None:
        told = self._told.get(process.entity)
        if told or self._table.get(process.scope_pid) is not process:
            return None
        with suppress(OSError):  # it ended in the meantime
            title, name = self._title(process), self._text(process, "comm")
            self._counted["looks"] += 1
            thread = looks_like_kernel_thread(title) or looks_like_kernel_thread(name)
            if title and (thread or (told is None and not _same(title, process.command_line or ""))):
                return ProcessRetitled(
                    timestamp=self._clock.wall_ns(), process_entity_id=process.entity, process_scope_pid=process.scope_pid, title_name=name,
                    title_command_line=title, title_name_before=process.name, process_looks_like_kernel_thread=thread or None,
                )  # fmt: skip
        return None

    def _title(self, process: Process) -> str:
        return self._text(process, "cmdline").replace("\0", " ").rstrip()

    def _text(self, process: Process, entry: str) -> str:
        with (self._proc / str(process.scope_pid) / entry).open("rb") as file:
            return file.read(MAX_TITLE_BYTES).decode("utf-8", "backslashreplace").rstrip("\0\n")

    def health(self) -> SourceHealth:
        """Always ok: who cannot be read has ended."""
        return SourceHealth(self.name, "ok", "", dict(self._counted))

    def close(self) -> None:
        """Nothing is held."""


def _same(title: str, started: str) -> bool:
    return title[:_COMPARED] == started.replace("\0", " ").rstrip()[:_COMPARED]
