"""A BPF file system of a test's own, so that pins of tests never meet those of an agent."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LAZY = 2  # MNT_DETACH


@contextmanager
def bpf_folder(place: Path) -> Iterator[Path]:
    """The folder, with a BPF file system mounted on it; gone with all its pins at the end."""
    libc = ctypes.CDLL(None, use_errno=True)
    place.mkdir()
    if libc.mount(b"bpf", os.fsencode(place), b"bpf", ctypes.c_ulong(0), None) != 0:
        raise OSError(ctypes.get_errno(), "mount")
    try:
        yield place
    finally:
        libc.umount2(os.fsencode(place), LAZY)
