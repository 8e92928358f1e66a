"""Processes that answer to their number but are not in the list of /proc: somebody hides them."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from redshank.events._generated.types import HostState
from redshank.host.sweep.scene import Scene, state

MOST_PIDS = 65_536


def look(scene: Scene) -> Iterator[HostState]:
    """One event for each process that exists and is not listed, also not when the list is read again."""
    last = _last_pid(scene)
    suspects = [pid for pid in range(1, last + 1) if _exists(pid)]
    listed = _listed(scene) | _listed(scene)
    for pid in suspects:
        if pid not in listed and _exists(pid) and pid not in _listed(scene) and not _is_thread(scene, pid):
            event = state(scene, "hidden", "unlisted_process")
            event.sweep_facts = [{"name": "views", "value": "answers to a signal, is not in /proc"}, {"name": "pid", "value": pid}]
            event.process_scope_pid = pid
            yield event


def _exists(pid: int) -> bool:
    """Asks the kernel by the scheduler's call, which sends nothing and answers for every process and thread."""
    with suppress(ProcessLookupError):
        with suppress(PermissionError):  # it exists all the same
            os.sched_getscheduler(pid)
        return True
    return False


def _is_thread(scene: Scene, pid: int) -> bool:
    """A thread has a folder that the list leaves out, and says whose it is."""
    for line in scene.text(f"/proc/{pid}/status").splitlines():
        if line.startswith("Tgid:"):
            return int(line.split()[1]) != pid
    return False


def _listed(scene: Scene) -> set[int]:
    with suppress(OSError):
        return {int(name) for name in os.listdir(scene.path("/proc")) if name.isdigit()}  # noqa: PTH208
    return set()


def _last_pid(scene: Scene) -> int:
    """The highest number there may be: the last given one, or the whole range once numbers have gone round."""
    words = scene.text("/proc/loadavg").split()
    most = scene.text("/proc/sys/kernel/pid_max").strip()
    bound = min(int(most) if most.isdecimal() else 32_768, MOST_PIDS)
    last = int(words[-1]) if words and words[-1].isdecimal() else bound
    highest = max((int(folder.name) for folder in Path(scene.path("/proc")).iterdir() if folder.name.isdigit()), default=0)
    return min(bound, max(last, highest) + 64)
