"""What the acts' own processes do beyond Python's library: raw system calls, 32-bit calls, io_uring, machine code.

Numbers and layouts: the kernel's x86-64 and 32-bit tables, include/uapi/linux/io_uring.h. Imported in a process that does one act.
"""

import ctypes
import mmap
import os
import socket
import struct
import time

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.mmap.restype = ctypes.c_void_p
LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
_LOW = 0x40  # MAP_32BIT: an address that a 32-bit call can take
_KEEP: list[object] = []

OPENAT, CONNECT, ACCEPT, UNLINKAT, RENAMEAT, SENDMSG, SOCKET = 18, 16, 13, 36, 35, 9, 45
HERE = -100 & 0xFFFFFFFF  # AT_FDCWD


def call(number: int, *arguments: object) -> int:
    """A system call by number; negative errno where it fails."""
    result = int(LIBC.syscall(number, *arguments))
    return result if result >= 0 else -ctypes.get_errno()


def low(content: bytes) -> int:
    """Address below 4 GiB of a page with this content, which may be run."""
    page = LIBC.mmap(0, max(4096, len(content) + 1), 7, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _LOW, -1, 0)
    ctypes.memmove(page, content + b"\0", len(content) + 1)
    return int(page)


def call32(number: int, *arguments: int) -> int:
    """A system call of the 32-bit table through int 0x80, from this 64-bit process; negative errno where it fails."""
    b, c, d, s = (*arguments, 0, 0, 0, 0)[:4]
    code = b"\x53\xb8" + struct.pack("<I", number) + b"\xbb" + struct.pack("<I", b & 0xFFFFFFFF) + b"\xb9" + struct.pack("<I", c)
    code += b"\xba" + struct.pack("<I", d) + b"\xbe" + struct.pack("<I", s) + b"\xcd\x80\x5b\xc3"  # push rbx … int 0x80; pop rbx; ret
    return int(ctypes.CFUNCTYPE(ctypes.c_int)(low(code))())


def text(words: str) -> int:
    """Address of a text, which stays."""
    buffer = ctypes.create_string_buffer(words.encode())
    _KEEP.append(buffer)
    return ctypes.addressof(buffer)


def address(host: str, port: int) -> bytes:
    """struct sockaddr_in."""
    return struct.pack("<H", socket.AF_INET) + struct.pack(">H", port) + socket.inet_aton(host) + bytes(8)


def memory(content: bytes) -> int:
    """Address of bytes, which stay."""
    buffer = ctypes.create_string_buffer(content, len(content))
    _KEEP.append(buffer)
    return ctypes.addressof(buffer)


class Uring:
    """An io_uring of eight entries. polled: a kernel thread takes them (SQPOLL), so that no system call is made for one."""

    def __init__(self, polled: bool = False) -> None:
        parameters = (ctypes.c_uint32 * 30)()
        parameters[2], parameters[4] = (2, 2000) if polled else (0, 0)  # flags, idle ms
        self._fd, self._polled = call(425, 8, parameters), polled
        if self._fd < 0:
            raise OSError(-self._fd, "io_uring_setup")
        self._sq = mmap.mmap(self._fd, 4096)
        self._entries = mmap.mmap(self._fd, 4096, offset=1 << 28)
        self._offsets, self._done = list(parameters), 0

    def submit(self, operation: int, fd: int, at: int = 0, length: int = 0, offset: int = 0, flags: int = 0) -> int:
        """Do one operation and wait for its result."""
        tail, mask, array = self._word(self._offsets[11]), self._word(self._offsets[12]), self._offsets[16]
        slot = tail & mask
        entry = struct.pack("<BxxxIQQII", operation, fd & 0xFFFFFFFF, offset, at, length, flags)
        self._entries[slot * 64 : slot * 64 + 64] = entry.ljust(64, b"\0")
        self._sq[array + slot * 4 : array + slot * 4 + 4] = struct.pack("<I", slot)
        self._sq[self._offsets[11] : self._offsets[11] + 4] = struct.pack("<I", tail + 1)
        return self._result()

    def _word(self, at: int) -> int:
        return int(struct.unpack("<I", self._sq[at : at + 4])[0])

    def _result(self) -> int:
        call(426, self._fd, 0 if self._polled else 1, 1, 3 if self._polled else 1, None, 0)  # GETEVENTS, and SQ_WAKEUP
        head, entries = self._offsets[20], self._offsets[25]
        at = entries + (self._done & self._word(self._offsets[22])) * 16
        result = struct.unpack("<i", self._sq[at + 8 : at + 12])[0]
        self._done += 1
        self._sq[head : head + 4] = struct.pack("<I", self._done)
        return int(result)


def become(user: int) -> None:
    """Go on as this user, with no groups and no rights."""
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)


def in_group(name: str) -> str:
    """A control group of this name below the root, with this process in it; its path."""
    with open("/proc/mounts") as mounts:
        root = next(line.split()[1] for line in mounts if line.split()[2] == "cgroup2")
    os.makedirs(group := f"{root}/{name}", exist_ok=True)
    _join(group)
    return group


def leave(group: str) -> None:
    """Back to the root, and the group is gone."""
    _join(os.path.dirname(group))
    os.rmdir(group)


def _join(group: str) -> None:
    with open(f"{group}/cgroup.procs", "w") as members:
        members.write("0")


def log(file: str, program: str, message: str) -> None:
    """One more line in a file of /var/log, as rsyslog writes it."""
    with open(f"/var/log/{file}", "a") as lines:
        lines.write(f"{time.strftime('%b %e %H:%M:%S')} sandbox {program}[{os.getpid()}]: {message}\n")


def record(file: str, kind: int, user: str, line: str, host: str) -> None:
    """One more record of utmp's form. kind: 7 a log-in, 6 a try."""
    packed = struct.pack(
        "<hxxi32s4s32s256shhiii16s20x", kind, os.getpid(), line.encode(), b"", user.encode(), host.encode(), 0, 0, 0, int(time.time()), 0,
        socket.inet_aton(host).ljust(16, b"\0"),
    )  # fmt: skip
    with open(file, "ab") as records:
        records.write(packed)
