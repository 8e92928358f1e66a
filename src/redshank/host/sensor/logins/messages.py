"""Log sentences to what they claim about logins, and claims to events. Pure: no state, no clock.

Every line becomes a `log.line`, which keyword rules read. A line that claims something about a login also becomes a
session event, unless another voice told the same before: `deduplicate` has the rule how one fact is counted once.
Jobs of cron and managers started beside a login are no logins; useradd, passwd and the like are lines only.
"""

from collections.abc import Callable

from redshank.events import Event
from redshank.events._generated.types import LogLine, SessionLogin, SessionLoginFailed, SessionLogout
from redshank.host.sensor.logins import dropbear, local, pam, sshd
from redshank.host.sensor.logins.claims import Claim, cut
from redshank.host.sensor.logins.entry import Entry

MAX_MESSAGE_BYTES = 32_768
MAX_PROGRAM_BYTES = 64

_READERS: dict[str, Callable[[str], tuple[Claim, ...]]] = {
    "sshd": sshd.read,
    "sshd-session": sshd.read,
    "sshd-auth": sshd.read,
    "dropbear": dropbear.read,
    "sudo": local.read_sudo,
    "su": local.read_su,
    "login": local.read_login,
    "systemd-logind": local.read_logind,
}
"""Program to the reader of its own sentences; those of PAM modules are read whatever the program."""

_CLASSES: dict[str, type[SessionLogin] | type[SessionLoginFailed] | type[SessionLogout]] = {
    "login": SessionLogin,
    "failed": SessionLoginFailed,
    "logout": SessionLogout,
}


def claims_of(program: str | None, message: str) -> tuple[Claim, ...]:
    """What one sentence claims about logins; usually nothing."""
    if pam.is_pam(message):
        return pam.read(message, program or "")
    reader = _READERS.get(program or "") or _READERS.get((program or "").rpartition("/")[2])
    return reader(message) if reader is not None else ()


def session_event(claim: Claim, time: int, source: str, entry: Entry | None = None) -> Event:
    """The event of one claim; entry: the line it stands in."""
    event = _CLASSES[claim.kind](
        timestamp=time,
        source=source,
        event_outcome="failure" if claim.kind == "failed" else "success",
        user_name=claim.user,
        process_tty_name=claim.tty,
        source_ip=claim.ip,
        source_port=claim.port,
        login_method=claim.method[:32] if claim.method else None,
        login_service=claim.service,
        login_invalid_user=claim.invalid,
    )
    if entry is not None:
        event.message, event.log_file_path = cut(entry.message, MAX_MESSAGE_BYTES), entry.path
        event.log_syslog_appname = cut(entry.program, MAX_PROGRAM_BYTES) if entry.program else None
        _put_process(event, entry)
    return event


def line_event(entry: Entry) -> Event:
    """The line itself."""
    event = LogLine(
        timestamp=entry.time,
        source=entry.source,
        message=cut(entry.message, MAX_MESSAGE_BYTES),
        log_file_path=entry.path,
        log_syslog_appname=cut(entry.program, MAX_PROGRAM_BYTES) if entry.program else None,
        log_syslog_facility_code=entry.facility,
        log_syslog_severity_code=entry.severity,
    )
    if entry.program == "sudo":
        event.user_name = local.sudo_target(entry.message)
    _put_process(event, entry)
    return event


def _put_process(event: Event, entry: Entry) -> None:
    """Who wrote it. Both pids are of the namespace the log lives in, which is the agent's own: its scope."""
    event.process_scope_pid = entry.kernel_pid if entry.kernel_pid is not None else entry.written_pid
    if entry.user_id is not None:
        event.user_id, event.user_audit_id, event.session_id = entry.user_id, entry.login_user, entry.session
