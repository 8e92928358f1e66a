"""The audit rules we load: what each is for, and the system calls and places it names."""

import os
import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from redshank.host.sensor.audit import rule
from redshank.host.sensor.audit.rule import Comparison, Rule
from redshank.host.sensor.audit_log import calls
from redshank.host.sensor.files.watches import SECRET, Secret, WatchPlan

MARK = "redshank"
"""Key of every rule of ours: by it they are found again, also by the next run after we were killed."""
MOST_PLACES = 64
"""Watched folders and files. The kernel asks each folder rule at each call it names; more would slow every open."""
_ARCHITECTURES = {"x86_64": ("c000003e", "40000003"), "aarch64": ("c00000b7",)}
_SOCKETCALL, _UNIX = 102, 1
_SOCKETCALLS = (2, 3, 4, 5, 18)  # bind, connect, listen, accept, accept4: include/uapi/linux/net.h
_REQUESTS = {"ptrace": (0, 4, 5, 13, 16, 0x4206), "bpf": (5, 8, 28)}
"""First arguments of calls whose other requests are many and harmless: to be traced, to write, to take hold; to load, to attach."""
_RARE = frozenset({"process_vm_writev", "memfd_create", "unshare", "setns", "mount", "umount", "umount2", "pivot_root", "chroot"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule, and what goes unseen where the kernel does not take it."""

    rule: Rule
    purpose: str


def call_rules(machine: str, own_pid: int) -> Iterator[Wanted]:
    """Programs, connections, modules and rights, for native and for 32-bit calls. Our own process is left out."""
    for arch in _ARCHITECTURES.get(machine, ()):
        width = "32-bit " if arch == "40000003" else ""
        yield _calls(arch, calls.EXEC, f"{width}programs", own_pid, (rule.SUCCESS, rule.EQUAL, 1))
        yield _calls(arch, calls.NETWORK - {"listen"}, f"{width}connections", own_pid, (rule.ADDRESS_FAMILY, rule.NOT_EQUAL, _UNIX))
        yield _calls(arch, {"listen"}, f"{width}listening", own_pid)
        yield _calls(arch, calls.MODULE, f"{width}modules", own_pid)
        yield _calls(arch, calls.CREDENTIALS, f"{width}changes of rights", own_pid)
        yield _calls(arch, _RARE, f"{width}mounts, namespaces, memory files, other processes' memory", own_pid)
        for name, requests in _REQUESTS.items():
            for request in requests:
                yield _calls(arch, {name}, f"{width}{name}", own_pid, (rule.FIRST_ARGUMENT, rule.EQUAL, request))
        if arch == "40000003":
            for call in _SOCKETCALLS:
                argument = (rule.FIRST_ARGUMENT, rule.EQUAL, call)
                yield Wanted(_rule(arch, {_SOCKETCALL}, own_pid, argument), "32-bit connections by socketcall")


def place_rules(plan: WatchPlan, own_pid: int, *, changes: bool, machine: str = "") -> Iterator[Wanted]:
    """Secrets being read, and watched places being written to. changes: owner and permissions too."""
    wanted = rule.WRITE | rule.ATTRIBUTE if changes else rule.WRITE
    places = [(rule.WATCH if is_file else rule.FOLDER, path, rule.READ | wanted) for path, is_file in secret_places(plan)]
    places += [(rule.FOLDER, tree.path, wanted) for tree in plan.trees if tree.keyed or changes]
    seen: set[str] = set()
    for kind, path, access in places:
        real = os.path.realpath(path)
        if real in seen or not (Path(real).is_dir() or kind == rule.WATCH) or len(seen) >= MOST_PLACES:
            continue
        seen.add(real)
        for arch in _ARCHITECTURES.get(machine or platform.machine(), ()):
            # the kind of access first: most opens are for reading, and are done with there
            fields: tuple[Comparison, ...] = ((rule.PERM, rule.EQUAL, access), (kind, rule.EQUAL, real), (rule.SUCCESS, rule.EQUAL, 1))
            yield Wanted(_rule(arch, _file_calls(arch), own_pid, *fields), f"files at {path}")


def secret_places(plan: WatchPlan) -> Iterator[tuple[str, bool]]:
    """Paths of secrets as they are now, and whether each is a file; a folder of which all files count is one place."""
    for secret in plan.secrets:
        if not secret.bits & SECRET or not Path(secret.folder).is_dir():
            continue
        if secret.pattern == "*":
            yield secret.folder, False
        else:
            yield from ((path, True) for path in _files_of(secret))


def _files_of(secret: Secret) -> Iterable[str]:
    named = not any(sign in secret.pattern for sign in "*?[")
    if named:  # the kernel watches a name that is not there yet
        return [f"{secret.folder}/{secret.pattern}"]
    found = sorted(path for path in Path(secret.folder).glob(secret.pattern) if secret.covers(path.name))
    return [str(path) for path in found[:MOST_PLACES]]


def _calls(arch: str, names: Iterable[str], purpose: str, own_pid: int, *more: Comparison) -> Wanted:
    return Wanted(_rule(arch, calls.numbers(arch, names), own_pid, *more), purpose)


def _rule(arch: str, numbers: Iterable[int], own_pid: int, *more: Comparison) -> Rule:
    fields = ((rule.ARCH, rule.EQUAL, int(arch, 16)), *more, (rule.PID, rule.NOT_EQUAL, own_pid), (rule.KEY, rule.EQUAL, MARK))
    return Rule(rule.EXIT, rule.ALWAYS, frozenset(numbers), fields)


def _file_calls(arch: str) -> frozenset[int]:
    names = calls.OPEN | calls.CREATE | calls.DELETE | calls.RENAME | calls.ATTRIB | calls.MODIFY
    return calls.numbers(arch, names)
