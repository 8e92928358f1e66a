"""The processes that ran before the sensor came, read from /proc into the process table."""

from contextlib import suppress
from pathlib import Path

from redshank.host.sensor.derive import tty_name
from redshank.host.sensor.process_table import Process, ProcessTable

UNSET = 0xFFFFFFFF
_PTS_MAJORS = range(136, 144)
_MAX_ARGS_BYTES = 32_768


def scan(table: ProcessTable, proc: Path, namespace: int, *, host_pids: bool) -> int:
    """Take in every process of `proc` that the table does not know; how many there were.

    namespace: inode of the pid namespace the folder shows. host_pids: whether its pids are the host's own.
    """
    found: dict[int, tuple[Process, int]] = {}
    for entry in (folder.name for folder in proc.iterdir()):
        if entry.isdigit() and table.get(int(entry)) is None:
            with suppress(OSError, ValueError, IndexError):  # it ended while we read
                found[int(entry)] = read_process(proc / entry, int(entry), namespace, host_pids=host_pids)
    for process, _ in found.values():
        table.add(process)
    for process, parent in found.values():
        process.parent = table.get(parent)
    return len(found)


def read_process(folder: Path, pid: int, namespace: int, *, host_pids: bool) -> tuple[Process, int]:
    """One process by its folder in /proc, and its parent's pid. Raises OSError, ValueError or IndexError where it is gone."""
    stat = (folder / "stat").read_bytes()
    comm = stat[stat.index(b"(") + 1 : stat.rindex(b")")].decode("utf-8", "backslashreplace")
    fields = stat[stat.rindex(b")") + 2 :].split()
    process = Process(pid, int(fields[19]), pid=pid if host_pids else None, namespace=namespace, name=comm)
    process.tty = _tty(int(fields[4]))
    with suppress(OSError):
        process.executable = str((folder / "exe").readlink()).removesuffix(" (deleted)")
        process.name = process.executable.rsplit("/", 1)[-1]
    with suppress(OSError):
        process.working_directory = str((folder / "cwd").readlink())
    with suppress(OSError):
        process.mounts = (folder / "ns" / "mnt").stat().st_ino
    _read_arguments(folder, process)
    _read_users(folder, process)
    return process, int(fields[1])


def _read_arguments(folder: Path, process: Process) -> None:
    with suppress(OSError), (folder / "cmdline").open("rb") as file:
        raw = file.read(_MAX_ARGS_BYTES)
        if raw:
            process.args = raw.removesuffix(b"\0").decode("utf-8", "backslashreplace").split("\0")
            process.command_line = " ".join(process.args)


def _read_users(folder: Path, process: Process) -> None:
    for line in (folder / "status").read_text(errors="backslashreplace").splitlines():
        if line.startswith("Uid:"):
            process.user, process.effective_user = (int(word) for word in line.split()[1:3])
        elif line.startswith("Gid:"):
            process.group = int(line.split()[1])
    with suppress(OSError):
        process.audit_user = _set(int((folder / "loginuid").read_text()))
        process.session = _set(int((folder / "sessionid").read_text()))


def _set(value: int) -> int | None:
    return None if value == UNSET else value


def _tty(device: int) -> str | None:
    """The name of a terminal's device number as stat has it: minor in bits 0-7 and 20-31, major in 8-15."""
    major, minor = device >> 8 & 0xFF, device & 0xFF | device >> 12 & 0xFFF00
    if major in _PTS_MAJORS:
        return f"pts/{(major - 136) * 256 + minor}"
    return tty_name(f"tty{minor}") if major == 4 else None
