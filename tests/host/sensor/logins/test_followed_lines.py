from pathlib import Path

from redshank.core.clock import SystemClock
from redshank.host.sensor.logins.follow import FollowedFile
from redshank.host.sensor.logins.followed_lines import FollowedLines


def lines_of(texts: FollowedLines) -> list[bytes]:
    found: list[bytes] = []
    while (chunk := texts.file.read()).data:
        found += [line for line, _ in texts.of(chunk)]
    return found


def test_lines_come_whole_and_the_place_is_behind_the_last_whole_one(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("")
    texts = FollowedLines(FollowedFile(log, tmp_path, SystemClock().boot_ns, False))
    texts.file.look()
    assert lines_of(texts) == []
    with log.open("a") as file:
        file.write("one\ntwo\nthr")
    assert lines_of(texts) == [b"one", b"two"]
    before = texts.place()
    with log.open("a") as file:
        file.write("ee\n")
    assert lines_of(texts) == [b"three"]
    after = texts.place()
    assert before is not None and after is not None and before != after


def test_last_line_of_a_rotated_file_is_given_though_it_has_no_end(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("")
    texts = FollowedLines(FollowedFile(log, tmp_path, SystemClock().boot_ns, False))
    texts.file.look()
    lines_of(texts)
    with log.open("a") as file:
        file.write("half")
    found = lines_of(texts)
    for name in ("1", "2"):
        log.rename(tmp_path / f"x.log.{name}")
        log.write_text(f"of {name}\n")
        texts.file.look()
        found += lines_of(texts)
    assert sorted(found) == [b"half", b"of 1", b"of 2"]
