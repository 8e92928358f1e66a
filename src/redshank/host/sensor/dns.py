"""A DNS message as values (RFC 1035 section 4). Messages are hostile input: every length, count and pointer is bounded.

Names are written as in zone files: labels joined by dots, a dot or any byte that is no plain text within one as `\\DDD`.
"""

import socket
import struct
from dataclasses import dataclass

from redshank.core.errors import InputError

HEAD_BYTES = 12
MAX_NAME_BYTES = 255
MAX_ANSWERS = 32
MAX_TEXT = 255
"""Characters kept of one answer's data."""

_HEAD = struct.Struct("!HHHHHH")
_FIXED = struct.Struct("!HHIH")
_POINTER, _TRUNCATED, _ANSWER = 0xC0, 0x200, 0x8000
_INTERNET = 1
_TYPES = {
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 35: "NAPTR", 41: "OPT", 43: "DS",
    46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 64: "SVCB", 65: "HTTPS", 251: "IXFR", 252: "AXFR", 255: "ANY", 257: "CAA", 10: "NULL",
}
_CODES = {
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED", 6: "YXDOMAIN", 7: "YXRRSET", 8: "NXRRSET",
    9: "NOTAUTH", 10: "NOTZONE",
}
_OPERATIONS = {0: "QUERY", 1: "IQUERY", 2: "STATUS", 4: "NOTIFY", 5: "UPDATE"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One record of the answer section. data: an address, a name, text, or hexadecimal where the type is another."""

    name: str
    kind: str
    ttl: int
    data: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message. question and kind: of the first question, empty where there is none.

    truncated: the server said so, or the answers could not be read to their end.
    """

    number: int
    is_answer: bool
    operation: str
    code: str
    question: str
    kind: str
    answers: tuple[Answer, ...]
    truncated: bool


def parse(data: bytes) -> Message:
    """The message in `data`, which may have been cut. Raises InputError where not even head and question can be read."""
    if len(data) < HEAD_BYTES:
        raise InputError(f"DNS message of {len(data)} bytes, the head alone has {HEAD_BYTES}", "short")
    number, bits, questions, records, _, _ = _HEAD.unpack_from(data)
    at, question, kind = HEAD_BYTES, "", ""
    for place in range(min(questions, 2)):  # more than one is answered by no server; the second is only passed over
        name, at = _name(data, at)
        if at + 4 > len(data):
            raise InputError("DNS question ends in its middle", "question")
        if not place:
            question, kind = name, type_name(int.from_bytes(data[at : at + 2]))
        at += 4
    answers = _answers(data, at, records) if questions <= 2 else []
    operation = bits >> 11 & 15
    return Message(
        number,
        bool(bits & _ANSWER),
        _OPERATIONS.get(operation, str(operation)),
        _CODES.get(bits & 15, str(bits & 15)),
        question,
        kind,
        tuple(answers),
        bool(bits & _TRUNCATED) or len(answers) < records,
    )


def type_name(number: int) -> str:
    """The name of a record type; `TYPE65280` as RFC 3597 writes one that has none here."""
    return _TYPES.get(number, f"TYPE{number}")


def _answers(data: bytes, at: int, count: int) -> list[Answer]:
    """Answers up to the first that cannot be read, at most 32."""
    found: list[Answer] = []
    try:
        for _ in range(min(count, MAX_ANSWERS)):
            name, at = _name(data, at)
            if at + _FIXED.size > len(data):
                break
            kind, group, ttl, length = _FIXED.unpack_from(data, at)
            at += _FIXED.size
            if at + length > len(data):
                break
            found.append(Answer(name, type_name(kind), ttl, _value(data, at, length, kind, group)))
            at += length
    except InputError:
        pass
    return found


def _value(data: bytes, at: int, length: int, kind: int, group: int) -> str:
    raw = data[at : at + length]
    if group == _INTERNET and kind == 1 and length == 4:
        return socket.inet_ntop(socket.AF_INET, raw)
    if group == _INTERNET and kind == 28 and length == 16:
        return socket.inet_ntop(socket.AF_INET6, raw)
    if kind in (2, 5, 12):
        return _name(data, at)[0][:MAX_TEXT]
    if kind == 15 and length > 2:
        return f"{int.from_bytes(raw[:2])} {_name(data, at + 2)[0]}"[:MAX_TEXT]
    if kind == 16:
        return _strings(raw)[:MAX_TEXT]
    return raw.hex()[:MAX_TEXT]


def _strings(raw: bytes) -> str:
    """The strings of a TXT record one after another, each with its length before it."""
    parts: list[str] = []
    at = 0
    while at < len(raw) and len(parts) < MAX_TEXT:
        parts.append(_plain(raw[at + 1 : at + 1 + raw[at]], dots=True))
        at += 1 + raw[at]
    return "".join(parts)


def _name(data: bytes, at: int) -> tuple[str, int]:
    """The name at `at`, and where what follows it begins.

    A pointer must go back further than all before it, so that no chain of them has a loop.
    """
    labels: list[str] = []
    end, lowest, used = -1, at, 0
    while True:
        if at >= len(data):
            raise InputError("DNS name reaches over the message", "name")
        length = data[at]
        if length & _POINTER == _POINTER:
            target = int.from_bytes(data[at : at + 2]) & 0x3FFF
            if at + 2 > len(data) or target >= lowest:
                raise InputError("DNS name points nowhere, or forward", "pointer")
            end = at + 2 if end < 0 else end
            at = lowest = target
            continue
        if length & _POINTER:
            raise InputError("DNS label of an unknown kind", "name")
        at += 1
        if not length:
            return ".".join(labels), at if end < 0 else end
        used += length + 1
        if used > MAX_NAME_BYTES or at + length > len(data):
            raise InputError("DNS name is too long", "name")
        labels.append(_plain(data[at : at + length]))
        at += length


def _plain(raw: bytes, *, dots: bool = False) -> str:
    return "".join(chr(b) if _is_plain(b, dots) else f"\\{b:03d}" for b in raw)


def _is_plain(byte: int, dots: bool) -> bool:
    if byte in b" .":
        return dots
    return 0x20 < byte < 0x7F and byte != 0x5C
