import os
import stat
from pathlib import Path

import pytest

from redshank.core.errors import HostError
from redshank.host.state_folder import agent_folder, make_state_folder, open_state_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folder_is_made_with_its_parents_and_for_us_alone(tmp_path: Path) -> None:
    path = agent_folder(tmp_path / "var" / "redshank")
    with make_state_folder(path) as folder:
        folder.write("x", b"1")
        assert mode(path) == 0o700 and mode(path / "x") == 0o600
        assert folder.read("x") == b"1" and folder.read("y") is None
        folder.write("x", b"22", durable=False)
        assert folder.read("x") == b"22" and [file.name for file in path.iterdir()] == ["x"]
        folder.remove("x")
        folder.remove("x")
        assert folder.read("x") is None


def test_folder_that_others_could_enter_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "agent").mkdir(mode=0o755)
    with open_state_folder(tmp_path / "agent"):
        assert mode(tmp_path / "agent") == 0o700


def test_missing_folder_says_how_to_enrol(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="redshank agent enrol"):
        open_state_folder(tmp_path / "agent")


@pytest.mark.parametrize("target", ["folder", "nowhere"])
def test_link_in_place_of_the_folder_is_not_followed(target: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "agent").symlink_to(tmp_path / target)
    with pytest.raises(HostError, match="a link to one"):
        make_state_folder(tmp_path / "agent")
    assert list((tmp_path / "folder").iterdir()) == []


def test_link_in_place_of_a_file_is_neither_read_nor_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    with make_state_folder(tmp_path / "agent") as folder:
        for name in ("key", ".key.new"):
            (tmp_path / "agent" / name).symlink_to(victim)
        with pytest.raises(HostError, match="cannot be read"):
            folder.read("key")
        folder.write("key", b"new")
        assert victim.read_text() == "mine" and folder.read("key") == b"new"


def test_what_is_no_file_or_too_large_is_one_sentence(tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        os.mkfifo(tmp_path / "agent" / "pipe")
        with pytest.raises(HostError, match="no regular file"):
            folder.read("pipe")
        folder.write("large", b"x" * 11)
        with pytest.raises(HostError, match="over 10 bytes"):
            folder.read("large", 10)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a folder away")
def test_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    (tmp_path / "agent").mkdir()
    os.chown(tmp_path / "agent", 12345, 12345)
    with pytest.raises(HostError, match="belongs to user 12345"):
        make_state_folder(tmp_path / "agent")


def test_only_one_is_at_work(tmp_path: Path) -> None:
    with make_state_folder(tmp_path / "agent") as folder:
        assert not folder.is_locked()
        assert folder.lock()
        with open_state_folder(tmp_path / "agent") as other:
            assert other.is_locked() and not other.lock()
