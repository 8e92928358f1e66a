"""Keys of folders: file system and handle, byte for byte as a fanotify record has them."""

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, c_char_p, c_int
from struct import Struct

_AT_EMPTY_PATH, _AT_HANDLE_FID = 0x1000, 0x200
_HEAD = Struct("<Ii")  # bytes of the handle, its type
_MAX_HANDLE = 128
_FSID = Struct("<Q")
FSID_BYTES = 8


class Handles:
    """Turns open folders into keys, and keys back into open folders where the file system can."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.name_to_handle_at.argtypes = [c_int, c_char_p, ctypes.c_void_p, POINTER(c_int), c_int]
        self._libc.open_by_handle_at.argtypes = [c_int, ctypes.c_void_p, c_int]
        self._buffer = ctypes.create_string_buffer(_HEAD.size + _MAX_HANDLE)
        self._mount_id = c_int()
        self._fsids: dict[int, bytes] = {}
        # A handle for naming only: 6.5 and newer, and the only kind overlayfs has.
        self._flags = _AT_EMPTY_PATH | _AT_HANDLE_FID

    def key(self, fd: int, device: int) -> bytes:
        """The key of an open folder on `device` (st_dev). Raises OSError where its file system has no handles."""
        if self._name(fd) < 0:
            number = ctypes.get_errno()
            if number != errno.EINVAL or not self._flags & _AT_HANDLE_FID:
                raise OSError(number, f"name_to_handle_at: {os.strerror(number)}")
            self._flags = _AT_EMPTY_PATH
            return self.key(fd, device)
        size = _HEAD.unpack_from(self._buffer)[0]
        return self._fsid(fd, device) + self._buffer.raw[: _HEAD.size + min(size, _MAX_HANDLE)]

    def _name(self, fd: int) -> int:
        _HEAD.pack_into(self._buffer, 0, _MAX_HANDLE, 0)
        return int(self._libc.name_to_handle_at(fd, b"", self._buffer, ctypes.byref(self._mount_id), self._flags))

    def _fsid(self, fd: int, device: int) -> bytes:
        known = self._fsids.get(device)
        if known is None:
            known = self._fsids[device] = _FSID.pack(os.fstatvfs(fd).f_fsid)
        return known

    @contextmanager
    def opened(self, mount: int, key: bytes) -> Iterator[int]:
        """The folder with this key, open; `mount`: any open folder of its file system. Raises OSError, on overlayfs always."""
        handle = ctypes.create_string_buffer(key[FSID_BYTES:], _HEAD.size + _MAX_HANDLE)
        fd = int(self._libc.open_by_handle_at(mount, handle, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        if fd < 0:
            number = ctypes.get_errno()
            raise OSError(number, f"open_by_handle_at: {os.strerror(number)}")
        try:
            yield fd
        finally:
            os.close(fd)
