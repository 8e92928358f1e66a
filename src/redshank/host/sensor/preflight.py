"""What this host allows the sensor, asked before it starts: rights, kernel, conflicts, logs. Changes nothing."""

import os
import platform
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from redshank.core.errors import HostError
from redshank.host.sensor import kernelfs, libbpf, programs
from redshank.host.sensor.audit import loan
from redshank.host.sensor.audit.rule import NEVER, TASK
from redshank.host.sensor.audit.wanted import MARK
from redshank.host.sensor.programs import own_scope

State = Literal["ok", "degraded", "missing"]
_CAP_SYS_ADMIN, _CAP_BPF = 21, 39
_FANOTIFY_INIT = 300
_AUDIT_GET = 1000
_FIRST_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO, include/linux/proc_ns.h


@dataclass(frozen=True, slots=True)
class Check:
    """One answer. ok: as it should be. degraded: works, with the loss that `detail` names. missing: does not work."""

    name: str
    state: State
    detail: str


def run_checks() -> list[Check]:
    """Every check in the order a person would ask; one that fails itself says so and the rest go on."""
    return [_guarded(check) for check in CHECKS]


def _guarded(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (OSError, HostError, ValueError) as error:
        return Check(check.__name__.removeprefix("_"), "degraded", f"could not be asked: {error}")


def _rights() -> Check:
    if os.geteuid() != 0:
        return Check("rights", "missing", f"runs as user {os.geteuid()}: kernel events, file changes and most logs need root")
    effective = next(int(line.split()[1], 16) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff:"))
    if not effective >> _CAP_SYS_ADMIN & 1:
        return Check("rights", "missing", "root without CAP_SYS_ADMIN: no BPF programs and no fanotify here")
    return Check("rights", "ok", "root with CAP_SYS_ADMIN")


def _kernel() -> Check:
    release, machine = platform.release(), platform.machine()
    if machine != "x86_64":
        return Check("kernel", "degraded", f"{release} on {machine}: the sensor is measured on x86_64 only")
    return Check("kernel", "ok", f"{release} on {machine}")


def _btf() -> Check:
    if not programs.BTF.exists():
        return Check("btf", "missing", f"no {programs.BTF}: audit takes over and tells less; file changes and logs still work")
    direct = programs.has_direct_reads(programs.BTF.read_bytes())
    how = "direct reads" if direct else "probe reads (kernel before 6.2): file opens cost more"
    return Check("btf", "ok" if direct else "degraded", how)


def _libbpf() -> Check:
    try:
        libbpf.open_library()
    except HostError as error:
        return Check("libbpf", "missing", str(error))
    return Check("libbpf", "ok", libbpf.LIBRARY)


def _programs() -> Check:
    if os.geteuid() != 0:
        return Check("programs", "missing", "loading BPF programs needs root")
    said: list[str] = []
    try:
        bpf, missing = programs.attach("full", programs.own_scope(), said.append)
    except HostError as error:
        return Check("programs", "missing", " | ".join([str(error), *said[-1:]])[:600])
    bpf.close()
    return Check("programs", "degraded" if missing else "ok", "; ".join(missing) or "loaded, attached and taken down again in mode full")


def _light_mode() -> Check:
    names = ["syscalls/sys_exit_openat", "syscalls/sys_exit_finit_module"]
    found = kernelfs.tracepoint_ids(names) if os.geteuid() == 0 else {}
    if names[0] not in found:
        return Check("light mode", "degraded", "no classic system-call tracepoints: --syscalls light sees no opens, accepts or credentials")
    if names[1] not in found:
        return Check("light mode", "degraded", "works, but module attempts go unseen in it (kernel without modules)")
    return Check("light mode", "ok", "classic tracepoints there; 32-bit calls go unseen in it")


def _cgroup() -> Check:
    try:
        with kernelfs.detached("cgroup2"):
            return Check("cgroup2", "ok", "connections, datagrams and names asked for can be seen")
    except OSError as error:
        return Check("cgroup2", "degraded", f"{error.strerror}: datagrams, DNS, connects by io_uring go unseen, in off all connects")


def _fanotify() -> Check:
    try:
        os.close(kernelfs.syscall(_FANOTIFY_INIT, 0x00000200 | 0x1, os.O_RDONLY))  # FAN_REPORT_FID | FAN_CLOEXEC
    except OSError as error:
        return Check("fanotify", "missing", f"{error.strerror}: changes of files go unseen, opens of them do not")
    limit = Path("/proc/sys/fs/fanotify/max_queued_events").read_text().strip()
    return Check("fanotify", "ok", f"queue of {limit} changes before a re-scan")


def _audit() -> Check:
    enabled, daemon = _audit_status()
    if daemon and Path(f"/proc/{daemon}").exists():
        name = Path(f"/proc/{daemon}/comm").read_text().strip()
        return Check("audit", "degraded", f"{name} (pid {daemon}) holds the audit socket: no conflict; its rules cost every call")
    if enabled:
        return Check("audit", "degraded", "kernel auditing is on: every process born since pays about 0.17 µs a system call")
    return Check("audit", "ok", "kernel auditing is off, nobody holds its socket")


def _fallback() -> Check:
    """What would see processes and connections where BPF cannot be had."""
    if os.geteuid() != 0:
        return Check("audit fallback", "missing", "the audit system answers root only")
    if own_scope().namespace != _FIRST_PID_NAMESPACE:
        return Check("audit fallback", "missing", "in a pid namespace of its own no audit records: without BPF only files and logs")
    rules = loan.rules()
    if any(one.at == TASK and one.action == NEVER for one in rules):
        return Check("audit fallback", "degraded", "a rule `task,never` is loaded: nothing is told of processes born under it")
    if (left := sum(one.key == MARK for one in rules)) and not loan.is_held():
        return Check("audit fallback", "degraded", f"{left} rules of a killed redshank are loaded: `redshank agent clean` takes them out")
    return Check("audit fallback", "ok", "could take the place of BPF, with less detail (--sensor audit)")


def _audit_status() -> tuple[bool, int]:
    """Whether auditing is on, and the pid of its daemon. AUDIT_GET answers struct audit_status: mask, enabled, failure, pid."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 9) as audit:
        audit.settimeout(1)
        audit.sendto(struct.pack("<IHHII", 16, _AUDIT_GET, 1, 1, 0), (0, 0))
        answer = audit.recv(4096)
    kind = struct.unpack_from("<H", answer, 4)[0]
    if kind != _AUDIT_GET:
        raise OSError(1, "the kernel does not tell its audit state")
    _, enabled, _, pid = struct.unpack_from("<4I", answer, 16)
    return bool(enabled), pid


def _other_programs() -> Check:
    names = libbpf.loaded_programs()
    if not names:
        return Check("other BPF users", "ok", "no other tracing program is loaded")
    listed = ", ".join(sorted(set(names))[:8])
    return Check("other BPF users", "degraded", f"{len(names)} other tracing programs ({listed}): no conflict; their cost adds up")


def _logs() -> Check:
    there = [name for name in ("auth.log", "secure") if Path("/var/log", name).exists()]
    journal = [folder for folder in ("/var/log/journal", "/run/log/journal") if Path(folder).is_dir()]
    books = [name for name in ("wtmp", "btmp") if Path("/var/log", name).exists()]
    found = there + [f"journal in {folder}" for folder in journal] + books
    if not there and not journal:
        only = f"; only {' and '.join(books)}" if books else ""
        return Check("logins", "degraded", f"neither journal nor auth.log{only}: install rsyslog, or let journald store")
    return Check("logins", "ok", ", ".join(found))


def _lockdown() -> Check:
    text = ""
    with suppress(OSError):
        text = Path("/sys/kernel/security/lockdown").read_text()
    if "[confidentiality]" in text:
        return Check("lockdown", "missing", "confidentiality: the kernel lets no program read its memory")
    return Check("lockdown", "ok", "allows reading kernel memory")


CHECKS: tuple[Callable[[], Check], ...] = (
    _rights, _kernel, _btf, _libbpf, _lockdown, _programs, _light_mode, _cgroup, _fanotify, _logs, _audit, _fallback, _other_programs,
)
