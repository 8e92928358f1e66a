"""Files of a real disk."""

import os

import pytest

from redshank.host.spool.files import DiskFolder, NoFolder, is_missing, is_taken


@pytest.fixture
def folder(tmp_path):
    place = DiskFolder(tmp_path / "spool" / "v1")
    yield place
    place.close()


def test_written_is_read(folder):
    file = folder.open("a", lay_out=0)
    file.write(b"abc", 2)
    file.sync()
    file.close()
    again = folder.open("a")
    assert again.read(10, 0) == b"\0\0abc" and again.read(2, 3) == b"bc" and again.read(5, 99) == b""
    again.cut(3)
    assert folder.sizes() == {"a": 3}
    again.close()
    again.close()


def test_laid_out_file_has_its_blocks(folder, tmp_path):
    folder.open("a", lay_out=1 << 20).close()
    facts = (tmp_path / "spool" / "v1" / "a").stat()
    assert facts.st_size == 1 << 20 and facts.st_blocks * 512 >= 1 << 20


def test_new_file_never_opens_one_that_is_there_and_a_missing_one_is_told_apart(folder):
    folder.open("a", lay_out=0).close()
    with pytest.raises(OSError, match="exists") as caught:
        folder.open("a", lay_out=0)
    assert is_taken(caught.value) and not is_missing(caught.value)
    with pytest.raises(OSError, match="No such file") as caught:
        folder.open("b")
    assert is_missing(caught.value) and not is_taken(caught.value)


def test_names_move_and_go(folder):
    folder.open("a", lay_out=4).close()
    folder.rename("a", "quarantine/b")
    assert folder.sizes() == {} and folder.sizes("quarantine") == {"b": 4}
    folder.remove("quarantine/b")
    folder.sync()
    assert folder.sizes("quarantine") == {}


def test_links_folders_and_pipes_are_no_files_of_ours(folder, tmp_path):
    place = tmp_path / "spool" / "v1"
    (tmp_path / "secret").write_text("x")
    (place / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(place / "pipe")
    assert folder.sizes() == {}
    with pytest.raises(OSError, match="symbolic links"):
        folder.open("link")
    with pytest.raises(OSError, match="no plain file"):
        folder.open("pipe")


def test_room_is_that_of_the_file_system(folder):
    room = folder.room()
    assert room.total > room.free >= 0


def test_no_folder_refuses_everything_and_says_why():
    place = NoFolder("gone")
    for call in (place.sizes, place.sync, lambda: place.open("a"), lambda: place.rename("a", "b"), lambda: place.remove("a")):
        with pytest.raises(OSError, match="gone"):
            call()
