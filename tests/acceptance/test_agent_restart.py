"""An agent is killed or frozen under a storm of programs: none is missing, none is told twice, and who did it is told."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from redshank.host.enrol import Invitation, enrol
from redshank.host.sensor.pins import ROOT
from redshank.host.state_file import read_state
from redshank.host.state_folder import make_state_folder, open_state_folder
from redshank.wire.messages import HostFacts
from tests.host.fake_server import TOKEN, FakeServer, fake_server

PROGRAMS = 2000
STORM = f"""
import os
for number in range({PROGRAMS}):
    os.posix_spawn('/bin/true', ['true', f'mark-{{number}}'], {{}})
    if number > 40: os.wait()
"""
LIMIT_S = 60.0


def kill(worker: int) -> None:
    os.kill(worker, signal.SIGKILL)


def freeze(worker: int) -> None:
    os.kill(worker, signal.SIGSTOP)
    time.sleep(2)
    os.kill(worker, signal.SIGCONT)


@pytest.mark.root
@pytest.mark.parametrize(("act", "name"), [(kill, "SIGKILL"), (freeze, "SIGSTOP")], ids=["killed", "frozen"])
def test_worker_disturbed_in_a_storm_loses_nothing_and_tells_nothing_twice(act: Callable[[int], None], name: str, tmp_path: Path) -> None:
    with fake_server() as server:
        with make_state_folder(tmp_path / "agent") as folder:
            agent_id = enrol(Invitation(server.url, "", TOKEN), HostFacts("web-03"), folder).agent_id
        command = [sys.executable, "-m", "redshank", "agent", "run", "--data", str(tmp_path)]
        guardian = subprocess.Popen(command, stderr=subprocess.PIPE)
        try:
            assert guardian.stderr is not None
            for line in guardian.stderr:
                if b"watching as agent" in line:
                    break
            storm = subprocess.Popen([sys.executable, "-S", "-c", STORM])
            await_marks(server, 200)
            act(_worker(tmp_path))
            assert storm.wait(LIMIT_S) == 0
            marks = await_marks(server, PROGRAMS)
            assert (ROOT / agent_id).is_dir()
        finally:
            guardian.terminate()
            assert guardian.wait(20) == 0
            assert guardian.stderr is not None
            guardian.stderr.close()
        assert len(marks) == PROGRAMS, f"{PROGRAMS - len(marks)} are missing"
        assert [mark for mark, count in marks.items() if count > 1] == []
        signals = [e for e in server.stored if isinstance(e, dict) and e["event.action"] == "process.signal"]
        killed = next(e for e in signals if e["redshank.signal.name"] == name)
        assert killed["process.pid"] and killed["redshank.signal.sender_role"] == "other"
        assert not (ROOT / agent_id).exists(), "a clean end leaves no pin"
        last = [e for e in server.stored if isinstance(e, dict) and e["event.action"] == "agent.heartbeat"][-1]
        assert last["redshank.heartbeat.state"] == "stopping"
        assert [line["remainder"] for line in last["redshank.heartbeat.ledger"]] == [0] * len(last["redshank.heartbeat.ledger"])


def _worker(folder: Path) -> int:
    """The running worker's pid, once it has written down how it is."""
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        with open_state_folder(folder / "agent") as place:
            state = read_state(place)
        if state is not None and not state.ending and Path(f"/proc/{state.pid}/stat").exists():
            return state.pid
        time.sleep(0.05)
    raise AssertionError("no worker")


def await_marks(server: FakeServer, wanted: int) -> Counter[str]:
    """How often each mark of the storm was told, as soon as that many were."""
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        marks: Counter[str] = Counter()
        for event in list(server.stored):
            if isinstance(event, dict) and event["event.action"] == "process.exec":
                marks.update(word for word in (event.get("process.args") or [])[1:2] if word.startswith("mark-"))
        if len(marks) >= wanted:
            return marks
        time.sleep(0.1)
    raise AssertionError(f"only {len(marks)} of {wanted}")
