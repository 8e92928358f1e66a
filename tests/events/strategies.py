"""Random events, drawn from the event table itself: a new field or type is tested the day it is declared."""

import ipaddress
from typing import Any

from hypothesis import strategies as st

from redshank.events import BY_NAME, Event
from redshank.events.field import SCALAR_KINDS, EventType, Field
from redshank.events.table import COMMON, TYPES, own_fields

_BITS = {"u8": 8, "u16": 16, "u32": 32, "u64": 64, "i32": 32, "i64": 64}
_LAST_NS = 253_402_300_799 * 10**9  # the last second of the year 9999, which RFC 3339 can still write

TIMES = st.integers(0, _LAST_NS // 1000).map(lambda us: us * 1000)
"""Times as JSON carries them: whole microseconds."""


def values(field: Field) -> st.SearchStrategy[Any]:
    """Values that a field may have, of its kind and within its bounds."""
    if field.kind in SCALAR_KINDS:
        bits = _BITS[field.kind]
        return st.integers(-(1 << bits - 1), (1 << bits - 1) - 1) if field.kind[0] == "i" else st.integers(0, (1 << bits) - 1)
    if field.kind.startswith("str:") or field.kind == "text":
        return st.text(max_size=min(field.bound // 4, 40))
    return {
        "time": TIMES,
        "bool": st.booleans(),
        "ip": st.ip_addresses().filter(_is_writable).map(str),
        "list": st.lists(st.text(max_size=10), max_size=4),
        "json": st.lists(st.fixed_dictionaries({"pid": st.integers(0, 2**32 - 1), "executable": st.text(max_size=10)}), max_size=3),
    }[field.kind]


def _is_writable(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """An IPv6 address that maps an IPv4 one is written as the IPv4 one."""
    return not isinstance(address, ipaddress.IPv6Address) or address.ipv4_mapped is None


def events(event_type: EventType) -> st.SearchStrategy[Event]:
    """Events of one type with any of its fields absent."""
    fields = [field for field in (*COMMON, *own_fields(event_type)) if field.attribute != "timestamp"]
    optional = {field.attribute: values(field) for field in fields}
    kind = BY_NAME[event_type.name]
    drawn: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({"timestamp": TIMES}, optional=optional)
    return drawn.map(lambda chosen: kind(**chosen))


ANY_EVENT = st.sampled_from(TYPES).flatmap(events)
