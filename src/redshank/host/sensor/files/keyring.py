"""The kernel side's watch map, kept true while files are replaced: each save of a password file is a new inode."""

import os
from collections import Counter
from typing import Protocol

from redshank.host.sensor.files.mounts import Devices
from redshank.host.sensor.files.watches import MAX_KEYS, Secret, WatchPlan, bits_of, file_key, keyed_paths, secret_folders

FileKey = tuple[int, int]
"""Inode and device."""


class KernelWatch(Protocol):
    """The map of the kernel side, from (inode, device) to bits; the device as the kernel encodes it."""

    def add(self, inode: int, device: int, bits: int) -> None:
        """Watch this file or folder, or give it further bits. May raise OSError where it is refused."""
        ...

    def remove(self, inode: int, device: int) -> None:
        """Watch it no more. No error where it was not watched."""
        ...


class Keyring:
    """Knows which path has which key, and tells the kernel side every change."""

    def __init__(self, kernel: KernelWatch) -> None:
        self._kernel = kernel
        self._held: dict[str, tuple[FileKey, int]] = {}
        self._paths: dict[FileKey, dict[str, int]] = {}
        self._told: dict[FileKey, int] = {}
        self._secrets: dict[bytes, list[Secret]] = {}
        self._plan, self._devices = WatchPlan(()), Devices()
        self.counts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._paths)

    @property
    def folders(self) -> frozenset[bytes]:
        """Paths of the folders that hold secrets: a new name in one of them is to be told by `look_again`."""
        return frozenset(self._secrets)

    def follow(self, plan: WatchPlan) -> None:
        """Hold exactly what the plan asks for and what exists now."""
        self._plan, self._devices = plan, Devices()  # mounts may have changed
        self._secrets = {os.fsencode(folder): secrets for folder, secrets in secret_folders(plan).items()}
        wanted = dict(keyed_paths(plan))
        for path in [path for path in self._held if path not in wanted]:
            self._hold(path, None, 0)
        for path, bits in wanted.items():
            self._hold(path, file_key(plan, path, self._devices), bits)

    def look_again(self, folder: bytes, name: bytes) -> None:
        """This name may be another file now, or none. Names that are no secret are ignored."""
        secrets = self._secrets.get(folder)
        if secrets and (bits := bits_of(secrets, os.fsdecode(name))):
            path = os.fsdecode(folder + b"/" + name)
            self._hold(path, file_key(self._plan, path, self._devices), bits)

    def _hold(self, path: str, key: FileKey | None, bits: int) -> None:
        before = self._held.get(path)
        if before == ((key, bits) if key else None):
            return
        if before:
            del self._held[path]
            paths = self._paths[before[0]]
            del paths[path]
            if before[0] != key:
                self._tell(before[0])
        if key:
            self._add(path, key, bits)

    def _add(self, path: str, key: FileKey, bits: int) -> None:
        if key not in self._paths and len(self._paths) >= MAX_KEYS:
            self.counts["keys_left_out"] += 1
            return
        self._held[path] = (key, bits)
        self._paths.setdefault(key, {})[path] = bits
        self._tell(key)

    def _tell(self, key: FileKey) -> None:
        """One object may have several names, each with its own bits; the kernel side only ever adds bits."""
        bits, told = 0, self._told.pop(key, 0)
        for each in self._paths[key].values():
            bits |= each
        try:
            if told & ~bits:
                self._kernel.remove(*key)
            if bits:
                self._kernel.add(*key, bits)
                self._told[key] = bits
            else:
                del self._paths[key]
        except OSError:
            self.counts["keys_refused"] += 1
