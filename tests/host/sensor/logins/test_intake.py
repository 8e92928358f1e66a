from redshank.core.clock import FixedClock
from redshank.host.sensor.logins.deduplicate import Deduplicator, Patience
from redshank.host.sensor.logins.echo import EchoFilter
from redshank.host.sensor.logins.entry import Entry
from redshank.host.sensor.logins.intake import Intake

FAILED = "Failed password for root from 203.0.113.66 port 22 ssh2"


def line(log: str, **more: object) -> Entry:
    return Entry(1_000, "auth_log", log, "sshd", FAILED, 7, **more)  # type: ignore[arg-type]


def test_events_of_one_line_are_apart_from_each_other() -> None:
    intake = Intake(Deduplicator(Patience(pam_ns=0)), EchoFilter(), FixedClock())
    events = intake.take(line("a", repeats=3))
    assert [event.event_action for event in events] == ["log.line"] + ["session.login_failed"] * 3
    assert len({id(event) for event in events}) == 4


def test_repeats_that_another_log_told_one_by_one_are_echoes() -> None:
    intake = Intake(Deduplicator(Patience(pam_ns=0)), EchoFilter(), FixedClock())
    for _ in range(2):
        intake.take(line("journal"))
    folded = Entry(1_000, "auth_log", "auth.log", "sshd", f"message repeated 2 times: [ {FAILED}]", 7, repeats=2, sentence=FAILED)
    assert intake.take(folded) == []
    assert len(intake.take(line("auth.log", repeats=2))) == 3


def test_without_a_second_log_every_line_counts() -> None:
    intake = Intake(Deduplicator(Patience(pam_ns=0)), None, FixedClock())
    assert len(intake.take(line("a"))) == len(intake.take(line("b"))) == 2
