"""The server killed at any instant: nothing acknowledged is lost, nothing doubled, no alert missing or told twice."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from redshank.server.store.control.database import open_control
from tests.server.crashing import _alerts
from tests.server.ingest.sending import Sender, block, execs
from tests.server.running import running

ROUNDS = int(os.environ.get("REDSHANK_KILL_ROUNDS", "50"))
"""`make drill` has ten times as many."""
OF_SERVER = max(2, ROUNDS // 20)
ROOT = Path(__file__).parents[2]


def test_pipeline_killed_at_any_instant_loses_and_doubles_nothing(tmp_path):
    command = [sys.executable, "-m", "tests.server.crashing", str(tmp_path / "server"), str(ROUNDS), str(time.time_ns() % 1_000_000)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60 + 20 * ROUNDS, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["events"] > 10 * ROUNDS, command
    assert found["alerts"] > ROUNDS, command
    wrong = {name: count for name, count in found.items() if name.startswith(("events_", "alerts_")) and count}
    assert wrong == {}, command


def pushes(server, sender, acked, until):
    """Push from what is acknowledged until the server is gone; the last number acknowledged."""
    while time.monotonic() < until:
        try:
            acked = server.push(sender, block(1, acked + 1, execs(20, acked))).high_water["1"]
        except (OSError, AssertionError):
            return acked
    return acked


@pytest.mark.skipif(os.geteuid() != 0, reason="the server's whole way, from root down, is what is killed here")
def test_server_process_killed_while_agents_push_keeps_what_it_acknowledged(tmp_path):
    data, rng = tmp_path / "data", random.Random(ROUNDS)
    sender, acked = Sender(), 0
    for number in range(OF_SERVER):
        with running(data) as server:
            if number == 0:
                server.enrol(sender)
            kill = threading.Timer(rng.uniform(0.2, 1.5), server.process.kill)
            kill.start()
            acked = pushes(server, sender, acked, time.monotonic() + 10)
            kill.join()
    with running(data) as server:
        told = server.push(sender, block(1, acked + 1, execs(20, acked))).high_water["1"]
        assert told == acked + 20, "what was being sent when it died is sent again, whether it was stored or not"
        status, text = server.get("/metrics")
        assert server.stop() == 0
    stored = next(int(float(line.split()[1])) for line in text.decode().splitlines() if line.startswith("redshank_stored_events "))
    assert (status, stored) == (200, acked + 20)
    control = open_control(data / "server")
    assert list(_alerts(control)) == []
    control.close()
