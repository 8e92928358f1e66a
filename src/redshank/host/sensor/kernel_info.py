"""What the kernel says of a link, a program or a map by its descriptor."""

import ctypes
import struct
from typing import NamedTuple

from redshank.host.sensor import kernelfs

CGROUP_LINK = 3  # BPF_LINK_TYPE_CGROUP, include/uapi/linux/bpf.h
_LINK = struct.Struct("<III4xQI")  # type, id, program's id; of a cgroup's: its number, how it is attached
_BYTES = 256
_BPF, _GET_INFO = 321, 15  # the system call on x86-64, and BPF_OBJ_GET_INFO_BY_FD
_PROGRAM_TIMES_AT = 192  # run_time_ns, run_cnt, recursion_misses of struct bpf_prog_info


class LinkInfo(NamedTuple):
    """A link. cgroup: number of its control group; 0 where it has none, also where it was detached."""

    kind: int
    number: int
    program: int
    cgroup: int
    attach_type: int


class ProgramInfo(NamedTuple):
    """A program. tag: hash of its instructions. run_ns, runs: 0 while the kernel keeps no statistics. missed: it could not run."""

    number: int
    tag: bytes
    run_ns: int
    runs: int
    missed: int


def link_info(descriptor: int) -> LinkInfo:
    """Raises OSError where the kernel does not know it."""
    kind, number, program, cgroup, attach_type = _LINK.unpack_from(_info(descriptor))
    return LinkInfo(kind, number, program, cgroup, attach_type) if kind == CGROUP_LINK else LinkInfo(kind, number, program, 0, 0)


def program_info(descriptor: int) -> ProgramInfo:
    """Raises OSError where the kernel does not know it."""
    raw = _info(descriptor)
    run_ns, runs, missed = struct.unpack_from("<QQQ", raw, _PROGRAM_TIMES_AT)
    return ProgramInfo(int.from_bytes(raw[4:8], "little"), raw[8:16], run_ns, runs, missed)


def _info(descriptor: int) -> bytes:
    """Asked by system call: libbpf would have to be opened each time."""
    buffer = ctypes.create_string_buffer(_BYTES)
    request = ctypes.create_string_buffer(struct.pack("<IIQ", descriptor, _BYTES, ctypes.addressof(buffer)), 16)
    kernelfs.syscall(_BPF, ctypes.c_int(_GET_INFO), request, ctypes.c_uint(16))
    return buffer.raw
