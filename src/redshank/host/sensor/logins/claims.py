"""What one sentence of a log claims about logins, before it is known whether another voice told the same."""

import socket
from functools import lru_cache
from typing import Literal

import msgspec

Kind = Literal["login", "failed", "logout"]

Voice = Literal["program", "pam_error", "invalid", "not_allowed", "too_many", "disconnecting", "closed", "pam", "logind", "record"]
"""Who tells it. program: the one that lets in or refuses, about this very try. pam_error to closed: its other sentences
about a try or a connection, each with a count of its own. pam: a PAM module. logind: systemd-logind. record: wtmp, btmp."""

MAX_COUNT = 100
"""Most failures one sentence can claim: a forged `999999999 more` must not become so many events."""

MAX_USER_BYTES = 64


class Claim(msgspec.Struct, frozen=True, gc=False):
    """One fact about logins, as one voice tells it. What the voice does not know is None.

    user: whom the login was for; for a refused sudo, whose password was asked. count: how many such facts.
    own_pid: False where the sentence is of another process than the one the other voices name. opening: True where it is
    the first refusal of a conversation, so that it cannot be about one told before.
    """

    kind: Kind
    voice: Voice
    service: str | None = None
    user: str | None = None
    ip: str | None = None
    port: int | None = None
    method: str | None = None
    invalid: bool | None = None
    count: int = 1
    tty: str | None = None
    own_pid: bool = True
    opening: bool = False


@lru_cache(maxsize=8192)
def address(text: str) -> str | None:
    """The usual spelling of an address, None where text is none (a name, UNKNOWN); a zone (%eth0) is cut off.

    IPv4 mapped into IPv6 becomes plain IPv4, as sshd on a socket for both writes either.
    """
    text = text.partition("%")[0]
    try:
        if ":" not in text:
            return socket.inet_ntop(socket.AF_INET, socket.inet_pton(socket.AF_INET, text))
        raw = socket.inet_pton(socket.AF_INET6, text)
    except (OSError, ValueError):
        return None
    if raw.startswith(bytes(10) + b"\xff\xff"):
        return socket.inet_ntop(socket.AF_INET, raw[12:])
    return socket.inet_ntop(socket.AF_INET6, raw)


def number(text: str | None, most: int) -> int | None:
    """The number that text says, None where it says none or more than `most`."""
    if not text or len(text) > 10 or not (text.isascii() and text.isdigit()):
        return None
    value = int(text)
    return value if value <= most else None


def port(text: str | None) -> int | None:
    """A port, None where text is none."""
    return number(text, 65535)


def times(text: str) -> int:
    """How many times a sentence says, at least 1 and at most MAX_COUNT."""
    return max(1, min(MAX_COUNT, int(text[:10]))) if text.isascii() and text.isdigit() else 1


def cut(text: str, most_bytes: int) -> str:
    """Text of at most so many bytes of UTF-8, never ending in half a character."""
    if len(text) * 4 <= most_bytes:
        return text
    return text.encode("utf-8", "backslashreplace")[:most_bytes].decode("utf-8", "ignore")


def user(text: str | None) -> str | None:
    """A user name within its bound, None where it is empty."""
    return cut(text, MAX_USER_BYTES) if text else None
