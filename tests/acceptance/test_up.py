"""`redshank up` for real, in a throw-away host: the link, a first Severity 1, Ctrl-C, and what a kill leaves."""

import re
import sys
from pathlib import Path

import pytest

from tests import sandbox

SCRIPT = r"""
{python} -m redshank up --data /tmp/data --bind 127.0.0.1:8765 > /tmp/said 2>&1 & up=$!
for i in $(seq 300); do grep -q "agent watches" /tmp/said && break; sleep 0.1; done
cp /usr/bin/id /tmp/.x && /tmp/.x > /dev/null
for i in $(seq 100); do grep -q "first Severity 1" /tmp/said && break; sleep 0.1; done
kill -{signal} $up; wait $up; echo "status $?"
for i in $(seq 100); do pgrep '^python' > /dev/null || break; sleep 0.1; done
echo "left $(pgrep -c '^python')"
cat /tmp/said
"""


def play(hold: Path, signal: str) -> str:
    done = sandbox.run(hold, ["/bin/sh", "-c", SCRIPT.format(python=sys.executable, signal=signal)], timeout_s=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.root
def test_both_ends_start_tell_their_firsts_and_stop_at_ctrl_c(tmp_path: Path) -> None:
    said = play(tmp_path, "INT")
    assert "status 0" in said and "left 0" in said, said
    assert re.search(r"first login  http://localhost:8765/first-run\?key=\S{40,}", said), said
    marks = re.findall(r"^ +[\d.]+ s  ([^:\n]+)", said, re.MULTILINE)
    wanted = {"start", "server and console ready", "agent watches this host", "first event", "first alert", "first Severity 1"}
    assert wanted <= set(marks), said
    assert said.rstrip().endswith("redshank: stopped"), said


@pytest.mark.root
def test_killed_it_leaves_no_part_running(tmp_path: Path) -> None:
    assert "left 0" in play(tmp_path, "KILL")
