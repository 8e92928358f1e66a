"""A throw-away host: mount, pid, net and uts namespaces of its own, an overlay over /, loopback only.

What runs in it may write to its /etc and /bin; nothing of that reaches the machine, and all of it is gone with the
last process. Needs root; the machine's own files are only read.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]

_SETUP = r"""
set -e
hold=$1 checkout=$2; shift 2
mount --make-rprivate /
mount -t tmpfs sandbox "$hold"
mkdir "$hold/upper" "$hold/work" "$hold/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$hold/upper,workdir=$hold/work" "$hold/root"
cd "$hold/root"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs tmp tmp
mkdir -p ".$checkout"
mount --rbind "$checkout" ".$checkout"
mkdir -p .old
pivot_root . .old
umount -l /.old
cd "$checkout"
exec "$@"
"""

_LOOPBACK = """
import fcntl, os, socket, struct, sys
with socket.socket() as s:  # SIOCSIFFLAGS, IFF_UP | IFF_RUNNING
    fcntl.ioctl(s, 0x8914, struct.pack("16sH14x", b"lo", 0x41))
os.execv(sys.argv[1], sys.argv[1:])
"""


def command(hold: Path, words: Sequence[str]) -> list[str]:
    """The command line that runs `words` in a sandbox as its first process. hold: an empty folder, used as a mount point."""
    unshare = ["unshare", "--mount", "--pid", "--net", "--uts", "--fork", "--kill-child"]
    start = [sys.executable, "-S", "-c", _LOOPBACK, *words]
    return [*unshare, "sh", "-c", _SETUP, "sandbox", os.fspath(hold), os.fspath(CHECKOUT), *start]


def run(hold: Path, words: Sequence[str], timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
    """Run `words` in a sandbox to the end; both outputs as text."""
    return subprocess.run(command(hold, words), capture_output=True, text=True, timeout=timeout_s, check=False)
