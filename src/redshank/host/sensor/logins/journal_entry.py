"""One line of `journalctl --output=json` as an entry."""

from collections import OrderedDict
from typing import Any

import msgspec

from redshank.host.sensor.logins.entry import LATEST_NS, Entry

SOURCE = "journal"

_OWN_PROGRAMS = {
    "sshd": ("/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/lib/openssh/sshd-session", "/usr/libexec/openssh/sshd-session"),
    "su": ("/usr/bin/su", "/bin/su"),
    "sudo": ("/usr/bin/sudo", "/usr/bin/sudo-rs", "/usr/lib/cargo/bin/sudo"),
    "login": ("/usr/bin/login", "/bin/login"),
}
"""Programs that speak about logins with the rights of a user, and where they lie. All others do it as root."""

REMEMBERED, REMEMBERED_NS = 1024, 300_000_000_000
_UINT32 = 0xFFFFFFFF


class _Fields(msgspec.Struct):
    """A field the journal has twice is a list; bytes that are no text are a list of numbers, or a list of such lists."""

    message: Any = msgspec.field(name="MESSAGE", default=None)
    program: Any = msgspec.field(name="SYSLOG_IDENTIFIER", default=None)
    written_pid: Any = msgspec.field(name="SYSLOG_PID", default=None)
    facility: Any = msgspec.field(name="SYSLOG_FACILITY", default=None)
    severity: Any = msgspec.field(name="PRIORITY", default=None)
    pid: Any = msgspec.field(name="_PID", default=None)
    user: Any = msgspec.field(name="_UID", default=None)
    comm: Any = msgspec.field(name="_COMM", default=None)
    executable: Any = msgspec.field(name="_EXE", default=None)
    login_user: Any = msgspec.field(name="_AUDIT_LOGINUID", default=None)
    session: Any = msgspec.field(name="_AUDIT_SESSION", default=None)
    time: Any = msgspec.field(name="__REALTIME_TIMESTAMP", default=None)
    cursor: Any = msgspec.field(name="__CURSOR", default=None)


FIELDS = ("MESSAGE", "SYSLOG_IDENTIFIER", "SYSLOG_PID", "SYSLOG_FACILITY", "PRIORITY", "_PID", "_UID", "_COMM", "_EXE",
          "_AUDIT_LOGINUID", "_AUDIT_SESSION")  # fmt: skip
"""What journalctl is asked for; it adds the time and the cursor by itself."""

_DECODER = msgspec.json.Decoder(_Fields)


class Trust:
    """Which entries are believed about logins: those of root, and those of a user's process that runs the very program it
    names. journald finds no program where a process ended right after its last sentence (as sudo does): then the program
    it had in an earlier entry counts.
    """

    def __init__(self) -> None:
        self._ran: OrderedDict[tuple[int, int], tuple[str, int]] = OrderedDict()

    def has(self, program: str | None, pid: int | None, user: int | None, executable: str, time: int) -> bool:
        """True where the entry is believed. time: nanoseconds."""
        if user == 0:
            return True
        if user is None or pid is None:
            return False
        if executable:
            self._ran[pid, user] = (executable, time)
            if len(self._ran) > REMEMBERED:
                self._ran.popitem(last=False)
        elif pid and (before := self._ran.get((pid, user))) is not None and time - before[1] <= REMEMBERED_NS:
            executable = before[0]
        return executable.removesuffix(" (deleted)") in _OWN_PROGRAMS.get((program or "").partition("-")[0], ())


def parse(line: bytes, path: str, trust: Trust) -> tuple[Entry | None, str]:
    """The entry of one line, and the cursor after it; no entry where the line has no message or no time.

    Who wrote it is taken from the fields that journald has from the kernel (`_PID`, `_UID`, `_EXE`); what the program
    says of itself is only its name. Raises msgspec.DecodeError (also ValidationError) where the line is no JSON object.
    """
    fields = _DECODER.decode(line)
    cursor = _text(fields.cursor)
    message, time = _text(fields.message), _number(fields.time, LATEST_NS // 1000)
    if not message or time is None:
        return None, cursor
    program = _text(fields.program) or _text(fields.comm) or None
    user, pid = _number(fields.user, _UINT32), _number(fields.pid, _UINT32)
    entry = Entry(
        time * 1000, SOURCE, path, program, message,
        written_pid=_number(fields.written_pid, _UINT32),
        kernel_pid=pid,
        user_id=user,
        login_user=_unless_unset(_number(fields.login_user, _UINT32)),
        session=_unless_unset(_number(fields.session, _UINT32)),
        facility=_number(fields.facility, 255),
        severity=_number(fields.severity, 7),
        trusted=trust.has(program, pid, user, _text(fields.executable), time * 1000),
    )  # fmt: skip
    return entry, cursor


def _unless_unset(value: int | None) -> int | None:
    return None if value == _UINT32 else value


def _number(value: Any, most: int) -> int | None:
    """A number that the journal wrote as text."""
    text = _text(value)
    return int(text) if len(text) <= 20 and text.isascii() and text.isdigit() and int(text) <= most else None


def _text(value: Any) -> str:
    """The text of a field: of its first value where it has several, of its bytes where it is no text."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not value:
        return ""
    first = value[0]
    if isinstance(first, str):
        return first
    raw = first if isinstance(first, list) else value
    if all(isinstance(byte, int) and 0 <= byte <= 255 for byte in raw):
        return bytes(raw).decode("utf-8", "backslashreplace")
    return ""
