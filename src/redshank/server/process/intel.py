"""What the server does about indicators by itself: fetch what is due, take up what was compiled, look for new ones in the past.

Fetching and reading happen in a process of their own: what comes from outside can cost that one its life, not the server.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from redshank.analysis.intel.folder import Folder
from redshank.core.log import Log
from redshank.findings.alert import Alert
from redshank.server.api.parts import Gauge
from redshank.server.detect.judge import JudgeThread
from redshank.server.detect.retro import Retro
from redshank.server.detect.rulebook import Rulebook
from redshank.server.process.chores import Chore
from redshank.server.store.control import detection
from redshank.server.store.control.database import Control
from redshank.server.store.event_store import EventStore
from redshank.server.store.hub import Hub

MAX_REFRESH_S = 1_800.0
END_S = 2.0
BUSY_EVENTS = 2_000
"""While so many events wait to be judged the past has to wait too."""
PASSED_ON = (
    "PATH",
    "LANG",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)


@dataclass(slots=True)
class IntelDuty:
    """Does it, in turns of the chores' thread. data: the data folder. waiting: who judges the present. hub: who is told of alerts."""

    data: Path
    rulebook: Rulebook
    events: EventStore
    control: Control
    waiting: JudgeThread
    hub: Hub
    log: Log
    failed: int = 0
    _child: "subprocess.Popen[bytes] | None" = None
    _said: IO[bytes] | None = None
    _until: float = 0.0
    _told: str = ""
    _retro: Retro | None = None

    def __post_init__(self) -> None:
        if (live := self.rulebook.live) is not None:
            self._retro = Retro(self._folder, live, self.events, lambda: self.rulebook.detection, self._save, self.log)

    @property
    def _folder(self) -> Folder:
        return Folder(self.data / "intel")

    def chores(self) -> list[Chore]:
        """What is to be done and how often. Where no source is followed each costs one look at a file."""
        return [Chore("intel", 2.0, self.look), Chore("intel-refresh", 60.0, self.refresh), Chore("intel-retro", 1.0, self.look_back)]

    def gauges(self) -> list[Gauge]:
        """How indicators are."""
        store = self.rulebook.live.store if self.rulebook.live is not None else None
        known = sum(store.notes.counts.values()) if store is not None else 0
        days = self._retro.days_left if self._retro is not None else 0
        return [
            Gauge("redshank_indicators", "gauge", "indicators in use", known),
            Gauge("redshank_indicator_refresh_failures_total", "counter", "refreshes in which a source failed", self.failed),
            Gauge("redshank_retro_days_left", "gauge", "days in which new indicators are still looked for", days),
        ]

    def look(self) -> None:
        """Takes up a store that was compiled; says what is wrong with one, once."""
        live = self.rulebook.live
        if live is None:
            return
        if live.look() and live.store is not None:
            self.log.info("intel.store", generation=live.store.notes.generation, **live.store.notes.counts)
        if live.trouble and live.trouble != self._told:
            self.log.warning("intel.store", error=live.trouble)
        self._told = live.trouble

    def refresh(self) -> None:
        """Begins a refresh of what is due, where anything is followed; sees how the one before ended."""
        if self._child is not None and not self._ended(self._child):
            return
        self._child = None
        if not (self._folder.path / "sources.json").exists():
            return
        command = [sys.executable, "-I", "-m", "redshank", "intel", "refresh", "--due", "--data", str(self.data)]
        environment = {name: value for name in PASSED_ON if (value := os.environ.get(name)) is not None}
        self._until = time.monotonic() + MAX_REFRESH_S
        self._said = tempfile.TemporaryFile(dir=self._folder.path)  # noqa: SIM115  # closed when the refresh has ended
        self._child = subprocess.Popen(
            ["/usr/bin/env", "nice", "-n", "10", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
        )

    def look_back(self) -> None:
        """A page of the past, unless the present has to wait."""
        if self._retro is not None and self.waiting.waiting_events < BUSY_EVENTS:
            self._retro.step()

    def end(self) -> None:
        """No refresh goes on without us."""
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(END_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        if self._said is not None:
            self._said.close()
        self._child = self._said = None

    def _ended(self, child: "subprocess.Popen[bytes]") -> bool:
        status = child.poll()
        if status is None and time.monotonic() < self._until:
            return False
        said = b""
        if status is not None and self._said is not None:
            self._said.seek(0)
            said = self._said.read(2_000)
        if status != 0:
            self.failed += 1
            text = said.decode("utf-8", "replace").strip()
            self.log.warning("intel.refresh", status="too long" if status is None else status, said=text, then="see redshank intel list")
        self.end()
        return True

    def _save(self, found: list[Alert]) -> None:
        with self.control.write() as connection:
            saved = detection.save(connection, found, 0, None, time.time_ns())
        if saved.revisions:
            self.hub.publish("alert", revision=max(saved.revisions))
