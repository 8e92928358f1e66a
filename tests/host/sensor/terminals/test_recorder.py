from pathlib import Path
from typing import Any

import pytest

from redshank.events import Event
from redshank.events._generated.types import SessionTty, SessionWinsize
from redshank.host.sensor.process_table import Process, ProcessTable
from redshank.host.sensor.terminals.pts import HostTerminals, device_of
from redshank.host.sensor.terminals.recorder import ENDED, INPUT, LINGER_NS, MASKED, OPENED, Recorder
from redshank.host.sensor.terminals.switch import TerminalMode
from tests.generated import build

SECOND = 1_000_000_000
HERE = 4026531836


class FakeSwitch:
    def __init__(self) -> None:
        self.is_on = False

    def turn(self, on: bool) -> None:
        self.is_on = on

    def close(self) -> None:
        self.is_on = False


class Host:
    """A recorder over a folder that stands for /dev/pts, and a clock that is moved."""

    def __init__(self, folder: Path, mode: TerminalMode = "full", own: frozenset[int] = frozenset()) -> None:
        self.now, self.folder, self.table = 100 * SECOND, folder, ProcessTable("web-03", "boot")
        self.device = device_of(folder) or 0
        host = HostTerminals(folder, self.device, HERE, own)
        self.switch = FakeSwitch()
        self.recorder = Recorder(mode, self.switch, self.table, host, "web-03 boot", lambda: self.now, proc=folder)
        self.sent: dict[int, int] = {}

    def tell(self, number: int, data: bytes = b"", marks: int = 0, **fields: Any) -> None:
        (self.folder / str(number)).touch()
        offset = self.sent.get(number, 0)
        if not marks:
            self.sent[number] = offset + len(data)
        plain = {
            "timestamp": self.now, "tty_device": self.device, "tty_number": number, "tty_opened": 1000 + number, "tty_marks": marks,
            "tty_offset": offset, "tty_length": len(data), "process_io_text": data.decode("latin-1") or None, "process_tty_rows": 24,
            "process_tty_columns": 80, "process_scope_pid": 50,
        }  # fmt: skip
        assert self.recorder.take(build.session_tty(**(plain | fields)))

    def pass_by(self, seconds: float) -> list[Event]:
        self.now += int(seconds * SECOND)
        return self.recorder.due()

    def texts(self, seconds: float) -> list[str]:
        return [event.process_io_text or "" for event in self.pass_by(seconds) if isinstance(event, SessionTty)]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


def test_output_becomes_pieces_and_the_first_size_is_told(host: Host) -> None:
    host.tell(3, b"hello\r\n", process_name="sshd")
    events = host.pass_by(1)
    assert [type(event) for event in events] == [SessionWinsize, SessionTty]
    (piece,) = (event for event in events if isinstance(event, SessionTty))
    assert (piece.process_io_text, piece.tty_direction, piece.source, piece.process_name) == ("hello\r\n", "output", "ebpf", "sshd")
    assert piece.tty_id and piece.terminal_session and piece.tty_marks is None


def test_other_events_are_left_alone(host: Host) -> None:
    assert not host.recorder.take(build.process_exec())


def test_opening_turns_recording_on_and_an_empty_host_turns_it_off(host: Host) -> None:
    assert not host.switch.is_on
    host.tell(3, marks=OPENED)
    assert host.switch.is_on
    host.pass_by(5)
    (host.folder / "3").unlink()
    events = host.pass_by(5)
    assert [event.tty_ended for event in events if isinstance(event, SessionTty)] == [True]
    host.pass_by(LINGER_NS / SECOND + 5)
    assert not host.switch.is_on


def test_terminal_that_was_open_before_says_how_long(host: Host) -> None:
    host.tell(3, b"x")
    host.now = (host.folder / "3").stat().st_ctime_ns + 7 * SECOND
    fresh = Host(host.folder)
    fresh.now = host.now
    fresh.tell(4, b"")
    fresh.tell(3, b"late\n", tty_offset=0)
    assert [event.tty_late_ns is not None for event in fresh.pass_by(1) if isinstance(event, SessionTty)] == [True]


