import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from redshank.simulate.sandbox import namespaces


def test_refused_call_says_what_it_was_about() -> None:
    with pytest.raises(OSError, match="unshare"):
        namespaces.unshare(0x7FFFFFFF)
    with pytest.raises(OSError, match="/no/such/folder"):
        namespaces.mount("x", "/no/such/folder", "no-such-kind")
    with pytest.raises(OSError, match="/no/such/folder"):
        namespaces.unmount("/no/such/folder")


def test_process_dies_with_its_parent() -> None:
    """The parent forks a child that asks for it, says its pid, and is killed."""
    code = (
        "import os, sys, time\nfrom redshank.simulate.sandbox import namespaces\nparent = os.getpid()\n"
        "if os.fork() == 0:\n    namespaces.die_with_parent(parent, 9)\n    print(os.getpid(), flush=True)\n    time.sleep(60)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        assert parent.stdout.read() == b"", "the pipe ends when the child, who also has it, is gone"
    end = time.monotonic() + 5
    while _runs(child):
        assert time.monotonic() < end


def _runs(pid: int) -> bool:
    """False also for one that has ended and that nobody has asked about yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_process_whose_parent_is_gone_already_ends_at_once() -> None:
    code = "import os\nfrom redshank.simulate.sandbox import namespaces\nnamespaces.die_with_parent(os.getppid() + 1, 9)\nprint('went on')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.root
def test_root_is_entered_where_the_old_one_is_no_mount(tmp_path: Path) -> None:
    """In a chroot pivot_root is refused; the new root is moved over the old one."""
    code = f"""
import os
from pathlib import Path
from redshank.simulate.sandbox import namespaces as n
n.unshare(n.NEW_MOUNTS)
n.mount("", "/", flags=n.PRIVATE | n.WITH_ALL_BELOW)
os.chroot({str(tmp_path)!r})
os.chdir("/")
Path("/new").mkdir()
Path("/old-file").touch()
n.mount("new", "/new", "tmpfs")
Path("/new/new-file").touch()
n.enter_root(Path("/new"))
print(sorted(os.listdir("/")))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "['new-file']\n", done.stderr


@pytest.mark.root
def test_right_that_was_given_up_is_gone_after_exec() -> None:
    code = (
        "import os\nfrom redshank.simulate.sandbox import namespaces\nnamespaces.give_up_right(16)\n"
        "os.execv('/bin/grep', ['grep', 'CapEff', '/proc/self/status'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not int(done.stdout.split()[1], 16) >> 16 & 1
    mine = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff"))
    assert int(mine.split()[1], 16) >> 16 & 1, "this test needs CAP_SYS_MODULE to see it go"
    assert os.geteuid() == 0
