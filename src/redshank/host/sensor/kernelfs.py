"""Kernel file systems without mounting them anywhere: tracefs and cgroup2, where a host has not mounted them.

`fsopen`, `fsconfig` and `fsmount` give a descriptor of a mount that nobody else sees and that goes when it is closed.
Numbers of the calls: x86-64 and the common table of newer architectures agree (430-432).
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_FSOPEN, _FSCONFIG, _FSMOUNT, _PERF_EVENT_OPEN = 430, 431, 432, 298
_CLOEXEC = 1
_CONFIG_CREATE = 6
_PERF_TYPE_TRACEPOINT = 2
_PERF_ATTR_BYTES = 112
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long


def syscall(number: int, *arguments: object) -> int:
    """The result of a system call libc has no function for. Raises OSError where it fails."""
    result = int(_LIBC.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result


@contextmanager
def detached(kind: str) -> Iterator[int]:
    """A descriptor of the root folder of a fresh mount of `kind`. Raises OSError where the kernel refuses."""
    context = syscall(_FSOPEN, kind.encode(), ctypes.c_uint(_CLOEXEC))
    try:
        syscall(_FSCONFIG, ctypes.c_int(context), ctypes.c_uint(_CONFIG_CREATE), None, None, ctypes.c_int(0))
        mount = syscall(_FSMOUNT, ctypes.c_int(context), ctypes.c_uint(_CLOEXEC), ctypes.c_uint(0))
    finally:
        os.close(context)
    try:
        yield mount
    finally:
        os.close(mount)


def tracepoint_ids(names: list[str]) -> dict[str, int]:
    """The numbers of classic tracepoints (`syscalls/sys_exit_openat`); those this kernel has not are left out."""
    found: dict[str, int] = {}
    with suppress(OSError), detached("tracefs") as root:
        for name in names:
            with suppress(OSError, ValueError):
                handle = os.open(f"events/{name}/id", os.O_RDONLY, dir_fd=root)
                with os.fdopen(handle, "rb") as file:
                    found[name] = int(file.read(32))
    return found


def open_tracepoint(number: int) -> int:
    """A perf descriptor of a classic tracepoint, to attach a program to. Raises OSError where it is refused.

    struct perf_event_attr: u32 type, u32 size, u64 config, u64 sample_period; the rest stays zero.
    """
    attributes = bytearray(_PERF_ATTR_BYTES)
    attributes[0:4] = _PERF_TYPE_TRACEPOINT.to_bytes(4, "little")
    attributes[4:8] = _PERF_ATTR_BYTES.to_bytes(4, "little")
    attributes[8:16] = number.to_bytes(8, "little")
    attributes[16:24] = (1).to_bytes(8, "little")
    buffer = (ctypes.c_char * _PERF_ATTR_BYTES).from_buffer(attributes)
    everyone, cpu, no_group, close_on_exec = ctypes.c_int(-1), ctypes.c_int(0), ctypes.c_int(-1), ctypes.c_ulong(8)
    return syscall(_PERF_EVENT_OPEN, buffer, everyone, cpu, no_group, close_on_exec)
