from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from redshank.events._generated.types import LogLine, SessionLoginFailed
from redshank.host.sensor.logins.entry import Entry
from redshank.host.sensor.logins.messages import MAX_MESSAGE_BYTES, claims_of, line_event, session_event

FAILED = "Failed password for invalid user admin from 198.51.100.7 port 4711 ssh2"


def entry(message: str, program: str | None = "sshd", **more: Any) -> Entry:
    return Entry(1_000, "auth_log", "/var/log/auth.log", program, message, **more)


def test_sentence_is_read_by_the_program_that_wrote_it() -> None:
    for program in ("sshd", "sshd-session", "/usr/sbin/sshd"):
        assert len(claims_of(program, FAILED)) == 1
    for other in ("nginx", None, "", "sudo"):
        assert claims_of(other, FAILED) == ()
    pam = "pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=x rhost=203.0.113.9  user=bob"
    assert len(claims_of("vsftpd", pam)) == 1


def test_lines_about_accounts_and_jobs_claim_nothing() -> None:
    for program, message in (
        ("useradd", "new user: name=dave, UID=1004, GID=1004, home=/home/dave, shell=/bin/sh, from=none"),
        ("usermod", "add 'dave' to group 'sudo'"),
        ("passwd", "password for 'dave' changed by 'root'"),
        ("chpasswd", "pam_unix(chpasswd:chauthtok): password changed for dave"),
        ("groupadd", "new group: name=grp1, GID=1005"),
        ("CRON", "(root) CMD (/bin/true)"),
        ("crontab", "(root) REPLACE (root)"),
    ):
        assert claims_of(program, message) == ()


def test_session_event_carries_the_claim_and_its_line() -> None:
    line = entry(FAILED, written_pid=77)
    (claim,) = claims_of("sshd", FAILED)
    event = session_event(claim, line.time, line.source, line)
    assert isinstance(event, SessionLoginFailed)
    assert (event.user_name, event.source_ip, event.source_port, event.login_method) == ("admin", "198.51.100.7", 4711, "password")
    assert (event.login_service, event.login_invalid_user, event.event_outcome) == ("sshd", True, "failure")
    assert (event.message, event.log_file_path, event.process_scope_pid) == (FAILED, "/var/log/auth.log", 77)


def test_pid_of_the_kernel_wins_over_the_written_one() -> None:
    event = line_event(entry("x", written_pid=1, kernel_pid=2, user_id=1000, login_user=1001, session=5))
    assert (event.process_scope_pid, event.user_id, event.user_audit_id, event.session_id) == (2, 1000, 1001, 5)


def test_long_line_is_cut_at_the_bound_of_a_field() -> None:
    event = line_event(entry("ü" * 40_000, program="p" * 100))
    assert isinstance(event, LogLine)
    assert len((event.message or "").encode()) == MAX_MESSAGE_BYTES
    assert event.log_syslog_appname == "p" * 64


@given(st.sampled_from(["sshd", "sudo", "su", "login", "systemd-logind", "dropbear", "x", None]), st.text(max_size=200))
def test_no_sentence_makes_it_fail(program: str | None, message: str) -> None:
    for claim in claims_of(program, message):
        session_event(claim, 1, "auth_log", entry(message, program))
