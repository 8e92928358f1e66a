import json
import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.detection import open_detection
from redshank.core.resources import content_folder
from redshank.events import Event
from redshank.events.values import rfc3339
from redshank.host.sensor.logins import look_back
from redshank.host.sensor.logins.choose import OpenLogs
from redshank.host.sensor.logins.places import SavedPlaces, decode, encode
from redshank.host.sensor.logins.utmp import RECORD
from tests.host.sensor.golden import DATA
from tests.host.sensor.logins.fake import FakeJournal, entry
from tests.host.sensor.logins.host import NOW, Host, counts, sessions

S = 1_000_000_000
GUESSER, INTRUDER = "198.51.100.7", "198.51.100.23"


def line(seconds_ago: float, message: str, pid: int = 700) -> str:
    return f"{rfc3339(NOW - int(seconds_ago * S))} web-03 sshd[{pid}]: {message}\n"


def refused(seconds_ago: float, pid: int = 700, user: str = "root") -> str:
    return line(seconds_ago, f"Failed password for {user} from {GUESSER} port {40_000 + pid} ssh2", pid)


def accepted(seconds_ago: float, pid: int = 900, user: str = "root") -> str:
    return line(seconds_ago, f"Accepted password for {user} from {INTRUDER} port 50000 ssh2", pid)


def record(kind: int, seconds_ago: float, user: str = "root", *, ip: str = GUESSER, pid: int = 700, tty: str = "ssh:notty") -> bytes:
    second = (NOW - int(seconds_ago * S)) // S
    address = bytes(map(int, ip.split("."))) + bytes(12)
    return RECORD.pack(kind, pid, tty.encode(), b"", user.encode(), ip.encode(), 0, 0, 0, second, 0, address)


def drain(host: Host, logs: OpenLogs) -> list[Event]:
    """Everything that the look back gives."""
    events: list[Event] = []
    for _ in range(1000):
        events += host.read()
        assert logs.look_back is not None
        if logs.look_back.done:
            return events + host.read()
    raise AssertionError("the look back does not end")


