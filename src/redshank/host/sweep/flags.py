"""Attributes of files that only a system call shows: unchangeable, only to be added to."""

import ctypes
import os

_AT_FDCWD, _NOFOLLOW, _BYTES = -100, 0x100, 256
_IMMUTABLE, _APPEND = 0x10, 0x20  # STATX_ATTR_IMMUTABLE, STATX_ATTR_APPEND; struct statx: stx_attributes at 8
_LIBC = ctypes.CDLL(None, use_errno=True)


def flags_of(path: str) -> list[str]:
    """immutable, append_only, or neither; empty too where nothing is there or the system cannot say."""
    buffer = ctypes.create_string_buffer(_BYTES)
    if _LIBC.statx(_AT_FDCWD, os.fsencode(path), _NOFOLLOW, 0, buffer) != 0:
        return []
    attributes = int.from_bytes(buffer.raw[8:16], "little")
    return [word for bit, word in ((_IMMUTABLE, "immutable"), (_APPEND, "append_only")) if attributes & bit]
