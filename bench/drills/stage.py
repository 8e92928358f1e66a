"""What every drill needs: a throw-away host, the load's program, an agent in it, and a server that keeps what is asked for."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests import sandbox
from tests.host.fake_server import TOKEN, FakeServer

from bench import usage
from redshank.host.enrol import Invitation, enrol
from redshank.host.facts import host_facts
from redshank.host.state_folder import agent_folder, make_state_folder

SOURCE = Path(__file__).with_name("storm.c")
COMMAND = (sys.executable, "-m", "redshank", "agent")
_READY_S, _STOP_S, _STILL_S = 60.0, 30.0, 20.0
Wanted = Callable[[dict[str, Any]], bool]


def enter(module: str, arguments: Iterable[str]) -> int:
    """Run a module in a throw-away host, its output here as it comes; its exit status."""
    with tempfile.TemporaryDirectory(prefix="redshank-drill-") as hold:
        words = [sys.executable, "-m", module, "--inside", *arguments]
        return subprocess.run(sandbox.command(Path(hold), words), check=False).returncode


def build(program: Path) -> Path:
    """The load's program, without libraries, so that starting it costs little."""
    zig = [sys.executable, "-m", "ziglang", "cc", "-target", "x86_64-linux-musl", "-O2", "-static", "-o", str(program), str(SOURCE)]
    subprocess.run(zig, check=True)
    program.chmod(0o755)
    return program


class Kept(list[Any]):
    """A server's store that counts events by type and keeps those that are wanted; losses and what was held back always."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self._wanted = wanted

    def __iadd__(self, events: Iterable[Any]) -> "Kept":  # type: ignore[misc]  # of the server's `stored +=`
        for event in events:
            action = event["event.action"]
            self.counts[action] += 1
            if action in ("agent.loss", "agent.throttled") or self._wanted(event):
                self.append(event)
        return self


class Agent:
    """`agent run` of this host, enrolled at a server of this process. guarded: with its guardian."""

    def __init__(self, data: Path, wanted: Wanted, guarded: bool = True) -> None:
        self.server = FakeServer()
        self.kept = Kept(wanted)
        self.server.stored = self.kept
        self._data, self._guarded, self.errors = data, guarded, data.with_suffix(".errors")
        with make_state_folder(agent_folder(data)) as folder:
            enrol(Invitation(self.server.url, "", TOKEN), host_facts(), folder)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Come back when it watches; seconds that took. Raises SystemExit with its last words."""
        start = time.monotonic()
        words = [*COMMAND, "run", "--data", str(self._data), *(() if self._guarded else ("--no-guardian",))]
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, start_new_session=True)
        while b"watching" not in self.errors.read_bytes():
            if self.process.poll() is not None or time.monotonic() > start + _READY_S:
                raise SystemExit(f"drill: the agent does not watch: {self.errors.read_text(errors='replace')[-1000:]}")
            time.sleep(0.01)
        return time.monotonic() - start

    def pid(self) -> int:
        """Of the process that was started."""
        if self.process is None or self.process.poll() is not None:
            raise SystemExit(f"drill: the agent is not running: {self.errors.read_text(errors='replace')[-1000:]}")
        return self.process.pid

    def kill(self) -> None:
        """At once, with all it started."""
        for found in usage.tree(self.pid(), usage.all_processes()):
            with suppress(ProcessLookupError):
                os.kill(found.pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; make it after 30 s."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self.server.close()

    def status(self) -> dict[str, Any]:
        """What `agent status` says."""
        done = subprocess.run([*COMMAND, "status", "--format", "json", "--data", str(self._data)], check=False, capture_output=True)
        told: dict[str, Any] = json.loads(done.stdout or b"{}")
        return told

    def settle(self, done: Callable[[], bool], most_s: float) -> bool:
        """Wait until something is so, and nothing waits in the spool; False where nothing new came for 20 s, or it took too long."""
        end, last, since = time.monotonic() + most_s, -1, time.monotonic()
        while time.monotonic() < end:
            if done() and not sum(self.status().get("spool", {}).get("events", {}).values()):
                return True
            if (count := len(self.kept)) != last:
                last, since = count, time.monotonic()
            elif time.monotonic() - since > _STILL_S:
                return False
            time.sleep(0.5)
        return False


def lost(kept: Iterable[dict[str, Any]]) -> Counter[str]:
    """Events told as lost or held back, by what the word says; where nobody can say how many, one a word."""
    found: Counter[str] = Counter()
    for event in kept:
        if event["event.action"] == "agent.loss":
            name = f"{event.get('redshank.loss.type', 'any')} lost: {event.get('redshank.loss.reason', '?')}"
            found[name] += int(event.get("redshank.loss.count") or 1)
        elif event["event.action"] == "agent.throttled":
            found[f"{event.get('redshank.throttled.type', 'any')} held back"] += int(event.get("redshank.throttled.count") or 0)
    return found


def remainder(status: dict[str, Any]) -> int | None:
    """What the agent's own ledger cannot account for, over all classes; None where it keeps none."""
    ledger = find(status, "ledger")
    return None if ledger is None else sum(abs(int(row.get("remainder", 0))) for row in ledger)


def find(value: Any, name: str) -> Any:
    """The first value of this name anywhere in nested objects; None where there is none."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        return next((found for inner in value.values() if (found := find(inner, name)) is not None), None)
    return None


def say(line: str) -> None:
    """One line, at once."""
    print(f"drill: {line}", flush=True)
