import fcntl
import os
from pathlib import Path

from redshank.simulate.work_folder import PREFIX, remove_abandoned, work_folder


def test_folder_is_locked_while_it_is_used_and_gone_afterwards(tmp_path: Path) -> None:
    with work_folder(tmp_path) as folder:
        (folder / "data").mkdir()
        (folder / "data" / "file").touch()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert remove_abandoned(tmp_path) == []
        assert folder.exists()
    assert list(tmp_path.iterdir()) == []


def test_folder_of_a_killed_run_is_removed_with_all_in_it(tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}left"
    (left / "server").mkdir(parents=True)
    (left / "server" / "control.sqlite3").touch()
    assert remove_abandoned(tmp_path) == [left]
    assert not left.exists()


def test_links_files_and_other_names_are_let_alone(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / f"{PREFIX}file").touch()
    (tmp_path / "redshank-other").mkdir()
    assert remove_abandoned(tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 4


def test_folder_that_somebody_else_has_locked_is_let_alone(tmp_path: Path) -> None:
    other = tmp_path / f"{PREFIX}other"
    other.mkdir()
    lock = os.open(other, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert remove_abandoned(tmp_path) == []
    os.close(lock)
    assert remove_abandoned(tmp_path) == [other]
