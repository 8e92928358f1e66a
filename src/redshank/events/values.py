"""Raw kernel values as the values of events: short names, addresses, times. All of it comes from hostile hands."""

import socket
from datetime import UTC, datetime
from functools import lru_cache

COMM_CHARACTERS = 16
_MAPPED = bytes(10) + b"\xff\xff"


@lru_cache(maxsize=4096)
def comm(raw: bytes) -> str:
    """A thread's short name from its NUL-padded bytes; bytes that are no UTF-8 as backslash escapes.

    Escapes are longer than what they stand for, and a name over its bound would have the whole event refused: it is cut.
    """
    return raw.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")[:COMM_CHARACTERS]


@lru_cache(maxsize=16384)
def address(raw: bytes) -> str:
    """The text of an address of 16 bytes; IPv4 is mapped into IPv6 as in RFC 4291 2.5.5.2."""
    if raw.startswith(_MAPPED):
        return socket.inet_ntop(socket.AF_INET, raw[12:])
    return socket.inet_ntop(socket.AF_INET6, raw)


def packed(text: str) -> bytes:
    """The 16 bytes of an address: the inverse of `address`. Raises OSError where text is no address."""
    if ":" in text:
        return socket.inet_pton(socket.AF_INET6, text)
    return _MAPPED + socket.inet_pton(socket.AF_INET, text)


def rfc3339(ns: int) -> str:
    """Nanoseconds since 1970 as RFC 3339 in UTC with microseconds: 2026-11-24T04:24:11.000001Z."""
    seconds, rest = divmod(ns, 1_000_000_000)
    return f"{_second(seconds)}.{rest // 1000:06d}Z"


@lru_cache(maxsize=256)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def nanoseconds(text: str) -> int:
    """Nanoseconds since 1970 of an RFC 3339 time with a zone. Raises ValueError where it is none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {text}")
    return int(moment.replace(microsecond=0).timestamp()) * 1_000_000_000 + moment.microsecond * 1000
