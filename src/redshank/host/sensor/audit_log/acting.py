"""The acting process of an audit event, put on an event of ours."""

from redshank.events import Event
from redshank.host.sensor.audit_log.paths import last_part
from redshank.host.sensor.audit_log.record import UNSET, Record
from redshank.host.sensor.logins.claims import cut

SOURCE = "audit"
_UINT32 = UNSET


def describe(event: Event, record: Record) -> None:
    """Put process, parent, users, terminal and session of a SYSCALL or user record on `event`."""
    event.source, event.host_name = SOURCE, record.node or None
    event.process_pid, event.process_parent_pid = record.number("pid", most=_UINT32), record.number("ppid", most=_UINT32)
    event.user_id, event.user_effective_id = record.number("uid", most=_UINT32), record.number("euid", most=_UINT32)
    event.group_id = record.number("gid", most=_UINT32)
    event.user_audit_id, event.session_id = set_number(record, "auid"), set_number(record, "ses")
    event.user_name, event.user_effective_name = _name(record, "UID"), _name(record, "EUID")
    event.user_audit_name = _name(record, "AUID")
    event.process_tty_name = terminal(record.word("tty"))
    event.process_thread_name = cut(record.text("comm") or "", 16) or None
    event.process_executable = cut(record.text("exe") or "", 4096) or None
    event.process_name = last_part(event.process_executable) or event.process_thread_name


def set_number(record: Record, name: str) -> int | None:
    """A number that 4294967295 says is not set."""
    value = record.number(name, most=_UINT32)
    return None if value == UNSET else value


def terminal(text: str | None) -> str | None:
    """`pts0` of the kernel and `/dev/pts/0` of programs as `pts/0`; None where there is none."""
    if not text or text in ("ssh", "sshd", "cron", "(none)"):
        return None
    name = text.removeprefix("/dev/")
    if name.startswith("pts") and name[3:].isdigit():
        name = f"pts/{name[3:]}"
    return cut(name, 64)


def _name(record: Record, key: str) -> str | None:
    name = record.name(key)
    return cut(name, 64) if name else None
