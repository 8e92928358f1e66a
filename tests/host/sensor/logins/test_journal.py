import json
import lzma
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.events import Event
from redshank.host.sensor.logins.journal import Journal
from redshank.host.sensor.logins.journal_child import FIRST_PAUSE_NS, PROGRAMS
from tests.host.sensor.golden import DATA, check
from tests.host.sensor.logins.fake import FakeJournal, entry, read_until
from tests.host.sensor.logins.host import NOW, Host, counts

LOGIN = "Accepted password for root from 203.0.113.66 port 22 ssh2"


class JournalHost(Host):
    """A host whose journal is told by a made-up journalctl."""

    def __init__(self, root: Path, *, from_start: bool = False) -> None:
        super().__init__(root)
        (self.logs / "journal/0123").mkdir(parents=True)
        (self.logs / "journal/0123/system.journal").write_bytes(b"")
        self.fake = FakeJournal(root / "bin")
        self.open(from_start=from_start, programs=(self.fake.program,))
        assert isinstance(self.sources[0], Journal)
        self.journal = self.sources[0]

    def events(self, number: int) -> list[Event]:
        fd = self.journal.fileno()
        assert fd is not None
        return read_until(self.journal.read, fd, lambda events: len(events) >= number)


def test_new_entries_are_lines_and_logins(tmp_path: Path) -> None:
    host = JournalHost(tmp_path)
    host.journal.read()
    host.fake.feed(entry(LOGIN, _PID="4711"))
    events = host.events(2)
    assert counts(events) == {"log.line": 1, "session.login": 1}
    assert (events[1].source, events[1].process_scope_pid, events[1].user_id) == ("journal", 4711, 0)
    health = host.journal.health()
    assert (health.state, health.counters["entries"], health.counters["starts"]) == ("ok", 1, 1)
    host.close()


