from collections import Counter

from redshank.events import Event
from redshank.host.sensor.audit_log.record import Record, parse
from redshank.host.sensor.audit_log.sessions import Sessions, line_of
from tests.host.sensor.audit_log.make import line

WHERE = 'exe="/usr/sbin/sshd" hostname=203.0.113.66 addr=203.0.113.66 terminal=ssh'


def record(kind: str, body: str, second: int = 0, pid: int = 30) -> Record:
    found = parse(line(kind, f"pid={pid} uid=0 auid=1000 ses=8 msg='{body}'", second + 1, f"{1_700_000_000 + second}.000"))
    assert found is not None
    return found


def told(*records: Record) -> list[Event]:
    sessions = Sessions()
    return [event for one in records for event in sessions.take(one)] + sessions.finish()


def counts(events: list[Event]) -> dict[str, int]:
    return dict(Counter(event.event_action for event in events))


def test_refusal_told_by_pam_and_sshd_is_one() -> None:
    events = told(
        record("USER_AUTH", f'op=PAM:authentication grantors=? acct="root" {WHERE} res=failed'),
        record("USER_LOGIN", f'op=login acct="root" {WHERE} res=failed', 2),
        record("USER_AUTH", f'op=PAM:authentication grantors=? acct="root" {WHERE} res=failed', 3),
        record("USER_LOGIN", f'op=login acct="root" {WHERE} res=failed', 5),
    )
    assert counts(events) == {"session.login_failed": 2}
    assert (events[0].user_name, events[0].source_ip, events[0].login_service) == ("root", "203.0.113.66", "sshd")  # type: ignore[attr-defined]


def test_surplus_records_about_a_stranger_do_not_count() -> None:
    stranger = f"op=login acct=28696E76616C6964207573657229 {WHERE} res=failed"
    events = told(
        record("USER_LOGIN", stranger), record("USER_LOGIN", stranger),
        record("USER_AUTH", f'op=PAM:authentication acct="nosuch" {WHERE} res=failed'), record("USER_LOGIN", stranger, 2),
    )  # fmt: skip
    assert counts(events) == {"session.login_failed": 1}


def test_sshd_alone_counts_where_pam_is_not_asked() -> None:
    (event,) = told(record("USER_LOGIN", f"op=login acct=28696E76616C6964207573657229 {WHERE} res=failed"))
    assert (event.user_name, event.login_invalid_user) == (None, True)  # type: ignore[attr-defined]


def test_login_and_its_end() -> None:
    events = told(
        record("USER_AUTH", f'op=PAM:authentication grantors=pam_unix acct="carol" {WHERE} res=success'),
        record("USER_START", f'op=PAM:session_open grantors=pam_unix acct="carol" {WHERE} res=success'),
        record("USER_LOGIN", f"op=login id=1000 {WHERE} res=success"),
        record("USER_END", f'op=PAM:session_close grantors=pam_unix acct="carol" {WHERE} res=success', 5),
    )
    assert counts(events) == {"session.login": 1, "session.logout": 1}
    assert (events[0].user_name, events[0].user_audit_id, events[0].session_id) == ("carol", 1000, 8)


def test_jobs_of_cron_and_channels_of_sshd_are_no_logins() -> None:
    events = told(
        record("USER_START", 'op=PAM:session_open acct="root" exe="/usr/sbin/cron" hostname=? addr=? terminal=cron res=success'),
        record("USER_START", f'op=start acct="root" {WHERE} res=success'),
        record("CRYPTO_KEY_USER", f"op=destroy {WHERE} res=success"),
    )
    assert events == []


def test_changes_of_accounts_and_of_auditing_are_lines() -> None:
    event = line_of(record("ADD_USER", 'op=adding user id=1002 exe="/usr/sbin/useradd" res=success'))
    assert event is not None
    assert event.message.startswith("type=ADD_USER pid=30")  # type: ignore[attr-defined]
    assert event.process_executable == "/usr/sbin/useradd"
    assert line_of(record("USER_AUTH", "op=x")) is None
