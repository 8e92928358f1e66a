"""Many addresses at once: by numpy where it is installed, else one by one."""

import socket
from collections.abc import Callable, Sequence
from typing import Any

from redshank.analysis.intel.store import Store

Many = Callable[[Sequence[str]], list[int]]


def numpy_module() -> Any:
    """numpy, or None: the base install has none."""
    try:
        import numpy  # noqa: PLC0415
    except ImportError:
        return None
    return numpy


def listed(store: Store, addresses: Sequence[str], np: Any) -> list[int]:
    """The places in `addresses` of those that some source names, ascending. np: numpy or None."""
    if np is None:
        return [at for at, address in enumerate(addresses) if store.address(address)]
    try:
        raw = b"".join(map(socket.inet_aton, addresses))
    except (OSError, ValueError):
        return _mixed(store, addresses, np)
    return _v4(store, np.frombuffer(raw, dtype=">u4").astype("u4"), np).tolist()  # type: ignore[no-any-return]


def _mixed(store: Store, addresses: Sequence[str], np: Any) -> list[int]:
    """Addresses of both families, and text that is none."""
    plain, others = list[int](), list[int]()
    for at, address in enumerate(addresses):
        (others if ":" in address or not _is_v4(address) else plain).append(at)
    found = listed(store, [addresses[at] for at in plain], np) if plain else []
    return sorted([*(plain[at] for at in found), *(at for at in others if store.address(addresses[at]))])


def _is_v4(text: str) -> bool:
    try:
        socket.inet_aton(text)
    except (OSError, ValueError):
        return False
    return True


def _v4(store: Store, wanted: Any, np: Any) -> Any:
    # Searched in order, the columns are read from front to back: the caches carry it.
    order = np.argsort(wanted)
    asked = wanted[order]
    hit = np.zeros(len(asked), dtype=bool)
    single = np.frombuffer(store.columns["single"], dtype="u4")
    if len(single):
        hit |= single[np.minimum(np.searchsorted(single, asked), len(single) - 1)] == asked
    low, high = (np.frombuffer(store.columns[name], dtype="u4") for name in ("range_low", "range_high"))
    if len(low):
        at = np.searchsorted(low, asked, side="right") - 1
        hit |= (at >= 0) & (high[np.maximum(at, 0)] >= asked)
    return np.sort(order[hit])
