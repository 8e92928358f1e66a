from pathlib import Path

import pytest

from redshank.core.clock import FixedClock
from redshank.host.sensor.applogs import file as module
from redshank.host.sensor.applogs.file import BURST, AppFile
from redshank.host.sensor.logins.follow import Beginning, FollowedFile


def opened(path: Path, clock: FixedClock, beginning: Beginning | None = None) -> AppFile:
    made = AppFile(FollowedFile(path, path.parent, clock.boot_ns, False, beginning), clock)
    made.file.look()
    return made


def texts(file: AppFile) -> list[str]:
    return [event.message or "" for event in file.read()]  # type: ignore[attr-defined]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text("old\n")
    return path


def add(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_lines_come_whole_and_only_new_ones(log: Path) -> None:
    file = opened(log, FixedClock())
    assert texts(file) == []
    add(log, b"one\ntw")
    assert texts(file) == ["one"]
    add(log, b"o\n\xff\xfe\n\n")
    assert texts(file) == ["two", "\\xff\\xfe"]


def test_rotation_and_truncation_lose_nothing_and_repeat_nothing(log: Path) -> None:
    file = opened(log, FixedClock())
    add(log, b"one\n")
    texts(file)
    add(log, b"two\n")
    log.rename(log.with_suffix(".1"))
    log.write_text("three\n")
    assert sorted(texts(file) + texts(file)) == ["three", "two"]
    log.write_text("4\n")
    assert texts(file) == ["4"]
    assert (file.file.rotated, file.file.truncated) == (1, 1)


def test_very_long_line_is_cut_and_counted(log: Path) -> None:
    file = opened(log, FixedClock())
    add(log, b"x" * 100_000 + b"\nnext\n")
    assert [len(text) for text in texts(file)] == [32_768, 4]
    assert file.texts.cut == 1


def test_flood_is_told_up_to_its_rate_and_the_rest_is_counted(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BURST", 10)
    clock = FixedClock()
    file = opened(log, clock)
    assert BURST > 10
    file._purse = 10
    add(log, b"x\n" * 25)
    assert len(texts(file)) == 10
    assert (file.lines, file.dropped) == (25, 15)
    clock.boot += 5_000_000
    add(log, b"y\n" * 20)
    assert len(texts(file)) == 5
    assert file.dropped == 30


def test_what_was_written_between_two_runs_is_told_as_found_later(log: Path) -> None:
    first = opened(log, FixedClock())
    add(log, b"one\n")
    texts(first)
    place = first.texts.place()
    add(log, b"two\n")
    again = opened(log, FixedClock(), Beginning(1 << 20, 0, place))
    (event,) = again.read()
    assert (event.message, event.swept) == ("two", True)  # type: ignore[attr-defined]
    add(log, b"three\n")
    (event,) = again.read()
    assert event.swept is None