def test_entry_from_before_the_start_gives_only_its_cursor(tmp_path: Path) -> None:
    host = JournalHost(tmp_path)
    host.fake.feed(entry(LOGIN, time=NOW // 1000 - 1) + entry("x", "su", time=NOW // 1000 + 1))
    assert [event.event_action for event in host.events(1)] == ["log.line"]
    assert host.journal._cursor == f"c{NOW // 1000 + 1}"
    host.close()


def test_journalctl_that_ends_is_started_again_after_its_last_entry(tmp_path: Path) -> None:
    host = JournalHost(tmp_path)
    host.fake.feed(entry("one") + b"END broken pipe\n")
    host.events(1)
    read_until(host.journal.read, host.journal.fileno() or 0, lambda _: not host.journal.runs)
    health = host.journal.health()
    assert (health.state, health.detail) == ("degraded", "journalctl ended: broken pipe; it is started again")
    host.fake.feed(entry("two", time=NOW // 1000 + 9), fresh=True)
    host.clock.move(FIRST_PAUSE_NS)
    host.events(1)
    first, second = host.fake.starts()
    assert not [part for part in first if part.startswith("--after-cursor")]
    assert "--after-cursor=c1795500000000001" in second
    host.close()


def test_cursor_that_is_gone_is_given_up_and_the_gap_counted(tmp_path: Path) -> None:
    host = JournalHost(tmp_path)
    host.fake.feed(entry("one") + b"END x\n")
    host.events(1)
    read_until(host.journal.read, host.journal.fileno() or 0, lambda _: not host.journal.runs)
    host.fake.feed(b"END Failed to seek to cursor: Invalid argument\n", fresh=True)
    host.clock.move(FIRST_PAUSE_NS)
    host.journal.read()
    read_until(host.journal.read, host.journal.fileno() or 0, lambda _: not host.journal.runs)
    assert (host.journal._cursor, host.journal.health().counters["gaps"]) == ("", 1)
    host.close()


def test_entries_that_are_none_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    host = JournalHost(tmp_path)
    host.fake.feed(b"{\n" + b"[1]\n" + b"\n" + b'{"MESSAGE":"' + b"x" * (2 << 20) + b'"}\n' + entry("good"))
    assert len(host.events(1)) == 1
    counters = host.journal.health().counters
    assert (counters["entries"], counters["corrupt"], counters["cut"]) == (4, 3, 1)
    host.close()


def test_forged_login_is_a_line_only_and_counted(tmp_path: Path) -> None:
    host = JournalHost(tmp_path)
    host.fake.feed(entry(LOGIN, _UID="1000", _EXE="/usr/bin/logger") + entry("end", "x"))
    assert counts(host.events(2)) == {"log.line": 2}
    assert host.journal.health().counters["untrusted"] == 1
    host.close()


def test_journal_and_file_that_tell_the_same_are_counted_once_with_the_journals_word(tmp_path: Path) -> None:
    host = JournalHost(tmp_path, from_start=True)
    host.put("auth.log", (DATA / "logins/ssh-3339.log").read_bytes())
    for name in ("wtmp", "btmp"):
        host.put(name, (DATA / f"logins/ssh-{name}").read_bytes())
    host.fake.feed((DATA / "logins/ssh-journal.jsonl").read_bytes())
    events = read_until(host.read, host.journal.fileno() or 0, lambda events: counts(events).get("log.line", 0) >= 124)
    events += host.settle()
    assert counts(events) == {"log.line": 125, "session.login_failed": 17, "session.login": 9, "session.logout": 9}
    assert {event.source for event in events if event.event_action != "log.line"} == {"journal"}
    host.close()


def test_journal_of_su_sudo_and_keyboard_interactive_counts_each_try(tmp_path: Path) -> None:
    host = JournalHost(tmp_path, from_start=True)
    host.put("btmp", (DATA / "logins/local-btmp").read_bytes())
    host.fake.feed((DATA / "logins/local-journal.jsonl").read_bytes())
    events = read_until(host.read, host.journal.fileno() or 0, lambda events: counts(events).get("log.line", 0) >= 117)
    events += host.settle()
    assert counts(events) == {"log.line": 117, "session.login_failed": 18, "session.login": 12, "session.logout": 12}
    host.close()


def test_host_without_journalctl_or_journal_is_off(tmp_path: Path) -> None:
    host = Host(tmp_path / "bare")
    host.open(programs=())
    host.read()
    health = host.sources[0].health()
    assert (health.state, health.detail) == ("off", "no journalctl in /usr/bin: logins come from log files only")
    assert host.sources[0].fileno() is None
    host.close()
    fake = FakeJournal(tmp_path / "bin")
    host = Host(tmp_path / "fresh")
    host.open(programs=(fake.program,))
    host.read()
    assert host.sources[0].health().state == "off"
    assert host.sources[0].health().detail.startswith("no journal files in ")
    (host.logs / "journal/0123").mkdir(parents=True)
    (host.logs / "journal/0123/system.journal").write_bytes(b"")
    host.clock.move(10**10)
    host.read()
    assert host.sources[0].health().state == "ok"
    host.close()


@pytest.mark.skipif(not any(path.exists() for path in PROGRAMS), reason="no journalctl on this machine: the real journal is not read")
def test_real_journal_through_the_real_journalctl(tmp_path: Path) -> None:
    host = Host(tmp_path)
    folder = host.logs / "journal/0123456789abcdef0123456789abcdef"
    folder.mkdir(parents=True)
    (folder / "system.journal").write_bytes(lzma.decompress((DATA / "logins/system.journal.xz").read_bytes()))
    host.open(from_start=True, programs=PROGRAMS)
    journal = host.sources[0]
    events = read_until(journal.read, journal.fileno() or 0, lambda events: counts(events).get("log.line", 0) >= 125)
    assert counts(events) == {"log.line": 125, "session.login_failed": 17, "session.login": 9, "session.logout": 9}
    for event in events:
        event.log_file_path = event.log_file_path.removeprefix(str(tmp_path))  # type: ignore[attr-defined]
    check(events, DATA / "logins/system-journal.events.jsonl")
    host.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.lists(st.binary(max_size=60) | st.dictionaries(st.sampled_from(["MESSAGE", "__REALTIME_TIMESTAMP"]), st.text("09ax", max_size=9))
                .map(lambda fields: json.dumps(fields).encode()), max_size=8))  # fmt: skip
def test_whatever_journalctl_writes_it_is_counted(tmp_path: Path, lines: list[bytes]) -> None:
    host = Host(tmp_path / os.urandom(8).hex())
    host.open(from_start=True)
    journal = host.sources[0]
    assert isinstance(journal, Journal)
    made = [entry for line in lines if (entry := journal.entry(line)) is not None]
    counters = journal.health().counters
    assert counters["entries"] == sum(bool(line) for line in lines)
    assert len(made) + counters["corrupt"] <= counters["entries"]
