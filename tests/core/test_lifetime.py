import os
import signal
import subprocess
import sys

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


def test_child_ends_when_its_parent_is_killed() -> None:
    done = subprocess.run([sys.executable, "-c", MIDDLE], check=False, stdout=subprocess.PIPE, text=True, timeout=30)
    assert done.returncode == -signal.SIGKILL
    # its end of our pipe closed with it, or the run above had not come back
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_signal_that_is_none_is_refused() -> None:
    with pytest.raises(OSError, match="PR_SET_PDEATHSIG"):
        end_with_parent(9999)
