from pathlib import Path

from redshank.core.clock import FixedClock
from redshank.host.sensor.logins.journal_child import FIRST_PAUSE_NS, SETTLED_NS, JournalChild, arguments
from tests.host.sensor.logins.fake import FakeJournal, alive


def child(fake: FakeJournal, clock: FixedClock) -> JournalChild:
    return JournalChild(lambda: [str(fake.program)], clock.boot_ns)


def read(made: JournalChild, wanted: int) -> bytes:
    import select

    data = b""
    for _ in range(200):
        data += made.read()
        if len(data) >= wanted:
            break
        select.select([made.fileno()], [], [], 0.05)
    return data


def until_ended(made: JournalChild) -> None:
    import select

    made.read()
    for _ in range(200):
        if not made.running:
            return
        select.select([made.fileno()], [], [], 0.05)
        made.read()
    raise AssertionError("it still runs")


def test_new_lines_come_without_waiting(tmp_path: Path) -> None:
    fake = FakeJournal(tmp_path)
    made = child(fake, FixedClock())
    assert made.read() == b""
    fake.feed(b"one\n")
    assert read(made, 4) == b"one\n"
    assert made.running
    made.close()
    made.close()


def test_it_is_started_again_after_a_pause_that_grows(tmp_path: Path) -> None:
    fake, clock = FakeJournal(tmp_path), FixedClock()
    fake.feed(b"END no luck\n", fresh=True)
    made, fd = child(fake, clock), -1
    pauses = []
    for _ in range(3):
        until_ended(made)
        assert made.problem == "journalctl ended: no luck; it is started again"
        assert fd in (-1, made.fileno())
        fd = made.fileno()
        pauses.append(made._next - clock.boot)
        made.read()
        assert not made.running
        clock.move(pauses[-1])
    assert pauses == [FIRST_PAUSE_NS, 2 * FIRST_PAUSE_NS, 4 * FIRST_PAUSE_NS]
    assert made.starts == 3
    fake.feed(b"", fresh=True)
    made.read()
    clock.move(SETTLED_NS + 1)
    fake.feed(b"END\n")
    until_ended(made)
    assert made._next - clock.boot == FIRST_PAUSE_NS
    made.close()


def test_program_that_does_not_start_is_a_problem(tmp_path: Path) -> None:
    made = JournalChild(lambda: [str(tmp_path / "nothing")], FixedClock().boot_ns)
    assert made.read() == b""
    assert made.problem == f"{tmp_path / 'nothing'} does not start: No such file or directory"
    made.close()


def test_nothing_of_it_is_left_after_close(tmp_path: Path) -> None:
    fake = FakeJournal(tmp_path)
    made = child(fake, FixedClock())
    fake.feed(b"x\n")
    read(made, 2)
    assert made._child is not None
    pid = made._child.pid
    made.close()
    assert not alive(pid)
    assert made.read() == b""
    assert (made.running, made.starts) == (False, 1)


def test_it_goes_on_after_the_last_entry_it_gave() -> None:
    program = Path("/usr/bin/journalctl")
    first = arguments(program, None, "", False)
    assert first[0] == str(program)
    assert "--lines=1" in first
    again = arguments(program, Path("/x/var/log/journal"), "s=1;i=2", False)
    assert {"--no-tail", "--after-cursor=s=1;i=2", "--directory=/x/var/log/journal"} <= set(again)
    assert "--no-tail" in arguments(program, None, "", True)
