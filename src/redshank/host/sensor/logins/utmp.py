"""Records of wtmp and btmp: glibc's `struct utmp` (bits/utmp.h) as x86-64 and 32-bit machines write it, 384 bytes each."""

from dataclasses import dataclass
from struct import Struct

from redshank.events.values import address

RECORD = Struct("<hxxi32s4s32s256shhiii16s20x")
RECORD_BYTES = RECORD.size
"""384. arm64 writes 400 bytes with 64-bit times: such a file is not read."""

EMPTY, USER_PROCESS, DEAD_PROCESS, LAST_KIND = 0, 7, 8, 9
_ZEROS = bytes(RECORD_BYTES)
_LATEST = 4_102_444_800  # 2100: a field of 32 bits, read without a sign, does not reach 2106 for nothing


@dataclass(frozen=True, slots=True)
class Record:
    """One record. kind: ut_type. ip: as text, None for a local login. time: nanoseconds since 1970."""

    kind: int
    pid: int
    line: str
    user: str
    host: str
    ip: str | None
    time: int


def parse(raw: bytes) -> Record | None:
    """The record in 384 bytes; None where they are none: kind or time out of range, or unprintable names."""
    kind, pid, line, _, user, host, _, _, _, second, microsecond, where = RECORD.unpack(raw)
    second &= 0xFFFFFFFF
    if not EMPTY < kind <= LAST_KIND or not 0 < second < _LATEST or not 0 <= microsecond < 1_000_000:
        return None
    if kind in (USER_PROCESS, DEAD_PROCESS) and not line[0]:
        return None
    return Record(kind, max(pid, 0), _text(line), _text(user), _text(host), _address(where), second * 1_000_000_000 + microsecond * 1000)


def is_wiped(raw: bytes) -> bool:
    """True for nothing but zeros: what tools leave that take a login out of the record."""
    return raw == _ZEROS


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")


def _address(raw: bytes) -> str | None:
    """ut_addr_v6: IPv4 in the first four bytes with the rest zero, else IPv6 in network order."""
    if not any(raw):
        return None
    if not any(raw[4:]):
        return address(bytes(10) + b"\xff\xff" + raw[:4])
    return address(raw)
