import json

from redshank.events.cast import cast, terminals
from tests.generated import build

SECOND = 1_000_000_000


def recording() -> list[object]:
    mine = {"tty_id": "T-1", "terminal_session": "S-1", "tty_number": 3}
    typed = [{"after_us": 0, "characters": 1}]
    return [
        build.process_exec(timestamp=2 * SECOND, terminal_session="S-1", process_command_line="ls -l"),
        build.process_exec(timestamp=2 * SECOND, terminal_session="S-2", process_command_line="other"),
        build.session_tty(
            timestamp=SECOND, **mine, tty_direction="output", process_io_text="ab\\xffé",
            tty_times=[{"after_us": 0, "characters": 2}, {"after_us": 1_500_000, "characters": 5}],
        ),
        build.session_tty(timestamp=4 * SECOND, **mine, tty_direction="input", process_io_text="q", tty_times=typed),
        build.session_tty(timestamp=5 * SECOND, **mine, tty_direction="output", tty_missing=7, tty_ended=True),
        build.session_winsize(timestamp=SECOND, tty_id="T-1", process_tty_rows=40, process_tty_columns=100),
    ]  # fmt: skip


def test_version_2_counts_from_the_start() -> None:
    lines = [json.loads(line) for line in cast(recording(), "T-1", 2)]  # type: ignore[arg-type]
    assert lines[0] == {"version": 2, "width": 100, "height": 40, "timestamp": 1, "title": "S-1 pts/3 web-03"}
    assert lines[1:] == [
        [0.0, "r", "100x40"], [0.0, "o", "ab"], [1.0, "m", "ls -l"], [1.5, "o", "\ufffdé"], [3.0, "i", "q"],
        [4.0, "m", "7 bytes are missing here"],
    ]  # fmt: skip


def test_version_3_counts_from_the_line_before() -> None:
    lines = [json.loads(line) for line in cast(recording(), "T-1", 3)]  # type: ignore[arg-type]
    assert lines[0]["term"] == {"cols": 100, "rows": 40}
    assert [line[0] for line in lines[1:]] == [0.0, 0.0, 1.0, 0.5, 1.5, 1.0]


def test_terminal_nobody_recorded_has_no_cast() -> None:
    assert list(cast(recording(), "T-2")) == []  # type: ignore[arg-type]
    assert terminals(recording()) == {"T-1": "S-1"}  # type: ignore[arg-type]


def test_times_from_strangers_do_not_stop_it() -> None:
    odd = build.session_tty(timestamp=1, tty_id="T-1", process_io_text="abc", tty_times=[{"x": 1}, {"after_us": "a", "characters": -1}])
    assert len(list(cast([odd], "T-1"))) == 1
