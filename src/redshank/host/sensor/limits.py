"""How much of each kind of event one process and one user may cause before the kernel side holds the rest back."""

import struct
from dataclasses import dataclass

from redshank.events._generated.columns import SPOOL_CLASS
from redshank.events._generated.records import RECORDS
from redshank.host.sensor.libbpf import Loaded

MAP = "limits"
BURST_S = 4
"""A source that was quiet may cause so many seconds' worth at once."""
_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Events a second of one type. process, user: of the bulk ring (opens, connections); urgent: of the urgent ring by one user

    (processes, credentials, modules). 0: no limit. What says how the agent itself is (class 0) is never held back.
    """

    process: int = 0
    user: int = 0
    urgent: int = 0


NO_LIMITS = Limits()


def apply(bpf: Loaded, limits: Limits, divisor: int = 1) -> dict[bytes, bytes]:
    """Tell the kernel side; gives the map's entries. divisor: only this part of what the bulk ring may carry."""
    entries: dict[bytes, bytes] = {}
    for number, kind in RECORDS.items():
        if SPOOL_CLASS.get(kind.name) == 0:
            continue
        user, process = (limits.urgent, 0) if kind.ring == "urgent" else (limits.user // divisor, limits.process // divisor)
        entries[struct.pack("<I", number)] = _entry(process) + _entry(user)
    for key, value in entries.items():
        bpf.put(MAP, key, value)
    return entries


def _entry(per_second: int) -> bytes:
    cost = _NS // per_second if per_second else 0
    return struct.pack("<QQ", cost, max(BURST_S * _NS, cost))
