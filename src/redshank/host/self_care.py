"""What the agent does for its own sake: its canary, a look at its own kernel side and files, and its budgets."""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from redshank.core import memory
from redshank.core.clock import Clock
from redshank.events import Event
from redshank.events._generated.types import AgentTamper
from redshank.host.agent_settings import AgentSettings
from redshank.host.budget import LOOK_S, CpuBudget, MemoryBudget
from redshank.host.canary import FILE, FOLDER, Canary
from redshank.host.facts import resident_bytes
from redshank.host.sensor.kernel_info import program_info
from redshank.host.sensor.sensor import Sensor
from redshank.host.sensor.source import SourceHealth

MOST_FILE_BYTES = 1 << 20
_NS = 1_000_000_000
_OF_CALLS = "kernel.credentials"


class SelfCare:
    """One agent's. folder: its state folder. files: settings whose change is to be told."""

    def __init__(self, settings: AgentSettings, sensor: Sensor, clock: Clock, folder: Path, files: Sequence[Path] = ()) -> None:
        self._sensor, self._clock = sensor, clock
        kernel = sensor.kernel
        expected = ["process.exec", "file", "net.connect", *([_OF_CALLS] if kernel is not None and kernel.mode != "off" else [])]
        every_s = settings.canary_s if kernel is not None else 0
        self.canary = Canary(folder / FOLDER / FILE, expected, every_s, clock, lambda: secrets.token_hex(8))
        self.canary_s = every_s
        self.cpu, self._memory = CpuBudget(settings.cpu_percent), MemoryBudget(settings.memory_bytes)
        self._files = {path: _digest(path) for path in files}
        self._next_ns = clock.boot_ns() + LOOK_S * _NS
        self.wants_restart = False

    def turn(self, events: Sequence[Event]) -> list[Event]:
        """After each turn of the sensor, with what it gave; what is to be told."""
        self.canary.observe(events)
        told = self.canary.due()
        now = self._clock.boot_ns()
        if now >= self._next_ns:
            self._next_ns = now + LOOK_S * _NS
            told += list(self._look())
        return told

    def _look(self) -> Iterator[Event]:
        if (kernel := self._sensor.kernel) is not None:
            for difference in kernel.self_check.look():
                yield self._tamper(difference.what, difference.sentence)
        for path, before in self._files.items():
            if (now := _digest(path)) != before:
                self._files[path] = now
                yield self._tamper("config_changed", f"{path} was changed; what it says holds from the next start")
        if self.cpu.look(time.process_time(), self._clock.boot_ns() / _NS):
            self._sensor.hold_back(self.cpu.divisor)
        self._keep_memory()

    def _keep_memory(self) -> None:
        step = self._memory.look(resident_bytes())
        if step == "drop":
            self._sensor.drop_caches()
            memory.settle()
        self.wants_restart = step == "restart"

    def _tamper(self, what: str, detail: str) -> Event:
        return AgentTamper(timestamp=self._clock.wall_ns(), source="agent", tamper_what=what, tamper_detail=detail)

    def health(self) -> SourceHealth:
        """How the agent itself does, beside its sources."""
        sentence = self.cpu.sentence()
        counters = {"cpu_permille": round(10 * self.cpu.used), "held_back": self.cpu.level, "canary_age_s": self.canary_age_s()}
        return SourceHealth("agent", "degraded" if sentence else "ok", sentence, counters)

    def canary_age_s(self) -> int:
        """Since the last canary came back whole; 0 where none came yet."""
        return max(0, self._clock.wall_ns() - self.canary.last_ns) // _NS if self.canary.last_ns else 0

    def report(self, dropped_by_spool: Callable[[int], int]) -> dict[str, Any]:
        """The ledger, the programs and what was held back, for the state file. Empty without a kernel side."""
        if (kernel := self._sensor.kernel) is None:
            return {}
        programs = {name: program_info(fd) for name, fd in kernel.bpf.program_fds().items()}
        return {
            "ledger": self.ledger(dropped_by_spool),
            "throttled": kernel.throttled(),
            "taken_over": kernel.attached.taken_over,
            "pinned": kernel.attached.pins is not None,
            "programs": {name: {"runs": one.runs, "run_ns": one.run_ns, "missed": one.missed} for name, one in sorted(programs.items())},
        }

    def ledger(self, dropped_by_spool: Callable[[int], int]) -> list[dict[str, int]]:
        """A line for each spool class: seen = delivered + throttled + dropped_ring + corrupt + in_flight, else remainder.

        dropped_spool: of a class, in this run, by the spool, which holds more than what the kernel saw.
        """
        if (kernel := self._sensor.kernel) is None:
            return []
        lines = []
        for place, (line, remainder) in kernel.ledger().items():
            flat = asdict(line)
            flat["dropped_ring"] = flat.pop("dropped")
            lines.append({"class": place, **flat, "dropped_spool": dropped_by_spool(place), "remainder": remainder})
        return lines

    def close(self) -> None:
        """End a canary that is out."""
        self.canary.close()


def _digest(path: Path) -> bytes:
    """Of what it holds; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.sha256(file.read(MOST_FILE_BYTES)).digest()
    except OSError:
        return b""
