"""Memory of a long-lived process kept in bounds: few arenas, and what the start left over given back."""

import ctypes
import gc
from contextlib import suppress

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""malloc.h of glibc"""
ARENAS = 2
TRIM_BYTES = 16 << 20
MMAP_BYTES = 1 << 20
"""Blocks so large are mapped by themselves and given back at once. Setting it keeps glibc from raising it to 32 MiB by itself."""


def bound_arenas() -> None:
    """Before threads start: each would get an arena of its own, and keep what it once needed."""
    with suppress(OSError, AttributeError):  # another C library than glibc
        library = ctypes.CDLL(None)
        library.mallopt(M_ARENA_MAX, ARENAS)
        library.mallopt(M_TRIM_THRESHOLD, TRIM_BYTES)
        library.mallopt(M_MMAP_THRESHOLD, MMAP_BYTES)


def settle() -> None:
    """Once all is loaded: it stays, so the collector need not walk it with each new event; what was freed goes back."""
    gc.collect()
    gc.freeze()
    trim()


def trim() -> None:
    """Give back what is free."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
