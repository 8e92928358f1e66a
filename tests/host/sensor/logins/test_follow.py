import os
from pathlib import Path

import pytest

from redshank.core.clock import FixedClock
from redshank.host.sensor.logins.follow import CHUNK_BYTES, GRACE_NS, Beginning, FollowedFile


def follow(path: Path, *, from_start: bool = False, root: Path = Path("/"), clock: FixedClock | None = None) -> FollowedFile:
    return FollowedFile(path, root, (clock or FixedClock()).boot_ns, from_start)


def drain(file: FollowedFile) -> bytes:
    data = b""
    while chunk := file.read().data:
        data += chunk
    return data


def test_only_what_is_added_is_read(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    path.write_bytes(b"old\n")
    file = follow(path)
    assert drain(file) == b""
    with path.open("ab") as log:
        log.write(b"new\n")
    assert drain(file) == b"new\n"
    assert file.problem == ""
    file.close()
    file.close()


def test_all_of_it_is_read_where_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    path.write_bytes(b"x" * (CHUNK_BYTES + 10))
    file = follow(path, from_start=True)
    assert len(file.read().data) == CHUNK_BYTES
    assert file.behind_bytes == 10
    assert len(file.read().data) == 10
    file.close()


def test_file_that_appears_later_is_new_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    file = follow(path)
    assert drain(file) == b""
    assert file.problem == f"no such file: {path}; watching for it"
    path.write_bytes(b"first\n")
    assert drain(file) == b"first\n"
    assert file.problem == ""
    file.close()


def test_rotation_by_rename_loses_nothing(tmp_path: Path) -> None:
    path, clock = tmp_path / "auth.log", FixedClock()
    path.write_bytes(b"")
    file = follow(path, clock=clock)
    drain(file)
    with path.open("ab") as old:
        old.write(b"1\n")
        old.flush()
        path.rename(tmp_path / "auth.log.1")
        assert drain(file) == b"1\n"
        assert "reading on" in file.problem
        path.write_bytes(b"3\n")
        old.write(b"2\n")  # the writer still has the old file open
        old.flush()
        assert drain(file) == b"2\n3\n"
    assert (file.rotated, file.problem) == (1, "")
    clock.move(GRACE_NS)
    drain(file)
    assert file._before is None
    file.close()


def test_streams_tell_the_files_apart(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    path.write_bytes(b"a")
    file = follow(path, from_start=True)
    first = file.read()
    path.rename(tmp_path / "auth.log.1")
    path.write_bytes(b"b")
    second = file.read()
    assert second.stream == first.stream + 1
    assert (second.data, second.old_bytes) == (b"b", 1)
    with path.open("ab") as log:
        log.write(b"c")
    assert file.read().old_bytes == 0
    file.close()


@pytest.mark.parametrize("again", [b"x\n", b"a new line longer than all before\n"])
def test_file_cut_to_nothing_is_read_from_its_start(tmp_path: Path, again: bytes) -> None:
    path = tmp_path / "auth.log"
    path.write_bytes(b"line before\n")
    file = follow(path)
    drain(file)
    path.write_bytes(again)  # copytruncate, and refilled before we looked
    assert drain(file) == again
    assert file.truncated == 1
    file.close()


def test_removed_file_is_read_on_while_its_writer_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    with path.open("ab") as log:
        file = follow(path)
        drain(file)
        path.unlink()
        log.write(b"the intruder's second login\n")
        log.flush()
        assert drain(file) == b"the intruder's second login\n"
    assert file.problem.startswith("no such file")
    file.close()


def test_log_linked_to_the_null_device_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    path.symlink_to("/dev/null")
    file = follow(path)
    assert drain(file) == b""
    assert file.problem == f"{path} is no regular file"
    path.unlink()
    os.mkfifo(path)
    assert drain(file) == b""
    assert "no regular file" in file.problem
    file.close()


def test_link_out_of_the_hosts_root_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret").write_text("secret\n")
    (root / "auth.log").symlink_to(tmp_path / "secret")
    file = follow(root / "auth.log", root=root, from_start=True)
    assert drain(file) == b""
    assert "leads out of" in file.problem
    file.close()


def test_file_that_may_not_be_read_is_a_problem_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "auth.log"
    path.write_bytes(b"x\n")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    file = follow(path)
    monkeypatch.setattr(os, "open", refuse)  # root is never refused by the file system
    assert drain(file) == b""
    assert file.problem == f"{path} may not be read: run as root, or join the group that owns it"
    file.close()


def begin(path: Path, beginning: Beginning) -> FollowedFile:
    return FollowedFile(path, Path("/"), FixedClock().boot_ns, False, beginning)


def test_beginning_reads_the_last_whole_lines_and_says_what_it_left_out(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    path.write_bytes(b"first\nsecond\nthird\n")
    file = begin(path, Beginning(most_bytes=10, since_ns=0))
    assert not file.has_caught_up
    assert drain(file) == b"third\n" and file.has_caught_up and file.left_out_bytes == 13
    file.close()


def test_beginning_cuts_no_record(tmp_path: Path) -> None:
    path = tmp_path / "btmp"
    path.write_bytes(b"aaaabbbbcccc")
    file = begin(path, Beginning(most_bytes=7, since_ns=0, unit=4))
    assert drain(file) == b"cccc"
    file.close()


def test_rotated_file_is_left_where_nobody_wrote_to_it_since(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    (tmp_path / "auth.log.1").write_bytes(b"old\n")
    path.write_bytes(b"new\n")
    for since_ns, expected in ((0, b"old\nnew\n"), (1 << 62, b"new\n")):
        file = begin(path, Beginning(1000, since_ns))
        assert drain(file) == expected
        file.close()


def test_place_of_one_run_is_where_the_next_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    path.write_bytes(b"first\nsec")
    file = begin(path, Beginning(1000, 0))
    drain(file)
    place = file.place(lambda _: 3)
    file.close()
    with path.open("ab") as log:
        log.write(b"ond\n")
    file = begin(path, Beginning(1000, 0, place))
    assert drain(file) == b"second\n" and file.resumed
    file.close()


def test_file_that_is_another_one_now_is_not_resumed(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    path.write_bytes(b"first\n")
    file = begin(path, Beginning(1000, 0))
    drain(file)
    place = file.place(lambda _: 0)
    file.close()
    path.write_bytes(b"other\nlines\n")
    file = begin(path, Beginning(1000, 0, place))
    assert drain(file) == b"other\nlines\n" and not file.resumed
    file.close()


def test_file_that_fails_while_it_is_read_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "auth.log"
    path.write_bytes(b"a line\n")
    file = begin(path, Beginning(1000, 0))
    file.look()
    assert not file.has_caught_up

    def failing(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "pread", failing)
        assert file.read().data == b""
    assert file.has_caught_up and "Input/output error" in file.problem
    assert drain(file) == b"a line\n"
    file.close()


def test_missing_and_unreadable_files_have_caught_up(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("missing", "folder"):
        file = begin(tmp_path / name, Beginning(1000, 0))
        assert drain(file) == b"" and file.has_caught_up and file.place(lambda _: 0) is None
        file.close()