def test_agents_own_terminal_is_never_recorded(tmp_path: Path) -> None:
    host = Host(tmp_path, own=frozenset((3,)))
    host.tell(3, b"our own line\n")
    assert host.pass_by(5) == []


def test_terminal_opened_in_another_one_belongs_to_its_session(host: Host) -> None:
    host.tell(3, b"outer\n")
    host.tell(4, b"inner\n", process_tty_name="pts/3", process_pid_namespace=HERE)
    outer, inner = (event for event in host.pass_by(1) if isinstance(event, SessionTty))
    assert inner.tty_parent == outer.tty_id and inner.terminal_session == outer.terminal_session and inner.tty_id != outer.tty_id


def test_events_carry_the_session_by_terminal_tree_and_audit_session(host: Host) -> None:
    shell = host.table.add(Process(60, 1))
    host.table.add(Process(61, 1, parent=shell))
    host.tell(3, b"x\n")
    by_tty = build.process_exec(process_tty_name="pts/3", process_scope_pid=60, session_id=8)
    by_tree = build.process_exec(process_scope_pid=61)
    by_audit = build.process_exec(process_scope_pid=999, session_id=8)
    other = build.process_exec(process_scope_pid=999, session_id=9)
    for event in (by_tty, by_tree, by_audit, other):
        host.recorder.stamp(event)
    assert by_tty.terminal_session and by_tree.terminal_session == by_audit.terminal_session == by_tty.terminal_session
    assert other.terminal_session is None


def test_remote_address_comes_from_the_login_or_the_first_programs_environment(host: Host) -> None:
    host.recorder.stamp(build.session_login(process_pid=70, source_ip="192.0.2.7", source_port=4000))
    host.tell(3, b"a\n", process_ancestors=[{"pid": 70, "executable": "/usr/sbin/sshd"}])
    host.tell(4, b"b\n", process_ancestors=[])
    (host.folder / "80").mkdir()
    (host.folder / "80" / "environ").write_bytes(b"SSH_CONNECTION=192.0.2.9 5000 192.0.2.1 22\0")
    host.recorder.stamp(build.process_exec(process_tty_name="pts/4", process_scope_pid=80))
    assert [event.source_ip for event in host.pass_by(1) if isinstance(event, SessionTty)] == ["192.0.2.7", "192.0.2.9"]


def test_input_is_kept_where_it_is_echoed_and_masked_where_it_is_not(host: Host) -> None:
    host.tell(3, b"$ ")
    host.tell(3, b"id\r", INPUT)
    host.tell(3, b"id\r\n")
    host.tell(3, marks=INPUT | MASKED)
    host.now += SECOND
    host.tell(3, b"unseen\r", INPUT)
    assert "id\r" in (texts := host.texts(5)) and texts.count("«masked»") == 1 and "unseen\r" not in texts


def test_metadata_counts_and_keeps_no_text(tmp_path: Path) -> None:
    host = Host(tmp_path, "metadata")
    host.tell(3, b"", tty_length=500)
    (told,) = (event for event in host.pass_by(11) if isinstance(event, SessionTty))
    assert (told.tty_length, told.process_io_text) == (500, None)


def test_end_comes_once_and_a_new_terminal_of_the_same_number_is_another(host: Host) -> None:
    host.tell(3, b"one\n")
    host.tell(3, marks=ENDED)
    host.tell(3, marks=ENDED)
    first = [event for event in host.pass_by(0) if isinstance(event, SessionTty)]
    assert [event.tty_ended for event in first] == [None, True]
    host.sent.clear()
    host.tell(3, b"two\n", tty_opened=2000)
    (second,) = (event for event in host.pass_by(1) if isinstance(event, SessionTty))
    assert second.tty_id != first[0].tty_id and second.terminal_session != first[0].terminal_session


def test_last_words_give_out_what_waits(host: Host) -> None:
    host.tell(3, b"no end of line")
    assert [event.process_io_text for event in host.recorder.end() if isinstance(event, SessionTty)] == ["no end of line"]
    assert host.recorder.health().counters["open"] == 1
