"""Run as a program: does with a ring of io_uring, and with no other system call, what the sensor must see.

    python ring_acts.py FOLDER SECRET PORT SET_UP_FLAGS

FOLDER is empty, SECRET a file, PORT one on 127.0.0.1 where nobody listens. Prints the operations and their results as JSON.
"""

import ctypes
import json
import mmap
import os
import socket
import struct
import sys
import time
from typing import Any

SETUP, ENTER = 425, 426
WAKE = 2  # IORING_ENTER_SQ_WAKEUP
AT_FDCWD, RDWR_CREATE = -100, os.O_RDWR | os.O_CREAT
ANY_SLOT = 0xFFFFFFFF
REGISTER, REGISTER_FILES = 427, 2
ENTRY = struct.Struct("<BxxxiQQIIQxxxxI16x")
LIMIT_S = 5.0
LIBC = ctypes.CDLL(None, use_errno=True)


class Ring:
    """One ring of 8 entries; `do` puts one operation in and waits for its result."""

    def __init__(self, flags: int) -> None:
        words = (ctypes.c_uint32 * 30)()
        words[2], words[4] = flags, 50
        self.fd = LIBC.syscall(SETUP, 8, words)
        if self.fd < 0:
            raise OSError(ctypes.get_errno(), "io_uring_setup")
        self._tail, self._array, self._taken, self._done, self._results = words[11], words[16], words[20], words[21], words[25]
        self._words = memoryview(mmap.mmap(self.fd, max(words[16] + 32, words[25] + 16 * words[23]))).cast("B")
        self._entries = mmap.mmap(self.fd, 8 * 64, offset=0x10000000)
        self._polled = bool(flags & 2)

    def _word(self, at: int) -> int:
        return int.from_bytes(self._words[at : at + 4], "little")

    def do(self, opcode: int, fd: int, address: Any = None, length: int = 0, other: Any = 0, flags: int = 0, slot: int = 0) -> int:
        """The result of one operation. address and other: a buffer, whose place is given, or a number."""
        number = self._word(self._tail)
        place, done = number & 7, self._word(self._done)
        values = [ctypes.addressof(v) if isinstance(v, ctypes.Array) else v or 0 for v in (other, address)]
        entry = ENTRY.pack(opcode, fd, *values, length & 0xFFFFFFFF, flags, 7, slot)
        self._entries[place * 64 : place * 64 + 64] = entry.ljust(64, b"\0")
        self._words[self._array + 4 * place : self._array + 4 * place + 4] = struct.pack("<I", place)
        self._words[self._tail : self._tail + 4] = struct.pack("<I", number + 1)
        LIBC.syscall(ENTER, self.fd, 0 if self._polled else 1, 0, WAKE if self._polled else 0, None, 0)
        end = time.monotonic() + LIMIT_S
        while self._word(self._done) == done:
            if time.monotonic() > end:
                raise SystemExit(f"operation {opcode} never ended")
            LIBC.syscall(ENTER, self.fd, 0, 0, 1, None, 0)
            time.sleep(0.001)
        self._words[self._taken : self._taken + 4] = struct.pack("<I", done + 1)
        at = self._results + 16 * (done % 16)
        return int(struct.unpack_from("<i", self._words, at + 8)[0])


def text(path: str) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(path.encode())


def address(port: int) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(struct.pack("<HH4s8x", 2, socket.htons(port), bytes((127, 0, 0, 1))), 16)


def files(ring: Ring, folder: str, secret: str) -> dict[str, int]:
    os.chdir(folder)
    how = ctypes.create_string_buffer(struct.pack("<QQQ", os.O_RDONLY, 0, 0), 24)
    nothing = (ctypes.c_int * 4)(-1, -1, -1, -1)
    LIBC.syscall(REGISTER, ring.fd, REGISTER_FILES, nothing, 4)
    return {
        "openat": ring.do(18, AT_FDCWD, text("made"), 0o600, flags=RDWR_CREATE),
        "openat2": ring.do(28, AT_FDCWD, text(secret), 24, how),
        "openat direct": ring.do(18, AT_FDCWD, text("direct"), 0o600, flags=RDWR_CREATE, slot=2),
        "openat chosen": ring.do(18, AT_FDCWD, text("chosen"), 0o600, flags=RDWR_CREATE, slot=ANY_SLOT),
        "openat missing": ring.do(18, AT_FDCWD, text("missing"), flags=os.O_RDONLY),
        "mkdirat": ring.do(37, AT_FDCWD, text("folder"), 0o700),
        "linkat": ring.do(39, AT_FDCWD, text("made"), AT_FDCWD, text("linked")),
        "symlinkat": ring.do(38, AT_FDCWD, text("/etc/shadow"), 0, text("pointing")),
        "renameat": ring.do(35, AT_FDCWD, text("linked"), AT_FDCWD, text("renamed")),
        "unlinkat": ring.do(36, AT_FDCWD, text("renamed")),
    }


def network(ring: Ring, port: int) -> dict[str, int]:
    server = ring.do(45, 2, None, 0, socket.SOCK_STREAM)
    results = {
        "socket": server,
        "bind": ring.do(56, server, address(0), 0, 16),
        "listen": ring.do(57, server, None, 5),
    }
    if results["listen"] < 0:  # before 6.11
        return results
    client = socket.socket()
    heard = socket.socket(fileno=os.dup(server)).getsockname()[1]
    results["connect"] = ring.do(16, client.fileno(), address(heard), 0, 16)
    results["accept"] = ring.do(13, server)
    return results | datagrams(ring, port) | {"raw": ring.do(45, socket.AF_PACKET, None, socket.htons(3), socket.SOCK_RAW)}


def datagrams(ring: Ring, port: int) -> dict[str, int]:
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    to, data = address(port), text("data")
    part = (ctypes.c_uint64 * 2)(ctypes.addressof(data), 4)
    message = (ctypes.c_uint64 * 7)(ctypes.addressof(to), 16, ctypes.addressof(part), 1, 0, 0, 0)
    return {"sendmsg": ring.do(9, udp.fileno(), message, 1), "send": ring.do(26, udp.fileno(), data, 4, address(port + 1), slot=16)}


if __name__ == "__main__":
    ring = Ring(int(sys.argv[4]))
    sys.stdout.write(json.dumps(files(ring, sys.argv[1], sys.argv[2]) | network(ring, int(sys.argv[3]))))
