import time
from pathlib import Path

from redshank.core.clock import FixedClock
from redshank.host.sensor.logins.journal_backlog import LONGEST_NS, JournalBacklog
from tests.host.sensor.logins.fake import FakeJournal


def read_all(backlog: JournalBacklog) -> bytes:
    data = b""
    for _ in range(500):
        data += backlog.read()
        if backlog.has_ended:
            return data
        time.sleep(0.01)
    raise AssertionError("it does not end")


def test_all_of_it_is_read_until_it_ends(tmp_path: Path) -> None:
    fake = FakeJournal(tmp_path)
    fake.feed(b"one\ntwo\nEND\n", fresh=True)
    backlog = JournalBacklog([[str(fake.program), "first"], [str(fake.program), "second"]], FixedClock().boot_ns)
    assert read_all(backlog) == b"one\ntwo\n" and fake.starts() == [["first"]]
    backlog.close()


def test_next_command_is_tried_where_one_fails_without_a_word(tmp_path: Path) -> None:
    fake = FakeJournal(tmp_path)
    fake.feed(b"END no such cursor\n", fresh=True)
    backlog = JournalBacklog([[str(fake.program), "first"], [], [str(fake.program), "second"]], FixedClock().boot_ns)
    assert read_all(backlog) == b"" and fake.starts() == [["first"], ["second"]]


def test_one_that_does_not_end_is_left_after_its_time(tmp_path: Path) -> None:
    fake, clock = FakeJournal(tmp_path), FixedClock()
    backlog = JournalBacklog([[str(fake.program)]], clock.boot_ns)
    assert backlog.read() == b"" and not backlog.has_ended
    clock.move(LONGEST_NS)
    backlog.read()
    assert backlog.has_ended and "did not end" in backlog.problem


def test_one_that_tells_without_a_pause_is_left_too(tmp_path: Path) -> None:
    fake, clock = FakeJournal(tmp_path), FixedClock()
    fake.feed(b"more\n" * 1000, fresh=True)
    backlog = JournalBacklog([[str(fake.program)]], clock.boot_ns)
    clock.move(LONGEST_NS)
    backlog.read()
    assert backlog.has_ended and "did not end" in backlog.problem


def test_without_a_journal_or_a_program_it_has_ended_at_once(tmp_path: Path) -> None:
    assert JournalBacklog([[], []], FixedClock().boot_ns).has_ended
    missing = JournalBacklog([[str(tmp_path / "missing")]], FixedClock().boot_ns)
    assert missing.has_ended and "does not start" in missing.problem
