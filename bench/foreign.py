"""Tracing programs that others have attached: any of them may put every system call on the slow path, also without our agent."""

import ctypes
import errno
import os
import platform
import struct
import time

_SYSCALL = {"x86_64": 321, "aarch64": 280}
_NEXT_ID, _FD_BY_ID, _INFO = 11, 13, 15  # BPF_PROG_GET_NEXT_ID, BPF_PROG_GET_FD_BY_ID, BPF_OBJ_GET_INFO_BY_FD
_INFO_BYTES = 40
_TRACING = frozenset((2, 5, 17, 24, 26))  # kprobe, tracepoint, raw tracepoint, writable raw tracepoint, tracing


def tracing_programs() -> int:
    """How many are loaded; 0 also where the kernel does not say."""
    request, number = (ctypes.c_uint32 * 3)(0, 0, 0), 0
    while _bpf(_NEXT_ID, request) >= 0:
        number += _type_of(request[1]) in _TRACING
        request[0] = request[1]
    return number


def wait_until_gone(limit_s: float, left: int = 0) -> bool:
    """True as soon as no more than `left` are loaded; False where that takes too long."""
    end = time.monotonic() + limit_s
    while tracing_programs() > left:
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _type_of(program: int) -> int:
    descriptor = _bpf(_FD_BY_ID, (ctypes.c_uint32 * 3)(program, 0, 0))
    if descriptor < 0:
        return 0
    try:
        info = ctypes.create_string_buffer(_INFO_BYTES)
        request = ctypes.create_string_buffer(struct.pack("=IIQ", descriptor, _INFO_BYTES, ctypes.addressof(info)))
        return struct.unpack_from("=I", info)[0] if _bpf(_INFO, request) >= 0 else 0
    finally:
        os.close(descriptor)


def _bpf(command: int, request: ctypes.Array[ctypes.c_uint32] | ctypes.Array[ctypes.c_char]) -> int:
    number = _SYSCALL.get(platform.machine())
    if number is None:
        ctypes.set_errno(errno.ENOSYS)
        return -1
    libc = ctypes.CDLL(None, use_errno=True)
    return int(libc.syscall(number, command, ctypes.byref(request), ctypes.sizeof(request)))
