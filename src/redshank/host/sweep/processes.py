"""Processes that run something odd: a deleted or memory program, one in a folder for temporary files, a hidden or a borrowed name."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from redshank.events._generated.types import HostState
from redshank.host.sweep.scene import Scene, state, visible

TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/shm/", "/dev/mqueue/")  # noqa: S108  # looked for, not used
_SYSTEM = (*TEMPORARY, "/usr/", "/bin/", "/sbin/", "/lib", "/etc/", "/boot/", "/dev/", "/run/", "/var/lib/", "/var/spool/", "/var/www/")
_PRELOADS = (b"LD_PRELOAD=", b"LD_AUDIT=")
_KERNEL_NAMES = ("kworker", "ksoftirqd", "kthreadd", "migration", "kswapd0", "khugepaged", "rcu_sched", "kdevtmpfs", "kauditd", "watchdogd")
_MAX_ENVIRONMENT = 32_768
_MAX_LIBRARY = 512


def look(scene: Scene) -> Iterator[HostState]:
    """One event for each process with a trait; its scope pid is set, so that whoever knows the processes can tell the rest."""
    ticks, boot_ns = os.sysconf("SC_CLK_TCK"), _boot_ns(scene)
    for folder in Path(scene.path("/proc")).iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError, IndexError):  # it ended while we looked
                yield from _process(scene, folder, boot_ns, ticks)


def _process(scene: Scene, folder: Path, boot_ns: int, ticks: int) -> Iterator[HostState]:
    try:
        program = visible(os.readlink(folder / "exe"))  # noqa: PTH115  # bytes that are no text must survive
    except OSError:
        return  # a kernel thread, or nothing we may see
    traits = traits_of(program, _name(folder))
    libraries = _preloaded(folder)
    if any(library.startswith(TEMPORARY) or is_hidden(library) for library in libraries):
        traits.append("preloaded")
    if not traits:
        return
    start = int((folder / "stat").read_bytes().rpartition(b")")[2].split()[19])
    event = state(scene, "processes", *traits, when_ns=boot_ns + start * 1_000_000_000 // ticks, time_from="start")
    event.process_scope_pid = int(folder.name)
    event.process_executable = program.removesuffix(" (deleted)")[:4096]
    event.process_name = event.process_executable.rpartition("/")[2][:255]
    event.process_thread_name = _name(folder)[:16]
    event.sweep_facts = [{"name": "preloaded", "value": library} for library in libraries] or None
    yield event


def traits_of(program: str, name: str) -> list[str]:
    """What is odd about a process by its program's path (as the kernel shows it) and its own name."""
    path = program.removesuffix(" (deleted)")
    found = []
    if path.startswith("/memfd:"):
        found.append("memory")
    elif program.endswith(" (deleted)"):
        found.append("deleted")
    if path.startswith(TEMPORARY):
        found.append("temporary")
    if is_hidden(path):
        found.append("hidden_name")
    if _borrows_kernel_name(name):
        found.append("kernel_name")
    return found


def is_hidden(path: str) -> bool:
    """Whether a file has a name that lists leave out, or lies in such a folder where the system's own files or everybody's are."""
    parts = path.split("/")
    folders = parts[:-1] if path.startswith(_SYSTEM) else []
    return any(part.startswith(".") and part not in (".", "..") for part in (*folders, parts[-1]))


def _borrows_kernel_name(name: str) -> bool:
    """Whether a process with a program calls itself as only the kernel's own threads are called."""
    return name.startswith("[") or name.split("/", 1)[0] in _KERNEL_NAMES


def _name(folder: Path) -> str:
    line = (folder / "cmdline").read_bytes()[:64]
    if line.startswith(b"["):
        return line.partition(b"\0")[0].decode("utf-8", "backslashreplace")
    return (folder / "comm").read_bytes().rstrip(b"\n").decode("utf-8", "backslashreplace")


def _preloaded(folder: Path) -> list[str]:
    """Libraries that this process was told to load before its own."""
    found = []
    try:
        with (folder / "environ").open("rb") as file:
            words = file.read(_MAX_ENVIRONMENT).split(b"\0")
    except OSError:
        return []
    for word in words:
        if word.startswith(_PRELOADS):
            found += [part for part in word.partition(b"=")[2].decode("utf-8", "backslashreplace").replace(":", " ").split() if part]
    return [library[:_MAX_LIBRARY] for library in found[:16]]


def _boot_ns(scene: Scene) -> int:
    for line in scene.text("/proc/stat").splitlines():
        if line.startswith("btime "):
            return int(line.split()[1]) * 1_000_000_000
    return scene.wall_ns()
