"""One line of a syslog file, taken apart: rsyslog's old and new form, syslogd's, with or without the `<priority>`."""

import re

import msgspec

_LINE = re.compile(
    r"(?:<(?P<priority>\d{1,3})>)?"
    r"(?:(?P<old>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)"
    r"|(?P<new>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](?P<fraction>\d{1,9}))?(?P<zone>Z|[+-]\d\d:?\d\d)?) "
    r"(?:(?P<host>[^ \[\]]*[^ :\[\]]) )?"
    r"(?:(?P<program>[^ \[\]:]{1,128})(?:\[(?P<pid>\d{1,10})\])?: ?)?"
    r"(?P<message>.*)$",
    re.DOTALL,
)
MAX_PID = 0xFFFFFFFF
_REPEATED = re.compile(r"message repeated (?P<times>\d{1,10}) times: \[ ?(?P<sentence>.*)\]$", re.DOTALL)
_LAST = re.compile(r"last message repeated (?P<times>\d{1,10}) times?$")


class SyslogLine(msgspec.Struct, frozen=True, gc=False):
    """The parts of a line. second, fraction, zone: its time as written. Absent parts are empty or None.

    facility and severity: of the priority (RFC 5424 6.2.1). pid: the program's own word.
    """

    second: str
    fraction: str
    zone: str
    host: str
    program: str | None
    pid: int | None
    message: str
    facility: int | None = None
    severity: int | None = None


def parse(text: str) -> SyslogLine | None:
    """The parts of a line, None where it does not begin with a time."""
    found = _LINE.match(text)
    if found is None:
        return None
    priority, old, new, fraction, zone, host, program, pid, message = found.groups("")
    level = int(priority) if priority else 0
    return SyslogLine(
        old or new,
        fraction,
        zone,
        host,
        program or None,
        int(pid) if pid and int(pid) <= MAX_PID else None,
        message,
        level >> 3 if priority and level < 192 else None,
        level & 7 if priority and level < 192 else None,
    )


def repeated(message: str) -> tuple[int, str] | None:
    """How often which sentence happened, where rsyslog wrote it once: `message repeated 2 times: [ … ]`."""
    if not message.startswith("message repeated "):
        return None
    found = _REPEATED.match(message)
    return (int(found["times"]), found["sentence"]) if found else None


def last_repeated(message: str) -> int:
    """How often the line before happened again, where syslogd says so; 0 where it does not."""
    found = _LAST.match(message) if message.startswith("last message repeated ") else None
    return int(found["times"]) if found else 0
