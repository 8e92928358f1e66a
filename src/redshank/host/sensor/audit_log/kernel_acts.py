"""Rare calls that matter in the audit log: tracing, memory files, BPF, namespaces, mounts; told as the kernel side tells them."""

from collections.abc import Callable
from typing import Any

from redshank.events import Event
from redshank.events._generated.types import KernelBpf, KernelMemfd, KernelMount, KernelNamespace, KernelPtrace
from redshank.host.sensor.audit_log import paths
from redshank.host.sensor.audit_log.assemble import AuditEvent
from redshank.host.sensor.audit_log.record import Record
from redshank.host.sensor.derive_kernel import (
    BPF_OPERATIONS,
    PTRACE_OPERATIONS,
    describe_bpf,
    describe_mount,
    describe_namespace,
    describe_trace,
)
from redshank.host.sensor.logins.claims import cut

_UINT32 = 0xFFFFFFFF
_FLAGS_OF_MOUNT = "a3"


def kernel_event(event: AuditEvent, syscall: Record, name: str) -> Event | None:
    """The event of such a call, done or refused; None for requests of it that nobody asks for."""
    made: Any = _MAKERS[name](event, syscall, name)
    if made is not None:
        made.result, made.syscall_name = syscall.result(), name
        made.syscall_number = syscall.number("syscall", most=_UINT32)
    found: Event | None = made
    return found


def _trace(event: AuditEvent, syscall: Record, name: str) -> Any:
    made = KernelPtrace(timestamp=event.time, syscall_name=name)
    made.syscall_a0, made.syscall_a1, made.syscall_a2 = (syscall.number(argument, 16) for argument in ("a0", "a1", "a2"))
    if name == "ptrace" and made.syscall_a0 not in PTRACE_OPERATIONS:
        return None
    target = event.first("OBJ_PID")
    made.target_pid = target.number("opid", most=_UINT32) if target is not None else None
    describe_trace(made)
    return made


def _memory_file(event: AuditEvent, syscall: Record, _: str) -> Any:
    return KernelMemfd(timestamp=event.time, memfd_flags=syscall.number("a1", 16, _UINT32))


def _bpf(event: AuditEvent, syscall: Record, _: str) -> Any:
    made = KernelBpf(timestamp=event.time, bpf_command=syscall.number("a0", 16, _UINT32))
    if made.bpf_command not in BPF_OPERATIONS:
        return None
    loaded = event.first("BPF")
    made.bpf_id = loaded.number("prog-id", most=_UINT32) if loaded is not None else None
    describe_bpf(made)
    return made


def _namespace(event: AuditEvent, syscall: Record, name: str) -> Any:
    flags = syscall.number("a0" if name == "unshare" else "a1", 16)
    made = KernelNamespace(timestamp=event.time, syscall_name=name, namespace_flags=(flags or 0) & _UINT32)
    describe_namespace(made)
    return made


def _mount(event: AuditEvent, syscall: Record, name: str) -> Any:
    """What was mounted is told where it is a path; a file system by its kind alone has none."""
    named = paths.items(event, "NORMAL")
    flags = syscall.number(_FLAGS_OF_MOUNT if name == "mount" else "a1", 16) if name in ("mount", "umount2") else 0
    made = KernelMount(timestamp=event.time, syscall_name=name, mount_flags=flags or 0)
    target = named[0] if named and name == "pivot_root" else named[-1] if named else None
    source = named[1] if name == "pivot_root" and len(named) > 1 else named[0] if name == "mount" and len(named) > 1 else None
    made.mount_target, made.mount_source = _path(event, target, 1024), _path(event, source, 512)
    describe_mount(made)
    return made


def _path(event: AuditEvent, path: Record | None, most: int) -> str | None:
    found = paths.full_path(event, path)
    return cut(found, most) if found else None


_MAKERS: dict[str, Callable[[AuditEvent, Record, str], Any]] = {
    "ptrace": _trace, "process_vm_writev": _trace, "memfd_create": _memory_file, "bpf": _bpf, "unshare": _namespace, "setns": _namespace,
    "mount": _mount, "umount": _mount, "umount2": _mount, "pivot_root": _mount, "chroot": _mount,
}  # fmt: skip
KERNEL = frozenset(_MAKERS)
"""Calls that this module knows."""
