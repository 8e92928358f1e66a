"""Facts that follow from one event alone: names from paths, outcome from the result, kinds from numbers."""

from collections.abc import Callable
from posixpath import basename, splitext
from signal import Signals
from types import MappingProxyType
from typing import Any

from redshank.events import Event
from redshank.events._generated.records import RECORDS
from redshank.host.sensor import dns_event, rings
from redshank.host.sensor.derive_exec import describe_refusal, describe_start
from redshank.host.sensor.derive_kernel import describe_bpf, describe_memory_file, describe_mount, describe_namespace, describe_trace
from redshank.host.sensor.syscalls import name_of

TMPFS_MAGIC = 0x01021994  # include/uapi/linux/magic.h
_TRANSPORTS = {6: "tcp", 17: "udp"}
_AF_PACKET = 17
_IN_PROGRESS = -115
_WATCH_SECRET, _WATCH_KERNEL = 2, 64
_WRITE_FLAGS = 3  # O_WRONLY | O_RDWR
TYPE_NAMES = MappingProxyType({number: kind.name for number, kind in RECORDS.items()})
_LIMITS = MappingProxyType({1: "process", 2: "user"})
_ROLES = MappingProxyType({1: "worker", 2: "guardian", 3: "parent"})
_BY_KERNEL = 0x80


def derive(event: Any, *, compat: bool, before: bool) -> None:
    """Fill in what `event` itself implies. compat: 32-bit call. before: seen before the call, so without a result."""
    if before and hasattr(event, "result"):
        event.result = None
    if hasattr(event, "syscall_name"):
        event.syscall_name = name_of(event.syscall_number, compat=compat)
    if (fill := _FILL.get(event.event_action)) is not None:
        fill(event)
    if (result := getattr(event, "result", None)) is not None:
        event.event_outcome = "success" if result >= 0 else "unknown" if result == _IN_PROGRESS else "failure"


def _exec(event: Any) -> None:
    name_process(event)
    event.process_command_line = " ".join(event.process_args or ())
    event.executable_kind = _executable_kind(event)
    if event.process_tty_name:
        event.process_tty_name = tty_name(event.process_tty_name)
    describe_start(event)


def name_process(event: Event) -> None:
    """process.name: the last part of the executable, or the thread's own name where there is none."""
    event.process_name = basename(event.process_executable)[:255] if event.process_executable else event.process_thread_name


def _executable_kind(event: Any) -> str:
    if event.executable_links == 0:
        return "memfd" if (event.process_executable or "").startswith("/memfd:") else "deleted"
    return "tmpfs" if event.executable_filesystem == TMPFS_MAGIC else "file"


def tty_name(name: str) -> str:
    """`pts0` as `pts/0`, as people and ps write it; others stay."""
    return f"pts/{name[3:]}" if name.startswith("pts") and name[3:].isdigit() else name


def _exit(event: Any) -> None:
    event.process_exit_code = event.exit_status >> 8 & 0xFF
    event.exit_signal = event.exit_status & 0x7F


def _open(event: Any) -> None:
    event.file_name = basename(event.file_path or "")
    event.file_watch = "secret" if event.file_watch_bits & _WATCH_SECRET else "tree"
    if event.file_watch_bits & _WATCH_KERNEL:
        event.file_watch = "kernel"
    event.file_access = "write" if event.file_flags & _WRITE_FLAGS else "read"


def _flow(event: Any) -> None:
    event.network_transport = _TRANSPORTS.get(event.network_iana_number, str(event.network_iana_number))
    event.network_initiated = event.event_action == "net.connect"
    event.network_direction = "egress" if event.network_initiated else "ingress"
    event.network_repeats = event.network_repeats or None


def _listen(event: Any) -> None:
    event.network_transport = _TRANSPORTS.get(event.network_iana_number, str(event.network_iana_number))


def _dns(event: Any) -> None:
    _listen(event)
    dns_event.fill(event)


def _raw(event: Any) -> None:
    event.socket_kind = "packet" if event.network_family == _AF_PACKET else "raw"
    event.socket_operation = "filter" if event.socket_operation_number else "open"


def _module(event: Any) -> None:
    event.module_operation = {"delete_module": "unload", "init_module": "load_memory"}.get(event.syscall_name, "load")
    if event.file_path and not event.module_name:
        event.module_name = splitext(basename(event.file_path))[0].removesuffix(".ko")


def _throttled(event: Any) -> None:
    event.throttled_type = TYPE_NAMES.get(event.throttled_type_number, f"#{event.throttled_type_number}")
    event.throttled_by = _LIMITS.get(event.throttled_by_number)


def _signal(event: Any) -> None:
    event.signal_name = signal_name(event.signal_number)
    event.signal_target_role = _ROLES.get(event.signal_target_role_number, "other")
    by_kernel = event.signal_code == _BY_KERNEL
    event.signal_sender_role = "kernel" if by_kernel else _ROLES.get(event.signal_sender_role_number, "other")


def signal_name(number: int) -> str:
    """`SIGKILL` of 9; `SIG40` of one without a name."""
    try:
        return Signals(number).name
    except ValueError:
        return f"SIG{number}"


_FILL: dict[str, Callable[[Any], None]] = {
    "process.exec": _exec, "process.exit": _exit, "file.open": _open, "net.connect": _flow, "net.accept": _flow,
    "net.listen": _listen, "kernel.module": _module, "agent.throttled": _throttled, "process.signal": _signal,
    "process.exec_failed": describe_refusal, "kernel.bpf": describe_bpf, "kernel.ptrace": describe_trace,
    "kernel.memfd": describe_memory_file, "kernel.mount": describe_mount, "kernel.namespace": describe_namespace,
    "net.bind": _listen, "net.dns": _dns, "net.raw": _raw, "kernel.io_uring": rings.fill,
}
