"""Logins as the host's own logs tell them. user.name is the user the login was for."""

from dataclasses import replace

from redshank.events.field import EventType, Field
from redshank.events.fields.common import LOG_PATH, MESSAGE, PROGRAM
from redshank.events.fields.network import SOURCE_IP, SOURCE_PORT

METHOD = Field("redshank.login.method", "str:32", "password, publickey, keyboard-interactive or what the service calls it", ocsf="auth_protocol")
SERVICE = Field("redshank.login.service", "str:32", "who let in or refused: sshd, login, su, sudo, or the PAM service", ocsf="service.name")
INVALID = Field("redshank.login.invalid_user", "bool", "true where the host has no such user")

TTY_ID = Field("redshank.tty.id", "str:32", "identity of one terminal from its opening to its end; a session may have several, as under sudo or tmux")
TTY_NUMBER = Field("redshank.tty.number", "u32", "number of the terminal: 3 is pts/3", origin="kernel")
TTY_ROWS = Field("process.tty.rows", "u16", "height of the terminal's window, 0 where it never was set", unit="lines", origin="kernel")
TTY_COLUMNS = Field("process.tty.columns", "u16", "width of the terminal's window, 0 where it never was set", unit="columns", origin="kernel")
REMOTE = (replace(SOURCE_IP, origin="agent"), replace(SOURCE_PORT, origin="agent"))

_LOGIN = (SOURCE_IP, SOURCE_PORT, METHOD, SERVICE, INVALID, MESSAGE, LOG_PATH, PROGRAM)

TYPES = (
    EventType(48, "session.login", "somebody logged in", _LOGIN, ocsf_class=3002, ocsf_activity=1),
    EventType(49, "session.login_failed", "somebody tried to log in and was refused", _LOGIN, ocsf_class=3002, ocsf_activity=1),
    EventType(50, "session.logout", "a login session ended", _LOGIN, ocsf_class=3002, ocsf_activity=2),
    EventType(51, "session.tty", "a piece of what a terminal showed or took; the acting process is the one that holds its master side", (
        Field("redshank.tty.opened", "u64", "when the terminal was opened or first seen, since boot", unit="ns", origin="kernel"),
        Field("redshank.tty.offset", "u64", "bytes of this direction before these, since the terminal was first seen", unit="bytes", origin="kernel"),
        Field("redshank.tty.device", "u32", "device of the terminal's file system, as the kernel encodes it: major << 20 | minor", origin="kernel"),
        TTY_NUMBER,
        Field("redshank.tty.length", "u32", "bytes this stands for, also where the text has none (metadata) or fewer (cut); 0 where masked", unit="bytes", origin="kernel"),
        Field("redshank.tty.marks", "u16", "bit 0: input; bit 1: masked by the kernel side; bit 2: the terminal has ended; bit 3: it was opened", origin="kernel"),
        TTY_ROWS, TTY_COLUMNS,
        Field("process.io.text", "text", r"the bytes as text: a backslash is \\, a byte that is no UTF-8 is \xff; secrets as «redacted:…», hidden input as «masked»", origin="kernel", encoding="octets"),
        Field("redshank.tty.direction", "str:8", "output: what was shown; input: what was typed"),
        TTY_ID,
        Field("redshank.tty.parent", "str:32", "the terminal in which this one was opened, as by sudo, script or tmux"),
        Field("redshank.tty.chunk", "u64", "number of this piece in the terminal's record, from 0, without a gap"),
        Field("redshank.tty.times", "json", "list of {after_us, characters}: when the parts of the text came, counted from @timestamp"),
        Field("redshank.tty.missing", "u64", "bytes lost right before this piece: a hole in the recording", unit="bytes"),
        Field("redshank.tty.late_ns", "u64", "how long the terminal had been open when its recording began; in the first piece, where that was not at once", unit="ns"),
        Field("redshank.tty.ended", "bool", "true for the last piece"),
        Field("redshank.tty.previous", "str:64", "redshank.tty.chain of the piece before; absent for the first"),
        Field("redshank.tty.chain", "str:64", "SHA-256 over the chain before, the terminal, and number, time, direction and text of this piece"),
        *REMOTE,
    ), ring="terminal", spool_class=3, ocsf_class=1007, ocsf_activity=99),
    EventType(52, "session.winsize", "the window of a recorded terminal has a new size", (
        TTY_ID, replace(TTY_NUMBER, origin="agent"), replace(TTY_ROWS, origin="agent"), replace(TTY_COLUMNS, origin="agent"),
    ), spool_class=3, ocsf_class=1007, ocsf_activity=99),
    EventType(64, "log.line", "a log line that rules about auth, sudo, cron or syslog read", (
        MESSAGE, LOG_PATH, PROGRAM,
        Field("log.syslog.facility.code", "u8", "facility of the line: 4 and 10 auth, 9 cron"),
        Field("log.syslog.severity.code", "u8", "severity of the line, 0 emergency to 7 debug"),
    ), spool_class=2, ocsf_class=6003, ocsf_activity=99),
)
