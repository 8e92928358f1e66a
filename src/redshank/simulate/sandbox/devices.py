"""What a world has of /dev, /proc and /sys: its own instances, never the machine's."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from redshank.simulate.sandbox.namespaces import (
    BIND,
    NO_DEVICES,
    NO_PROGRAMS,
    NO_SETUID,
    READ_ONLY,
    REMOUNT,
    WITH_ALL_BELOW,
    mount,
)  # fmt: skip

DEVICES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}
LINKS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "ptmx": "pts/ptmx"}
_PLAIN = NO_SETUID | NO_DEVICES | NO_PROGRAMS
_KEPT_FROM_WRITING = ("sys", "sysrq-trigger", "irq", "bus")


def make_devices(root: Path) -> None:
    """/dev in memory with terminals of its own. Not devtmpfs: that is one for the whole machine, a change in it is a change there."""
    dev = root / "dev"
    mount("dev", dev, "tmpfs", NO_SETUID, "mode=755")
    before = os.umask(0)
    try:
        for name, numbers in DEVICES.items():
            os.mknod(dev / name, 0o666 | stat.S_IFCHR, os.makedev(*numbers))
    finally:
        os.umask(before)
    for name, target in LINKS.items():
        (dev / name).symlink_to(target)
    (dev / "pts").mkdir()
    mount("devpts", dev / "pts", "devpts", NO_SETUID | NO_PROGRAMS, "newinstance,ptmxmode=0666,mode=620,gid=5")
    (dev / "shm").mkdir()
    mount("shm", dev / "shm", "tmpfs", NO_SETUID | NO_DEVICES, "mode=1777")


def mount_kernel_folders(root: Path) -> None:
    """/proc of this pid namespace, and what a sensor asks of /sys: BTF, tracepoints, its own control group, pins.

    What there holds for the whole machine can be read and not be written.
    """
    mount("proc", root / "proc", "proc", _PLAIN)
    _quiet_network(root / "proc/sys/net/ipv6/conf")
    for name in _KEPT_FROM_WRITING:
        if (place := root / "proc" / name).exists():
            mount(str(place), place, flags=BIND | WITH_ALL_BELOW)
            mount("", place, flags=REMOUNT | BIND | READ_ONLY | _PLAIN)
    mount("sysfs", root / "sys", "sysfs", _PLAIN | READ_ONLY)
    for kind, name, flags in (("cgroup2", "fs/cgroup", READ_ONLY), ("tracefs", "kernel/tracing", READ_ONLY), ("bpf", "fs/bpf", 0)):
        if (root / "sys" / name).is_dir():
            with suppress(OSError):  # this kernel has none, or another kind of it is in use: the sensor says what it lacks
                mount(kind, root / "sys" / name, kind, _PLAIN | flags)


def _quiet_network(settings: Path) -> None:
    """No IPv6: its own searching for neighbours would be traffic that nobody in the story makes."""
    with suppress(OSError):
        for name in ("all", "default"):
            (settings / name / "disable_ipv6").write_text("1")
