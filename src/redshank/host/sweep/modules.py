"""Kernel modules by the views there are of them, and what the kernel says was ever loaded."""

from collections.abc import Iterator

from redshank.events._generated.types import HostState
from redshank.host.sweep.scene import Scene, state

_MARKS = {"O": "out_of_tree", "E": "unsigned", "F": "forced"}
"""Behind a module's line in /proc/modules, in brackets."""
_TAINTS = {0: "proprietary", 1: "forced", 12: "out_of_tree", 13: "unsigned", 15: "live_patched"}
"""Bits of /proc/sys/kernel/tainted that tell of modules (Documentation/admin-guide/tainted-kernels.rst)."""


def look(scene: Scene) -> Iterator[HostState]:
    """One event for the taint where it tells of modules, and one for each module that only one view shows or that no tree holds."""
    listed = {line.split()[0]: line for line in scene.text("/proc/modules").splitlines() if line.strip()}
    shown = {path.rpartition("/")[2] for path, _ in scene.listed("/sys/module") if scene.stat(f"{path}/initstate") is not None}
    for name in sorted(shown - set(listed)):
        yield _module(scene, name, "hidden_from_list")
    for name in sorted(set(listed) - shown) if shown else ():
        yield _module(scene, name, "hidden_from_sysfs")
    for name, line in listed.items():
        marks = line.rpartition("(")[2] if line.endswith(")") else ""
        if traits := [word for mark, word in _MARKS.items() if mark in marks]:
            yield _module(scene, name, *traits)
    yield from _taint(scene)


def _module(scene: Scene, name: str, *traits: str) -> HostState:
    event = state(scene, "modules", *traits)
    event.module_name = name[:64]
    return event


def _taint(scene: Scene) -> Iterator[HostState]:
    word = scene.text("/proc/sys/kernel/tainted").strip()
    bits = int(word) if word.isdecimal() else 0
    if traits := [name for bit, name in _TAINTS.items() if bits >> bit & 1]:
        event = state(scene, "modules", "taint", *traits)
        event.sweep_facts = [{"name": "tainted", "value": bits}]
        yield event