def test_guessing_that_ended_in_a_login_before_we_came_is_found(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", "".join([*(refused(180 - n, 700 + n) for n in range(110)), accepted(60)]).encode())
    events = drain(host, host.open_past())
    assert counts(events) == {"log.line": 111, "session.login_failed": 110, "session.login": 1}
    assert all(event.swept for event in events)
    for event in events:
        event.host_name = "web-03"
    detection = open_detection([content_folder("rules") / "linux/authentication"], (), print)
    alerts = {alert.title: alert.severity for alert in detection.detect(events)}
    assert alerts["Abnormal login failures for root, then its password accepted from 198.51.100.23"] == 1
    host.close()


def test_refusals_that_only_btmp_tells_come_before_the_login_that_wtmp_tells(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("btmp", b"".join(record(6, 180 - n, pid=700 + n) for n in range(110)))
    host.put("wtmp", record(7, 60, ip=INTRUDER, pid=900, tty="pts/0"))
    events = drain(host, host.open_past())
    assert [event.event_action for event in events] == ["session.login_failed"] * 110 + ["session.login"]
    assert all(event.swept for event in events)
    host.close()


def test_health_says_from_the_first_moment_which_logs_are_there(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", b"")
    logs = host.open_past()
    assert (logs.files.health().state, logs.files.health().detail) == ("ok", str(host.logs / "auth.log"))
    assert [account.health().state for account in logs.accounts] == ["degraded", "degraded"]
    host.close()


def test_what_happens_now_is_not_swept_and_comes_after(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", refused(60).encode())
    logs = host.open_past()
    drain(host, logs)
    host.add("auth.log", accepted(-1))
    (read, login) = host.read()
    assert (read.event_action, login.event_action, login.swept) == ("log.line", "session.login", None)
    host.close()


def test_only_the_time_that_was_asked_for_counts(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", (refused(90_000, 1) + refused(80_000, 2)).encode())
    host.put("btmp", record(6, 90_000, pid=3) + record(6, 70_000, pid=4))
    assert [event.timestamp for event in sessions(drain(host, host.open_past()))] == [NOW - 80_000 * S, NOW - 70_000 * S]
    host.close()


def test_rotated_log_is_read_before_the_one_that_came_after(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log.1", refused(7_000, 1).encode())
    host.put("auth.log", refused(100, 2).encode())
    host.put("btmp.1", record(6, 6_000, "bob", pid=8))
    events = sessions(drain(host, host.open_past()))
    assert [event.timestamp for event in events] == [NOW - 7_000 * S, NOW - 6_000 * S, NOW - 100 * S]
    host.close()


def test_logs_of_a_real_host_tell_each_fact_once_and_in_order(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", (DATA / "logins/ssh-3164.log").read_bytes())
    for name in ("wtmp", "btmp"):
        host.put(name, (DATA / f"logins/ssh-{name}").read_bytes())
    events = drain(host, host.open_past())
    assert counts(events) == {"log.line": 119, "session.login_failed": 17, "session.login": 10, "session.logout": 9}
    assert {event.source for event in sessions(events)} == {"auth_log"}
    host.close()


class WithJournal(Host):
    def __init__(self, root: Path) -> None:
        super().__init__(root)
        (self.logs / "journal/0123").mkdir(parents=True)
        (self.logs / "journal/0123/system.journal").write_bytes(b"")
        self.fake = FakeJournal(root / "bin")

    def look(self, known: SavedPlaces | None = None) -> OpenLogs:
        return self.open_past(known=known, programs=(self.fake.program,))


def told(message: str, seconds_ago: float, **fields: str) -> bytes:
    return entry(message, time=NOW // 1000 - int(seconds_ago * 1_000_000), **fields)


def test_journal_and_file_tell_each_fact_once_with_the_journal_s_word(tmp_path: Path) -> None:
    host = WithJournal(tmp_path)
    host.put("auth.log", "".join([*(refused(180 - n, 700 + n) for n in range(30)), accepted(60)]).encode())
    lines = [
        told(f"Failed password for root from {GUESSER} port {40_700 + n} ssh2", 180 - n - 0.3, _PID=str(700 + n), SYSLOG_PID=str(700 + n))
        for n in range(30)
    ]
    host.fake.feed(b"".join(lines) + b"END\n", fresh=True)
    logs = host.look()
    events = settle(host, logs)
    assert counts(events) == {"log.line": 31, "session.login_failed": 30, "session.login": 1}
    assert {event.source for event in events if event.event_action == "session.login_failed"} == {"journal"}
    first = host.fake.starts()[0]
    assert f"--since=@{NOW // S - 86_400}" in first and "--follow" not in first
    host.close()


def settle(host: Host, logs: OpenLogs) -> list[Event]:
    events: list[Event] = []
    for _ in range(500):
        events += host.read()
        if logs.look_back is not None and logs.look_back.done:
            return events
        time.sleep(0.01)
    raise AssertionError("the look back does not end")


def test_next_run_goes_on_after_the_journal_s_last_entry(tmp_path: Path) -> None:
    host = WithJournal(tmp_path)
    host.fake.feed(told(f"Failed password for root from {GUESSER} port 1 ssh2", 60) + b"END\n", fresh=True)
    logs = host.look()
    settle(host, logs)
    places = logs.places()
    host.close()
    assert places is not None and places.cursor == f"c{NOW // 1000 - 60_000_000}"
    host.fake.feed(told(f"Accepted password for root from {INTRUDER} port 2 ssh2", 30) + b"END\n", fresh=True)
    assert [event.event_action for event in settle(host, host.look(places))] == ["log.line", "session.login"]
    assert f"--after-cursor={places.cursor}" in host.fake.starts()[-1]
    host.close()


def test_cursor_that_is_gone_goes_on_by_time(tmp_path: Path) -> None:
    host = WithJournal(tmp_path)
    host.fake.feed(b"END Failed to seek to cursor\n", fresh=True)
    places = SavedPlaces({}, "gone", NOW - 100 * S)
    logs = host.look(places)
    settle(host, logs)
    assert [[part for part in start if part.startswith("--since") or part.startswith("--after")] for start in host.fake.starts()] == [
        ["--after-cursor=gone"],
        [f"--since=@{NOW // S - 99}"],
    ]
    host.close()


@pytest.mark.parametrize("how", ["added", "rotated", "copied and cut", "rotated twice"])
def test_next_run_tells_what_the_last_one_did_not_and_nothing_twice(how: str, tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", (refused(500, 1) + refused(400, 2)).encode())
    host.put("btmp", record(6, 350, "bob", pid=3))
    logs = host.open_past()
    assert len(sessions(drain(host, logs))) == 3
    host.add("auth.log", refused(300, 4) + "half a li")
    assert len(sessions(host.read())) == 1
    raw = encode(logs.places() or SavedPlaces())
    host.close()
    host.add("auth.log", "ne\n" + refused(200, 5))
    new = 1
    if how.startswith("rotated"):
        (host.logs / "auth.log").rename(host.logs / "auth.log.1")
        host.put("auth.log", refused(100, 6).encode())
        new = 2
    if how == "copied and cut":
        (host.logs / "auth.log.1").write_bytes((host.logs / "auth.log").read_bytes())
        (host.logs / "auth.log").write_bytes(refused(100, 6).encode())
        new = 2
    if how == "rotated twice":
        (host.logs / "auth.log.1").unlink()
        new = 1
    events = drain(host, host.open_past(known=decode(raw)))
    assert len([event for event in sessions(events) if event.source == "auth_log"]) == new
    assert all(event.timestamp > NOW - 300 * S for event in sessions(events))
    host.close()


def test_rewritten_copy_of_a_log_tells_only_what_is_new_in_it(tmp_path: Path) -> None:
    host = Host(tmp_path)
    content = refused(500, 1) + refused(400, 2) + refused(300, 3)
    host.put("auth.log", content.encode())
    logs = host.open_past()
    drain(host, logs)
    places = logs.places()
    host.close()
    (host.logs / "new").write_text(content.replace(refused(400, 2), "") + accepted(50))
    (host.logs / "new").rename(host.logs / "auth.log")
    assert [event.event_action for event in sessions(drain(host, host.open_past(known=places)))] == ["session.login"]
    host.close()


def test_places_are_told_only_when_nothing_waits(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", b"")
    host.put("btmp", b"")
    logs = host.open_past()
    assert logs.places() is None, "the look back is not over"
    drain(host, logs)
    assert logs.places() is not None
    (host.logs / "btmp").write_bytes(record(6, 0, "bob"))
    host.read()
    assert logs.places() is None, "the refusal waits for a better voice"
    host.settle()
    assert logs.places() is not None
    host.close()


def test_long_past_is_bounded_and_told_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look_back, "MOST_A_TURN", 50)
    monkeypatch.setattr("redshank.host.sensor.logins.choose.MOST_BYTES", 20_000)
    host = Host(tmp_path)
    host.put("auth.log", "".join(refused(3_000 - n, n) for n in range(1_000)).encode())
    logs = host.open_past()
    turns = []
    while logs.look_back is not None and not logs.look_back.done:
        turns.append(len(sessions(host.read())))
    assert max(turns) <= 50 and 150 < sum(turns) < 250
    assert logs.files.files[0].file.left_out_bytes > 50_000 and logs.files.files[0].odd == 0
    host.close()


@given(st.lists(st.tuples(st.sampled_from(["auth.log", "btmp", "wtmp"]), st.integers(1, 5_000)), max_size=30))
def test_whatever_the_logs_hold_their_events_come_in_the_order_of_time(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    host = Host(tmp_path_factory.mktemp("host"))
    acts = sorted(set(acts), key=lambda act: -act[1])
    host.put("auth.log", "".join(refused(ago, ago, f"a{ago}") for name, ago in acts if name == "auth.log").encode())
    host.put("btmp", b"".join(record(6, ago, f"b{ago}", pid=10_000 + ago) for name, ago in acts if name == "btmp"))
    host.put("wtmp", b"".join(record(7, ago, f"w{ago}", pid=20_000 + ago, tty=f"pts/{ago}") for name, ago in acts if name == "wtmp"))
    events = sessions(drain(host, host.open_past()))
    by_log = [event.timestamp for event in events if event.source == "auth_log"]
    by_record = [event.timestamp for event in events if event.source != "auth_log"]
    assert by_log == sorted(by_log) and by_record == sorted(by_record)
    assert len(events) == len(acts)
    host.close()


@given(st.binary(max_size=3_000), st.binary(max_size=3_000))
def test_no_bytes_in_the_logs_make_it_fail(tmp_path_factory: pytest.TempPathFactory, text: bytes, records: bytes) -> None:
    host = Host(tmp_path_factory.mktemp("host"))
    host.put("auth.log", text)
    host.put("btmp", records)
    drain(host, host.open_past())
    host.close()


def test_line_without_a_time_is_as_old_as_the_line_before_it(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.put("auth.log", (refused(500) + "  and more of it\n").encode())
    assert {event.timestamp for event in drain(host, host.open_past())} == {NOW - 500 * S}
    host.close()


def test_record_is_packed_as_this_machine_s_struct() -> None:
    assert RECORD.size == struct.calcsize("<hxxi32s4s32s256shhiii16s20x")
    assert json.loads(encode(SavedPlaces())) == {"files": {}, "cursor": "", "journal_ns": 0}
