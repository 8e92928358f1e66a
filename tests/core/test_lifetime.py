import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from redshank.core.lifetime import end_with_parent

MIDDLE = """
import os, signal, subprocess, sys
from functools import partial
from redshank.core.lifetime import end_with_parent
child = subprocess.Popen(["sleep", "60"], preexec_fn=partial(end_with_parent, signal.SIGTERM))
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def state_of(pid: int) -> str:
    """The state that a process comes to, asked for at most 10 s: `Z` where it has ended and nobody asked."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return "gone"
        if state == "Z":
            return state
        time.sleep(0.1)
    return state


def test_child_ends_when_its_parent_is_killed() -> None:
    done = subprocess.run([sys.executable, "-c", MIDDLE], check=False, stdout=subprocess.PIPE, text=True, timeout=30)
    assert done.returncode == -signal.SIGKILL
    # whoever takes orphans in here may be slow to bury them
    assert state_of(int(done.stdout)) in ("Z", "gone")


def test_signal_that_is_none_is_refused() -> None:
    with pytest.raises(OSError, match="PR_SET_PDEATHSIG"):
        end_with_parent(9999)
