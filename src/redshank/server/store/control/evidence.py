"""What an alert is kept with: its own record, and copies of the events behind it, so that retention never orphans it.

All of it is bounded. A record over its bound is cut and says so; of many events the first ones are kept, and how many
different ones there were is known all the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec
import zstandard

from redshank.events import Event
from redshank.events.codec import to_flat as event_to_flat
from redshank.events.codec import to_line
from redshank.findings.alert import Alert, clause_to_flat, to_flat

MAX_EVENTS = 200
MAX_BODY_BYTES = 64 << 10
MAX_EVENT_BYTES = 32 << 10
MAX_EVENTS_BYTES = 180 << 10
"""Bytes of JSON. Together with the body and the marks of what was seen a record stays under 256 KiB."""
MAX_RECORD_BYTES = 256 << 10
MAX_SEEN = 1_000
"""Events that are told apart exactly. Beyond it a repeat counts as one further event."""

_MARK_BYTES = 8
_LEVEL = 3
_LIMITS = ((4096, 200), (1024, 50), (256, 20), (64, 8))
"""Characters of a text and parts of a list that are left, tried in order until the whole is within its bound."""
_NEEDED = ("@timestamp", "alert.", "event.action", "host.", "rule.", "threat.")
_ENCODE = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Events of an alert. lines: JSON, the first ones only; size: their bytes with a newline each. total: different events
    ever. seen: marks of those told apart.
    """

    lines: tuple[bytes, ...] = ()
    size: int = 0
    total: int = 0
    seen: tuple[bytes, ...] = ()


def grow(old: Evidence, events: Iterable[Event], gained: int) -> Evidence:
    """The evidence with these events, each once however often it comes. gained: firings the alert had not counted before."""
    known, lines, seen, size = set(old.seen), list(old.lines), list(old.seen), old.size
    beyond = False
    for event in events:
        mark = _mark(event)
        if mark in known:
            continue
        if len(seen) >= MAX_SEEN:
            beyond = True
            break
        known.add(mark)
        seen.append(mark)
        if len(lines) < MAX_EVENTS and size < MAX_EVENTS_BYTES - MAX_EVENT_BYTES:
            lines.append(line_of(event))
            size += len(lines[-1]) + 1
    total = old.total + len(seen) - len(old.seen) + (gained if beyond else 0)
    return old if total == old.total else Evidence(tuple(lines), size, total, tuple(seen))


def body_of(alert: Alert) -> bytes:
    """The alert as JSON, with the ids of as many events as are kept."""
    try:
        flat = to_flat(alert)
        flat["event.ids"] = flat["event.ids"][:MAX_EVENTS]
        line = _ENCODE.encode(flat)
    except (ValueError, OverflowError):
        return cut(_plain_alert(alert), MAX_BODY_BYTES, 0)
    return line if len(line) <= MAX_BODY_BYTES else cut(flat, MAX_BODY_BYTES, len(line))


def line_of(event: Event) -> bytes:
    """The event as JSON."""
    try:
        line = to_line(event)
    except (ValueError, OverflowError):
        return cut(_plain(event), MAX_EVENT_BYTES, 0)
    return line if len(line) <= MAX_EVENT_BYTES else cut(event_to_flat(event), MAX_EVENT_BYTES, len(line))


def _plain(event: Event) -> dict[str, Any]:
    """An event that JSON has no words for (a time no calendar has, half a pair of surrogates): times stay numbers."""
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return plain


def _plain_alert(alert: Alert) -> dict[str, Any]:
    return _plain(alert.event) | {
        "event.kind": "alert",
        "alert.id": alert.id,
        "alert.severity": alert.severity,
        "alert.title": alert.title,
        "rule.id": alert.rule_id,
        "rule.name": alert.rule_name,
        "rule.author": alert.rule_author,
        "threat.technique.id": list(alert.technique_ids),
        "threat.tactic.id": list(alert.tactic_ids),
        "why": [clause_to_flat(clause) for clause in alert.why],
        "event.ids": [event.event_id for event in (alert.events or (alert.event,))[:MAX_EVENTS]],
    }


def cut(flat: dict[str, Any], most: int, size: int) -> bytes:
    """JSON of at most `most` bytes. `redshank.cut` tells how many there were, and how long the lists that were cut."""
    lengths = {key: len(value) for key, value in flat.items() if isinstance(value, list)}
    for characters, parts in _LIMITS:
        note = {"bytes": size} | {key: length for key, length in lengths.items() if length > parts}
        line = _ENCODE.encode(_trimmed(flat, characters, parts) | {"redshank.cut": note})
        if len(line) <= most:
            return line
    bare = {key: value for key, value in flat.items() if key.startswith(_NEEDED)}
    return _ENCODE.encode(_trimmed(bare, *_LIMITS[-1]) | {"redshank.cut": {"bytes": size}})


def _trimmed(flat: dict[str, Any], characters: int, parts: int) -> dict[str, Any]:
    return {key: _trim(value, characters, parts) for key, value in flat.items()}


def _trim(value: Any, characters: int, parts: int) -> Any:
    if isinstance(value, str):
        return clean(value) if len(value) <= characters else f"{clean(value[:characters])}… ({len(value)} characters)"
    if isinstance(value, list):
        return [_trim(part, characters, parts) for part in value[:parts]]
    if isinstance(value, dict):
        return {clean(str(key)[:characters]): _trim(part, characters, parts) for key, part in list(value.items())[:parts]}
    return value


def clean(text: str) -> str:
    """Text that every database takes: NUL and lone surrogates as backslash escapes."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()


# As rows


def packed(evidence: Evidence, compress: Callable[[bytes], bytes]) -> dict[str, Any]:
    """The columns of an evidence."""
    return {
        "events": compress(b"\n".join(evidence.lines)),
        "events_kept": len(evidence.lines),
        "events_bytes": evidence.size,
        "seen": b"".join(evidence.seen),
    }


def unpacked(events: bytes, seen: bytes, total: int) -> Evidence:
    """The inverse of `packed`."""
    lines = tuple(lines_of(events))
    marks = tuple(seen[at : at + _MARK_BYTES] for at in range(0, len(seen), _MARK_BYTES))
    return Evidence(lines, sum(map(len, lines)) + len(lines), total, marks)


def lines_of(events: bytes) -> list[bytes]:
    """The JSON of the events that a row keeps."""
    raw = inflate(events)
    return raw.split(b"\n") if raw else []


def inflate(data: bytes) -> bytes:
    """What was compressed into one of our rows."""
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=MAX_RECORD_BYTES)


def compressor() -> Callable[[bytes], bytes]:
    """One for many rows: to make it costs more than a row."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress


def _mark(event: Event) -> bytes:
    return blake2b((event.event_id or "").encode("utf-8", "backslashreplace") or line_of(event), digest_size=_MARK_BYTES).digest()
