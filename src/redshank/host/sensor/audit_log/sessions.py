"""Logins in the audit log: USER_AUTH, USER_LOGIN, USER_START, USER_END, … to session events; account changes to lines.

sshd, PAM and login each write of the same login, so the rule of `logins.deduplicate` counts one fact once. USER_AUTH
tells each refusal; USER_LOGIN tells them again, and those of a stranger more often than they happened, so it only counts
where its process has no USER_AUTH.
"""

from posixpath import basename

from redshank.events import Event
from redshank.events._generated.types import LogLine
from redshank.host.sensor.audit_log.acting import SOURCE, describe, set_number, terminal
from redshank.host.sensor.audit_log.record import Record
from redshank.host.sensor.logins.claims import Claim, Kind, Voice, address, cut, user
from redshank.host.sensor.logins.deduplicate import Deduplicator, Patience
from redshank.host.sensor.logins.messages import session_event
from redshank.host.sensor.logins.pam import NO_LOGIN, service_name

LINES = frozenset({
    "ADD_USER", "DEL_USER", "ADD_GROUP", "DEL_GROUP", "USER_MGMT", "GRP_MGMT", "USER_CHAUTHTOK", "GRP_CHAUTHTOK", "ACCT_LOCK",
    "ACCT_UNLOCK", "USER_CMD", "CONFIG_CHANGE", "DAEMON_START", "DAEMON_END", "DAEMON_ABORT", "SERVICE_START", "SERVICE_STOP",
    "SYSTEM_BOOT", "SYSTEM_SHUTDOWN",
})  # fmt: skip
"""Records that become lines, for rules that look for words: changes of accounts, of auditing itself, of services."""

_STRANGERS = ("(unknown user)", "(invalid user)", "(unknown)")
_MAX_MESSAGE_BYTES = 32_768
_Key = tuple[Kind, Voice]
_MEANING: dict[tuple[str, bool], _Key] = {
    ("USER_AUTH", False): ("failed", "program"),
    ("USER_LOGIN", False): ("failed", "record"),
    ("USER_LOGIN", True): ("login", "program"),
    ("USER_START", True): ("login", "pam"),
    ("USER_END", True): ("logout", "pam"),
    ("USER_LOGOUT", True): ("logout", "program"),
}
"""Kind of record and its result to what it claims; other records of a login are steps on its way."""
KINDS = frozenset(kind for kind, _ in _MEANING) | LINES
"""Records this module wants to see."""


class Sessions:
    """Keeps what was told, over the records of one log. Its clock is the log's own time."""

    def __init__(self) -> None:
        self._facts = Deduplicator(Patience(pam_ns=0))

    def take(self, record: Record) -> list[Event]:
        """Session events that this record makes, and those whose wait is over by its time."""
        events = self._facts.due(record.time)
        claim = claim_of(record)
        if claim is None:
            return events
        pid = record.number("pid", most=0xFFFFFFFF)
        return events + self._facts.take(claim, pid, record.time, record.time, lambda: _event(claim, record))

    def finish(self) -> list[Event]:
        """What still waits at the end of the log."""
        return self._facts.due(1 << 63)


def claim_of(record: Record) -> Claim | None:
    """What one record claims, None where it claims nothing about a login."""
    if record.kind in LINES or record.kind not in KINDS:
        return None
    service = _service(record)
    meaning = _MEANING.get((record.kind, record.word("res") in ("success", "1", "yes")))
    if meaning is None or service in NO_LOGIN:
        return None
    if record.kind in ("USER_START", "USER_END") and record.word("op") in ("start", "destroy"):
        return None  # sshd's words about its keys and channels
    kind, voice = meaning
    account = record.text("acct") or record.name("ID")
    stranger = account in _STRANGERS
    return Claim(
        kind, voice, service, None if stranger else user(account), address(record.word("addr") or record.word("hostname") or ""),
        invalid=True if stranger else None, tty=terminal(record.word("terminal")),
    )  # fmt: skip


def line_of(record: Record) -> Event | None:
    """The line of a record that rules look for words in, None for other records."""
    if record.kind not in LINES:
        return None
    event = LogLine(timestamp=record.time, message=cut(f"type={record.kind} {record.body}", _MAX_MESSAGE_BYTES), log_syslog_appname="audit")
    describe(event, record)
    return event


def _event(claim: Claim, record: Record) -> Event:
    event = session_event(claim, record.time, SOURCE)
    name, tty = event.user_name, event.process_tty_name
    describe(event, record)
    event.user_name, event.process_tty_name = name, tty
    event.user_audit_id, event.session_id = set_number(record, "auid"), set_number(record, "ses")
    return event


def _service(record: Record) -> str:
    name = basename(record.text("exe") or "").split(" ")[0]
    return service_name("sshd" if name.startswith("sshd-") else name)
