"""The kernel side's table of watched folders and secrets, as the file sensor writes it."""

import mmap
import os
import stat
import struct

from redshank.host.sensor.libbpf import BpfObject

MAP, LEARN = "watches", ".data.learn"
_ARMED_AT = 12  # struct learn of file.bpf.h: u64 inode, u32 device, u32 armed


class KernelWatch:
    """Entries by inode and device (the kernel's encoding: major << 20 | minor); bits 1 tree, 2 secret.

    Entries of one file by several reasons are joined.
    """

    def __init__(self, bpf: BpfObject) -> None:
        self._bpf = bpf
        self._learn = mmap.mmap(bpf.map_fd(LEARN), mmap.PAGESIZE)

    def key(self, path: str) -> tuple[int, int] | None:
        """Inode and device of the regular file or folder at `path` as the kernel side sees them; None for anything else.

        On overlayfs and btrfs they differ from what stat says, so the kernel side is asked: it notes the file that we
        open. Where it does not look at opens (mode off) stat is the answer.
        """
        self._learn[_ARMED_AT] = 1
        try:
            handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            found = os.fstat(handle)
        finally:
            os.close(handle)
        inode, device, armed = struct.unpack_from("<QII", self._learn)
        self._learn[_ARMED_AT] = 0
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            return None
        if armed:
            return found.st_ino, os.major(found.st_dev) << 20 | os.minor(found.st_dev)
        return inode, device

    def add(self, inode: int, device: int, bits: int) -> None:
        """Watch a file or folder from now on. Raises OSError where the table is full."""
        key = _key(inode, device)
        known = self._bpf.get(MAP, key, 4)
        value = bits | (int.from_bytes(known, "little") if known else 0)
        if not self._bpf.put(MAP, key, value.to_bytes(4, "little")):
            raise OSError(7, "the kernel side's watch table is full")

    def remove(self, inode: int, device: int) -> None:
        """Watch it no longer; nothing happens where it was not watched."""
        self._bpf.drop(MAP, _key(inode, device))

    def close(self) -> None:
        """Unmap. May be called twice."""
        self._learn.close()


def _key(inode: int, device: int) -> bytes:
    return struct.pack("<QII", inode, device, 0)
