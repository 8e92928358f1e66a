"""The canary: once a minute the agent does something itself and looks whether it sees it.

What it does travels the way of everything else, so that the server sees the same (server/detect/canaries.py). What has
not come back after ten seconds means that this host is not seen as it should be.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from redshank.core.clock import Clock
from redshank.events import Event
from redshank.events._generated.types import AgentCanary, AgentTamper, AgentThrottled
from redshank.host import canary_act

MARK = "redshank-canary"
"""In the arguments of every canary; the hidden rule looks for it."""
FOLDER, FILE = "canary", "bird"
WAIT_NS = 10_000_000_000
_NS = 1_000_000_000
_KINDS = {"process.exec": "process.exec", "net.connect": "net.connect", "kernel.credentials": "kernel.credentials"}


class Canary:
    """One agent's. place: the file it writes, in a watched folder. expected: what must come back. every_s: 0: none."""

    def __init__(self, place: Path, expected: Sequence[str], every_s: int, clock: Clock, nonce: Callable[[], str]) -> None:
        self._place, self._expected, self._every_s, self._clock, self._make_nonce = place, expected, every_s, clock, nonce
        self._next_ns = clock.boot_ns()
        self._pid: int | None = None
        self._pids: set[int] = set()
        self._nonce, self._began_ns = "", 0
        self._seen: set[str] = set()
        self._held_back: set[str] = set()
        self._blind = False
        self.last_ns = 0
        """When all of one had come back, since 1970."""

    def observe(self, events: Sequence[Event]) -> None:
        """What the sensor gave. Only asked while a canary is out."""
        if not self._nonce:
            return
        for event in events:
            action = event.event_action
            if isinstance(event, AgentThrottled):
                self._held_back.add((event.throttled_type or "").replace("file.open", "file"))
            elif action == "process.exec" and self._nonce in (event.process_args or ()):
                self._seen.add(action)
            elif action.startswith("file."):
                if getattr(event, "file_path", None) == str(self._place):
                    self._seen.add("file")
            elif event.process_scope_pid is not None and event.process_scope_pid in self._pids and action in _KINDS:
                self._seen.add(_KINDS[action])

    def due(self) -> list[Event]:
        """Sends the next one when it is time; tells of the one that is out: that it is back, or what of it never came."""
        now = self._clock.boot_ns()
        if self._nonce:
            return self._conclude(now)
        if self._every_s and now >= self._next_ns:
            self._next_ns = now + self._every_s * _NS
            self._send(now)
        return []

    def _send(self, now: int) -> None:
        self._nonce, self._began_ns = self._make_nonce(), now
        self._seen, self._held_back = set(), set()
        command = [sys.executable, "-I", "-S", canary_act.__file__, MARK, self._nonce, str(self._place)]
        with suppress(OSError):  # no memory, no process to be had: then it does not come back, which is told
            self._pid = os.posix_spawn(command[0], command, {}, setsigdef=(signal.SIGTERM, signal.SIGINT, signal.SIGHUP))
            self._pids = {self._pid}

    def _conclude(self, now: int) -> list[Event]:
        late = now - self._began_ns > WAIT_NS
        missing = [kind for kind in self._expected if kind not in self._seen]
        unexplained = [kind for kind in missing if kind not in self._held_back]  # a flood by somebody is no blindness
        if missing and not late:
            return []
        if not self._gather(late):
            return []
        event = AgentCanary(
            timestamp=self._clock.wall_ns(), source="agent", canary_nonce=self._nonce, canary_seen=sorted(self._seen),
            canary_missing=missing or None, canary_latency_ns=None if missing else now - self._began_ns,
        )  # fmt: skip
        self._nonce = ""
        told: list[Event] = [event]
        if unexplained and not self._blind:
            detail = f"the agent did something itself and did not see it come back within 10 s: {', '.join(unexplained)}"
            told.append(AgentTamper(timestamp=self._clock.wall_ns(), source="agent", tamper_what="blind", tamper_detail=detail))
        self._blind = bool(unexplained)
        if not missing:
            self.last_ns = self._clock.wall_ns()
        return told

    def _gather(self, late: bool) -> bool:
        """Take in its end; True where it has ended. One that hangs is ended."""
        if self._pid is None:
            return True
        if late:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            if os.waitpid(self._pid, 0 if late else os.WNOHANG)[0] == 0:
                return False
        self._pid = None
        return True

    def close(self) -> None:
        """End one that is out."""
        self._gather(late=True)
