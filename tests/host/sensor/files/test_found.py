import pytest

from redshank.events._generated.types import FileCreate, FileDelete, FileModify
from redshank.host.sensor.files import found
from redshank.host.sensor.files.fanotify import ATTRIB, CREATE, DELETE, DELETE_SELF, MODIFY, ONDIR, RENAME
from redshank.host.sensor.files.records import Record
from tests.host.sensor.files.scene import PID, Scene, key
from tests.host.sensor.files.watched import short


def test_what_no_record_tells_is_told_without_who_and_without_a_mask() -> None:
    scene = Scene()
    scene.changes.found.add(FileCreate, scene.w, b"f", scene.file(b"/w/f", inode=9))
    (event,) = scene.settle()
    assert isinstance(event, FileCreate)
    assert (event.file_path, event.file_inode, event.process_scope_pid, event.file_mask) == ("/w/f", 9, None, 0)
    assert scene.settle() == []


def test_record_that_tells_the_same_takes_its_place() -> None:
    scene = Scene()
    for kind, mask in ((FileCreate, CREATE), (FileModify, MODIFY), (FileDelete, DELETE)):
        scene.changes.found.add(kind, scene.w, b"f", scene.file(b"/w/f"))
        (event,) = scene.take(mask, b"f")
        assert (type(event), event.process_scope_pid) == (kind, PID)
    assert scene.settle() == []


def test_record_that_tells_more_comes_after_it() -> None:
    scene = Scene()
    scene.changes.found.add(FileCreate, scene.w, b"f", scene.file(b"/w/f"))
    assert short(scene.take(ATTRIB, b"f")) == [("create", "/w/f"), ("attrib", "/w/f")]


def test_found_file_that_is_renamed_was_created_first() -> None:
    scene = Scene()
    scene.changes.found.add(FileCreate, scene.w, b"f", scene.file(b"/w/f"))
    assert short(scene.give(Record(RENAME, PID, scene.w.key, b"g", b"", scene.w.key, b"f"))) == [("create", "/w/f"), ("rename", "/w/g")]


def test_found_file_under_the_new_name_of_a_rename_is_that_rename() -> None:
    scene = Scene()
    scene.changes.found.add(FileCreate, scene.w, b"g", scene.file(b"/w/g"))
    assert short(scene.give(Record(RENAME, PID, scene.w.key, b"g", b"", scene.w.key, b"f"))) == [("rename", "/w/g")]
    assert scene.settle() == []


def test_file_found_gone_that_a_rename_took_away_is_that_rename() -> None:
    scene = Scene()
    scene.changes.found.add(FileDelete, scene.w, b"f", None)
    assert short(scene.give(Record(RENAME, PID, b"", b"", b"", scene.w.key, b"f"))) == [("delete", "/w/f")]
    assert scene.settle() == []


@pytest.mark.parametrize(
    "end", [Record(DELETE_SELF | ONDIR, PID, key(3), b"."), Record(RENAME | ONDIR, PID, child=key(3), old_folder=key(2), old_name=b"sub")]
)
def test_what_was_found_in_a_folder_is_told_before_its_end(end: Record) -> None:
    scene = Scene()
    scene.changes.found.add(FileCreate, scene.sub, b"f", scene.file(b"/w/sub/f"))
    assert short(scene.give(end))[0] == ("create", "/w/sub/f")
    assert scene.settle() == []


def test_too_much_found_is_counted() -> None:
    scene = Scene()
    for number in range(found.MAX_FOUND + 3):
        scene.changes.found.add(FileCreate, scene.w, b"%d" % number, None)
    assert len(scene.changes.found) == found.MAX_FOUND
    assert scene.out.counts["found_over"] == 3
