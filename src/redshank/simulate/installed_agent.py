"""The operator of the sandbox host installs the agent: enrols it with a token and runs it."""

import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from redshank.core.errors import HostError
from redshank.simulate.destination import Destination
from redshank.simulate.doors import Door, relay_to
from redshank.simulate.sandbox.orders import Start
from redshank.simulate.sandbox.world import World

PORT = 8765
WATCHING_S = 30.0
_ENROL_S = 30.0
_STOP_S = 8.0
_MAX_SAID = 64 * 1024
_COMMAND = (sys.executable, "-m", "redshank", "agent")
_SURROUNDINGS = {"HOME": "/root"}


@dataclass(slots=True)
class InstalledAgent:
    """An agent that runs in a world. started_ns: when `agent run` was started. said: the last it wrote on standard error."""

    world: World
    pid: int
    started_ns: int
    _output: int
    said: bytes = b""
    watching_ns: int | None = None
    _thread: threading.Thread | None = None
    _heard: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Hear what it says, in a thread of its own."""
        self._thread = threading.Thread(target=self._hear, name="agent-said", daemon=True)
        self._thread.start()

    def _hear(self) -> None:
        with os.fdopen(self._output, "rb", buffering=0) as lines, suppress(OSError):
            while data := lines.read(4096):
                self.said = (self.said + data)[-_MAX_SAID:]
                if self.watching_ns is None and b"watching" in self.said:
                    self.watching_ns = time.time_ns()
                    self._heard.set()

    def await_watching(self, timeout_s: float = WATCHING_S) -> None:
        """Returns when every probe is attached. Raises HostError where that does not happen."""
        end = time.monotonic() + timeout_s
        while not self._heard.wait(0.02):
            status = self.world.ended(self.pid)
            if status is not None or time.monotonic() > end:
                how = "does not watch in time" if status is None else f"ended with {status}"
                raise HostError(f"the sandbox's agent {how}: {self.last_line()}")

    def last_line(self) -> str:
        """The last line it said."""
        lines = self.said.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def stop(self) -> None:
        """End it cleanly, so that its last events arrive."""
        with suppress(HostError):
            self.world.signal(self.pid, 15)
            self.world.wait(self.pid, _STOP_S)


def open_way(world: World, destination: Destination) -> Door:
    """A door in the world through which its agent reaches the server of this machine."""
    return Door(world.listen("127.0.0.1", PORT), relay_to(destination.door))


def enrol(world: World, destination: Destination, now_ns: int) -> str:
    """Let the world's host in; the id of its agent. Raises HostError where it is refused."""
    secret, token_id = destination.token(now_ns)
    scheme = "https" if destination.tls else "http"
    words = [*_COMMAND, "enrol", "--server", f"{scheme}://127.0.0.1:{PORT}", "--token-file", "-"]
    words += ["--pin", destination.ready.pin] if destination.ready.pin else []
    world.run(Start(words, _SURROUNDINGS), secret.encode() + b"\n", _ENROL_S)
    return destination.agent_of(token_id)


def run(world: World) -> InstalledAgent:
    """Start the agent."""
    read, write = os.pipe2(os.O_CLOEXEC)
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    started = time.time_ns()
    try:
        pid = world.start(Start([*_COMMAND, "run"], _SURROUNDINGS, all_rights=True), [null, null, write])
    finally:
        os.close(write)
        os.close(null)
    agent = InstalledAgent(world, pid, started, read)
    agent.listen()
    return agent
