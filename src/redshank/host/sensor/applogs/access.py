"""One line of a web server's access log: the common and the combined form, of Apache, nginx and their kin. Pure."""

import re
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_address
from typing import NamedTuple

_LINE = re.compile(
    r"(?:(?P<host>[^ \"\[]{1,255}) )?(?P<address>[^ \"\[]{1,255}) [^ \"\[]{1,255} (?P<user>[^\[]{1,256}) "
    r"\[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}|-) (?P<bytes>\d{1,19}|-)'
    r'(?: "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)")?',
    re.ASCII | re.DOTALL,
)
"""With the name of the virtual host before it (Apache's vhost_combined) or without; what follows the user agent is left out."""
_REQUEST = re.compile(r"(?P<method>[A-Za-z_-]{1,16}) (?P<target>.+?)(?: (?P<version>HTTP/[\d.]{1,8}))?$", re.ASCII | re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|([\"\\nrt]))")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Request(NamedTuple):
    """What a line tells. time: nanoseconds since 1970, None where it is none. target: as the client asked, not decoded.

    method is None where the request is none of HTTP: then `target` is all of it.
    """

    time: int | None
    address: str | None
    host: str | None
    user: str | None
    method: str | None
    target: str
    status: int | None
    body_bytes: int | None
    referrer: str | None
    agent: str | None

    @property
    def path(self) -> str | None:
        """The target up to its question mark, where it is a path or a URL."""
        return self.target.partition("?")[0] if self.method is not None else None

    @property
    def query(self) -> str | None:
        """What follows the question mark; None where there is none."""
        return self.target.partition("?")[2] or None if self.method is not None else None


def parse(line: str) -> Request | None:
    """The request of a line, None where it is of another form."""
    found = _LINE.match(line)
    if found is None:
        return None
    asked = _REQUEST.match(request := _plain(found["request"]))
    size = found["bytes"]
    return Request(
        _time(found["time"]),
        _address(found["address"]),
        _known(found["host"]),
        _known(found["user"]),
        asked["method"] if asked else None,
        asked["target"] if asked else request,
        int(found["status"]) if found["status"] != "-" else None,
        int(size) if size != "-" else None,
        _known(_plain(found["referrer"] or "")),
        _known(_plain(found["agent"] or "")),
    )


def _plain(text: str) -> str:
    r"""Without the escapes servers put in: `\"`, `\x1b`. Bytes that are no UTF-8 stay escaped."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_unescaped, text.encode("utf-8", "backslashreplace")).decode("utf-8", "backslashreplace")


def _unescaped(escape: re.Match[bytes]) -> bytes:
    digits, letter = escape.groups()
    return bytes.fromhex(digits.decode()) if digits else _LETTERS.get(letter, letter)


def _known(text: str | None) -> str | None:
    return None if text in (None, "", "-") else text


def _address(text: str) -> str | None:
    """The client's address; None for a name."""
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return None


def _time(text: str) -> int | None:
    """`10/Oct/2000:13:55:36 -0700`; read without the locale."""
    try:
        month = _MONTHS.index(text[3:6]) + 1
        offset = timedelta(hours=int(text[22:24]), minutes=int(text[24:26]))
        zone = timezone(-offset if text[21] == "-" else offset) if offset else UTC
        moment = datetime(int(text[7:11]), month, int(text[:2]), int(text[12:14]), int(text[15:17]), int(text[18:20]), tzinfo=zone)
        seconds = int(moment.timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds * 1_000_000_000 if 0 <= seconds < 4_102_444_800 else None
