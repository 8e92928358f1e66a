"""The look back over a host: the checks in their order, cheapest and most telling first, each with what it found."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from redshank.events._generated.types import HostState
from redshank.host.sweep import hidden, keys, logs, modules, preload, processes, programs, setuid, sockets, startup, temporary, web
from redshank.host.sweep.scene import Scene, state

MOST_FINDINGS = 5_000
"""Of one check; what is beyond is counted."""


@dataclass(frozen=True, slots=True)
class Check:
    """One look. live: only a running host can answer it. slow: it reads whole files or walks whole disks."""

    name: str
    look: Callable[[Scene], Iterator[HostState]]
    live: bool = False
    slow: bool = False


CHECKS = (
    Check("processes", processes.look, live=True),
    Check("sockets", sockets.look, live=True),
    Check("preload", preload.look),
    Check("logs", logs.look),
    Check("modules", modules.look, live=True),
    Check("startup", startup.look),
    Check("keys", keys.look),
    Check("temporary", temporary.look),
    Check("hidden", hidden.look, live=True),
    Check("web", web.look),
    Check("programs", programs.look, slow=True),
    Check("setuid", setuid.look, slow=True),
)


@dataclass(slots=True)
class Report:
    """How a check went. error: why it did not come to its end, empty where it did. skipped: it was not for this host."""

    name: str
    seconds: float = 0.0
    found: int = 0
    left_out: int = 0
    error: str = ""
    skipped: str = ""


@dataclass(slots=True)
class Sweep:
    """One run over a host. Ask `events` for what it finds, as it finds it; `reports` says how each check went."""

    scene: Scene
    checks: Sequence[Check] = CHECKS
    clock: Callable[[], float] = time.monotonic
    reports: list[Report] = field(default_factory=list)

    def events(self) -> Iterator[HostState]:
        """What each check finds, in order, then one event about the sweep itself. A check that breaks costs only itself."""
        begin = self.clock()
        for check in self.checks:
            yield from self._run(check)
        yield self._summary(self.clock() - begin)

    def _run(self, check: Check) -> Iterator[HostState]:
        report = Report(check.name)
        self.reports.append(report)
        if check.live and not self.scene.live:
            report.skipped = "not a running host"
            return
        begin, before = self.clock(), self.scene.skipped
        try:
            for event in check.look(self.scene):
                report.found += 1
                if report.found <= MOST_FINDINGS:
                    yield event
        except Exception as error:  # hostile files and vanishing processes: the other checks go on, and it is said
            report.error = f"{type(error).__name__}: {error}"[:200]
        report.left_out = self.scene.skipped - before + max(report.found - MOST_FINDINGS, 0)
        report.seconds = self.clock() - begin

    def _summary(self, seconds: float) -> HostState:
        event = state(self.scene, "summary", *(["incomplete"] if any(one.error for one in self.reports) else []))
        event.swept = None
        event.sweep_facts = [{"name": "seconds", "value": round(seconds, 3)}] + [
            {
                "name": one.name, "seconds": round(one.seconds, 3), "found": one.found, "left_out": one.left_out, "error": one.error,
                "skipped": one.skipped,
            }
            for one in self.reports
        ]  # fmt: skip
        return event
