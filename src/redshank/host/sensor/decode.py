"""A kernel record becomes an event. Records are hostile input: every length is checked against what is there."""

from collections.abc import Callable
from struct import Struct
from typing import Any, NamedTuple

from redshank.core.errors import InputError
from redshank.events import Event
from redshank.events._generated.records import HEADER_BYTES, RECORDS
from redshank.host.sensor.derive import derive
from redshank.host.sensor.origin import mark

FLAG_COMPAT, FLAG_BEFORE = 1, 4  # of record.bpf.h
_HEAD = Struct("<HHIQQQQ")
_PARENT_SCOPE_PID = Struct("<72xI")
_CUT_PATH_BYTES = 3840  # the kernel side stops a path here; what is above the last folder is unknown
_CUT_PATH_PARTS = 47


class Record(NamedTuple):
    """A decoded record. start and parent_start: nanoseconds since boot. sequence: its number in its ring."""

    event: Event
    sequence: int
    start: int
    parent_start: int
    parent_scope_pid: int


def decode(data: bytes, offset_ns: int) -> Record:
    """The record in `data`; offset_ns turns the boot clock into nanoseconds since 1970.

    Raises InputError of kind `short`, `unknown_type`, `length` or `tail`.
    """
    if len(data) < HEADER_BYTES:
        raise InputError(f"kernel record of {len(data)} bytes, the head alone has {HEADER_BYTES}", "short")
    number, flags, length, sequence, _, start, parent_start = _HEAD.unpack_from(data)
    kind = RECORDS.get(number)
    if kind is None:
        raise InputError(f"kernel record of unknown type {number}", "unknown_type")
    if length != len(data) or length < kind.fixed.size:
        raise InputError(f"{kind.name} record says {length} bytes and has {len(data)}", "length")
    tails = _tails(data, kind.fixed.size, kind.tails)
    event = kind.make(kind.fixed.unpack_from(data), tails, offset_ns)
    derive(event, compat=bool(flags & FLAG_COMPAT), before=bool(flags & FLAG_BEFORE))
    mark(event, flags)
    return Record(event, sequence, start, parent_start, _PARENT_SCOPE_PID.unpack_from(data)[0])


def _tails(data: bytes, at: int, kinds: tuple[tuple[str, int], ...]) -> list[Any]:
    values: list[Any] = []
    for encoding, bound in kinds:
        end = at + 2 + int.from_bytes(data[at : at + 2], "little")
        if end > len(data) or at + 2 > len(data) or end - at - 2 > bound + 2:
            raise InputError(f"string at byte {at} reaches to {end} of {len(data)}", "tail")
        value = _VALUES[encoding](data[at + 2 : end])
        values.append(value[:bound] if isinstance(value, str) else value)  # escapes are longer than what they stand for
        at = end
    return values


def text(raw: bytes) -> str:
    """Bytes as text; what is no UTF-8 as backslash escapes."""
    return raw.rstrip(b"\0").decode("utf-8", "backslashreplace")


def path(raw: bytes) -> str:
    """A path from its parts, leaf first. One that was cut begins with `…` instead of the folders unknown."""
    if not raw:
        return ""
    parts = raw.decode("utf-8", "backslashreplace").rstrip("\0").split("\0")
    parts.reverse()
    start = "…/" if len(parts) >= _CUT_PATH_PARTS or len(raw) > _CUT_PATH_BYTES else "/"
    return start + "/".join(parts)


def arguments(raw: bytes) -> list[str]:
    """Arguments from their NUL-separated bytes; empty ones are kept."""
    if not raw:
        return []
    return raw.removesuffix(b"\0").decode("utf-8", "backslashreplace").split("\0")


def octets(raw: bytes) -> str:
    """Each byte as the character of its number, so that none is changed."""
    return raw.decode("latin-1")


def hexadecimal(raw: bytes) -> str:
    """Bytes that are no text, two digits each."""
    return raw.hex()


_VALUES: dict[str, Callable[[bytes], Any]] = {"text": text, "path": path, "argv": arguments, "hex": hexadecimal, "octets": octets}
