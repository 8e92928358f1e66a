"""The kernel side's table of watched folders and secrets, as the file sensor writes it."""

import struct

from redshank.host.sensor.libbpf import Loaded

MAP = "watches"


class KernelWatch:
    """Entries by inode and device (the kernel's encoding: major << 20 | minor); bits 1 tree, 2 secret.

    Entries of one file by several reasons are joined.
    """

    def __init__(self, bpf: Loaded) -> None:
        self._bpf = bpf
        self._known: dict[bytes, bytes] = {}

    def add(self, inode: int, device: int, bits: int) -> None:
        """Watch a file or folder from now on. Raises OSError where the table is full."""
        key = _key(inode, device)
        known = self._bpf.get(MAP, key, 4)
        value = bits | (int.from_bytes(known, "little") if known else 0)
        if not self._bpf.put(MAP, key, value.to_bytes(4, "little")):
            raise OSError(7, "the kernel side's watch table is full")
        self._known[key] = value.to_bytes(4, "little")

    def remove(self, inode: int, device: int) -> None:
        """Watch it no longer; nothing happens where it was not watched."""
        self._known.pop(_key(inode, device), None)
        self._bpf.drop(MAP, _key(inode, device))

    def restore(self) -> int:
        """Put back what somebody else took out or changed; how much that was."""
        lost = [(key, value) for key, value in self._known.items() if self._bpf.get(MAP, key, 4) != value]
        for key, value in lost:
            self._bpf.put(MAP, key, value)
        return len(lost)


def _key(inode: int, device: int) -> bytes:
    return struct.pack("<QII", inode, device, 0)
