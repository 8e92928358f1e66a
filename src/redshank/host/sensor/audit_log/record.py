"""One line of audit.log as a record: `type=SYSCALL msg=audit(1795497375.151:266): arch=c000003e syscall=257 …`.

The kernel writes text it does not trust either in quotes or, where it holds a quote, a blank or a control character,
as hexadecimal digits, so a value cannot pretend to be another field. auditd in its ENRICHED form adds names in capital
letters (`UID="root"`) after a character of 0x1d.
"""

import re
from dataclasses import dataclass

from redshank.host.sensor.logins.entry import LATEST_NS

MAX_LINE_BYTES = 1 << 16
"""The kernel's own bound of a message is 8,970 bytes."""

_HEAD = re.compile(
    r"(?:node=(?P<node>[^ ]{1,255}) )?type=(?P<kind>[A-Z0-9_\[\]]{1,40}) "
    r"msg=audit\((?P<second>\d{1,10})\.(?P<ms>\d{3}):(?P<serial>\d{1,20})\):",
    re.ASCII,
)
# names and braces are bounded, so that a hostile line costs no more than it is long
_PAIR = re.compile(r"([A-Za-z][\w\[\]-]{0,40})=(\"[^\"]*\"|'[^']*'|\{[^}]{0,512}\}|[^ ]*)")
_HEX = re.compile(r"(?:[0-9A-F]{2})+")
_ABSENT = frozenset({"(null)", "(none)", "?", ""})
UNSET = 0xFFFFFFFF


@dataclass(slots=True)
class Record:
    """One record. kind: as written, `SYSCALL`. key: node, time in nanoseconds since 1970 and serial, the same for all
    records of one event. body: the text after the head. added: what auditd put behind it in its ENRICHED form.

    Its values are only taken apart when they are asked for: most records of a log are of no use to us.
    """

    kind: str
    key: tuple[str, int, int]
    body: str
    added: str = ""
    _fields: dict[str, str] | None = None

    @property
    def node(self) -> str:
        """The machine that wrote it, where its log says so."""
        return self.key[0]

    @property
    def time(self) -> int:
        """Nanoseconds since 1970."""
        return self.key[1]

    @property
    def fields(self) -> dict[str, str]:
        """Values as written, still quoted or in hexadecimal; those inside `msg='…'` are among them."""
        if self._fields is None:
            self._fields = dict(_PAIR.findall(self.body))
            if (inner := self._fields.pop("msg", "")).startswith("'"):
                for name, value in _PAIR.findall(inner.strip("'")):
                    self._fields.setdefault(name, value)
        return self._fields

    def text(self, name: str) -> str | None:
        """A value the kernel does not trust: without its quotes, or out of hexadecimal digits; None where it is absent."""
        value = self.fields.get(name)
        if value is None:
            return None
        if value[:1] == '"':
            return value[1:-1]
        if value in _ABSENT:
            return None
        return from_hex(value) if _HEX.fullmatch(value) else value

    def word(self, name: str) -> str | None:
        """A value the kernel writes as it is."""
        value = self.fields.get(name, "").strip('"')
        return None if value in _ABSENT else value

    def number(self, name: str, base: int = 10, most: int = (1 << 64) - 1) -> int | None:
        """A number of at least 0, None where it is absent, unset (4294967295 is kept) or out of range."""
        value = self.signed(name, base)
        return value if value is not None and 0 <= value <= most else None

    def signed(self, name: str, base: int = 10) -> int | None:
        """A number of 64 bits with its sign."""
        value = self.fields.get(name, "")
        if not 0 < len(value) <= 20:
            return None
        try:
            found = int(value, base)
        except ValueError:
            return None
        return found if -(1 << 63) <= found < 1 << 64 else None

    def result(self) -> int | None:
        """What the call returned."""
        value = self.signed("exit")
        return value if value is not None and value < 1 << 63 else None

    def name(self, key: str) -> str | None:
        """A name that auditd put beside a number in its ENRICHED form, None where there is none or it is `unset`."""
        value = next((value for name, value in _PAIR.findall(self.added) if name == key), "").strip('"') if self.added else ""
        return None if value in ("unset", "unknown", *_ABSENT) or value.startswith("unknown(") else value


def from_hex(digits: str) -> str:
    """Text of hexadecimal digits; bytes that are no UTF-8 as backslash escapes."""
    return bytes.fromhex(digits).decode("utf-8", "backslashreplace")


def is_audit_line(line: bytes) -> bool:
    """True where a line begins as those of audit.log do."""
    return parse(line[:512].decode("utf-8", "backslashreplace")) is not None


def parse(text: str) -> Record | None:
    """The record of one line, None where it is none."""
    found = _HEAD.match(text)
    if found is None:
        return None
    node, kind, second, ms, serial = found.groups("")
    body, _, added = text[found.end() :].strip().partition("\x1d")
    time = (int(second) * 1000 + int(ms)) * 1_000_000
    return Record(kind, (node, time, int(serial)), body, added) if time < LATEST_NS else None
