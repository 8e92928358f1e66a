import pytest

from redshank.events import Event
from redshank.events._generated.types import FileCreate, FileDelete, FileRename
from redshank.host.sensor.files.fanotify import CLOSE_WRITE, CREATE, MODIFY, MOVED_FROM, MOVED_TO, ONDIR, RENAME
from redshank.host.sensor.files.folders import Folder
from redshank.host.sensor.files.records import Record
from tests.host.sensor.files.scene import DIR, FILE, LINK, MS, PID, Scene, key
from tests.host.sensor.files.watched import short

WRITTEN = CREATE | MODIFY | CLOSE_WRITE


Place = tuple[Folder, bytes]


def move(scene: Scene, old: Place | None, new: Place | None, mask: int = 0, child: bytes = b"") -> list[Event]:
    """A rename as one record; the disk follows."""
    source = (old[0].key, old[1]) if old else (b"", b"")
    goal = (new[0].key, new[1]) if new else (b"", b"")
    if old and new and (facts := scene.disk.pop(old[0].path + b"/" + old[1], None)):
        scene.disk[new[0].path + b"/" + new[1]] = facts
    return scene.give(Record(RENAME | mask, PID, *goal, child, *source))


def test_rename_has_both_paths() -> None:
    scene = Scene()
    scene.known(scene.w, b"a", inode=53)
    (event,) = move(scene, (scene.w, b"a"), (scene.sub, b"b"))
    assert isinstance(event, FileRename)
    assert (event.file_path, event.file_old_path, event.file_inode) == ("/w/sub/b", "/w/a", 53)
    assert (list(scene.w.entries), list(scene.sub.entries)) == ([], [b"b"])


def test_from_outside_it_has_no_old_path() -> None:
    scene = Scene()
    scene.file(b"/w/b")
    (event,) = move(scene, None, (scene.w, b"b"))
    assert isinstance(event, FileRename)
    assert event.file_old_path is None


def test_to_outside_it_is_a_deletion() -> None:
    scene = Scene()
    scene.known(scene.w, b"a")
    (event,) = move(scene, (scene.w, b"a"), None)
    assert isinstance(event, FileDelete)
    assert (event.file_path, event.file_mode) == ("/w/a", FILE)


def test_renamed_link_says_where_it_points() -> None:
    scene = Scene(links={b"/w/b": b"/dev/null"})
    scene.known(scene.w, b"a", mode=LINK)
    (event,) = move(scene, (scene.w, b"a"), (scene.w, b"b"))
    assert isinstance(event, FileRename)
    assert event.file_target_path == "/dev/null"


def test_folder_s_rename_changes_the_paths_below() -> None:
    scene = Scene()
    scene.known(scene.w, b"sub", mode=DIR)
    events = move(scene, (scene.w, b"sub"), (scene.w, b"new"), ONDIR, key(3))
    events += scene.take(CREATE, b"f", scene.sub)
    assert short(events) == [("rename", "/w/new"), ("create", "/w/new/f")]
    assert scene.out.entered == []


def test_folder_that_leaves_is_dropped() -> None:
    scene = Scene()
    assert short(move(scene, (scene.w, b"sub"), None, ONDIR, key(3))) == [("delete", "/w/sub")]
    assert scene.out.dropped == [key(3)]
    assert key(3) not in scene.table.by_key


def test_folder_moved_to_a_place_that_only_waits_is_dropped_too() -> None:
    scene = Scene()
    assert short(move(scene, (scene.w, b"sub"), (scene.root, b"x"), ONDIR, key(3))) == [("rename", "/x")]
    assert scene.out.dropped == [key(3)]


def test_folder_that_comes_is_entered() -> None:
    scene = Scene()
    move(scene, None, (scene.w, b"come"), ONDIR, key(50))
    assert scene.out.entered == [(scene.w, b"come", key(50))]


def test_moved_top_is_told_and_still_watched() -> None:
    scene = Scene()
    events = move(scene, (scene.root, b"w"), (scene.root, b"w.old"), ONDIR, key(2))
    assert short(events + scene.take(CREATE, b"f")) == [("rename", "/w.old"), ("create", "/w.old/f")]
    assert isinstance(events[0], FileRename)
    assert events[0].file_old_path == "/w"
    assert scene.out.replan


def test_two_folders_change_places() -> None:
    scene = Scene()
    other = scene.watched(key(4), scene.w, b"other")
    move(scene, (scene.w, b"sub"), (scene.w, b"other"), ONDIR, key(3))
    move(scene, (scene.w, b"other"), (scene.w, b"sub"), ONDIR, key(4))
    assert (scene.sub.path, other.path) == (b"/w/other", b"/w/sub")


def test_atomic_replacement_is_create_modify_and_rename_over_the_old_one() -> None:
    scene = Scene()
    scene.known(scene.w, b"passwd", inode=54)
    scene.file(b"/w/passwd+", inode=55)
    events = scene.take(WRITTEN, b"passwd+") + move(scene, (scene.w, b"passwd+"), (scene.w, b"passwd"))
    assert short(events) == [("create", "/w/passwd+"), ("modify", "/w/passwd+"), ("rename", "/w/passwd")]
    assert scene.w.entries == {b"passwd": scene.disk[b"/w/passwd"]}


def test_writer_is_followed_over_a_rename() -> None:
    scene = Scene()
    scene.file(b"/w/a")
    scene.take(CREATE | MODIFY, b"a")
    move(scene, (scene.w, b"a"), (scene.w, b"b"))
    assert scene.take(MODIFY, b"b", after_ns=400 * MS) == []
    assert short(scene.take(CLOSE_WRITE, b"b", after_ns=MS)) == [("modify", "/w/b")]


def test_guarded_names_are_touched_on_both_sides() -> None:
    scene = Scene()
    scene.out.guarded = frozenset((b"/w",))
    move(scene, (scene.w, b"shadow+"), (scene.w, b"shadow"))
    assert scene.out.touched == [(scene.w, b"shadow+"), (scene.w, b"shadow")]


def test_places_nobody_knows_are_unresolved() -> None:
    scene = Scene()
    scene.give(Record(RENAME, PID, key(70), b"b", b"", key(71), b"a"))
    assert scene.out.counts["unresolved"] == 1


def test_record_that_the_disk_was_ahead_of_moves_nothing_and_is_doubted() -> None:
    scene = Scene()
    scene.table.move(scene.sub, scene.w, b"c")  # a look at the disk found it there
    assert short(move(scene, (scene.w, b"sub"), (scene.w, b"b"), ONDIR, key(3))) == [("rename", "/w/b")]
    assert scene.sub.path == b"/w/c"
    assert list(scene.out.doubted) == [scene.w]


def test_folder_that_left_for_a_place_marked_only_later_is_renamed_to_where_it_was_found() -> None:
    scene = Scene()
    late = scene.watched(key(8), scene.w, b"late")
    scene.table.move(scene.sub, late, b"x")
    scene.changes.found.add(FileCreate, late, b"x", scene.file(b"/w/late/x", mode=DIR))
    (event,) = move(scene, (scene.w, b"sub"), None, ONDIR, key(3))
    assert isinstance(event, FileRename)
    assert (event.file_old_path, event.file_path) == ("/w/sub", "/w/late/x")
    assert scene.settle() == []
    assert scene.out.dropped == []


# kernels before 5.17


def test_two_halves_are_one_rename() -> None:
    scene = Scene()
    scene.known(scene.w, b"a", inode=56)
    assert scene.take(MOVED_FROM, b"a") == []
    assert scene.changes.holds
    scene.file(b"/w/sub/b", inode=56)
    (event,) = scene.take(MOVED_TO, b"b", scene.sub)
    assert isinstance(event, FileRename)
    assert (event.file_old_path, event.file_path, event.file_inode) == ("/w/a", "/w/sub/b", 56)
    assert not scene.changes.holds


def test_half_without_the_other_left_the_trees() -> None:
    scene = Scene()
    scene.known(scene.w, b"a")
    scene.take(MOVED_FROM, b"a")
    assert short(scene.settle()) == [("delete", "/w/a")]


def test_other_half_alone_came_from_outside() -> None:
    assert short(Scene().take(MOVED_TO, b"a")) == [("rename", "/w/a")]


@pytest.mark.parametrize("other", [MOVED_TO | ONDIR, CREATE])
def test_halves_of_two_stories_are_not_joined(other: int) -> None:
    scene = Scene()
    scene.take(MOVED_FROM, b"a")
    assert short(scene.take(other, b"b")) == [("delete", "/w/a"), ("create" if other == CREATE else "rename", "/w/b")]


def test_another_process_s_record_may_come_between_the_halves() -> None:
    scene = Scene()
    scene.take(MOVED_FROM, b"a")
    assert short(scene.take(MOVED_TO, b"x", pid=5)) == [("rename", "/w/x")]
    (event,) = scene.take(MOVED_TO, b"b")
    assert isinstance(event, FileRename)
    assert event.file_old_path == "/w/a"


def test_chain_of_renames_in_merged_records() -> None:
    scene = Scene()
    told = scene.take(WRITTEN | MOVED_FROM, b"a") + scene.take(MOVED_TO | MOVED_FROM, b"b") + scene.take(MOVED_TO, b"c")
    assert short(told) == [("create", "/w/a"), ("modify", "/w/a"), ("rename", "/w/b"), ("rename", "/w/c")]


def test_what_follows_the_second_half_in_its_record_is_told_too() -> None:
    scene = Scene()
    scene.take(MOVED_FROM, b"a")
    scene.file(b"/w/b")
    assert short(scene.take(MOVED_TO | MODIFY, b"b")) == [("rename", "/w/b"), ("modify", "/w/b")]


def test_folder_s_halves_move_it_by_its_name_which_is_then_checked() -> None:
    scene = Scene()
    scene.take(MOVED_FROM | ONDIR, b"sub")
    scene.take(MOVED_TO | ONDIR, b"new")
    assert scene.sub.path == b"/w/new"
    assert list(scene.out.doubted) == [scene.w]


def test_record_of_several_stories_is_checked() -> None:
    scene = Scene()
    scene.take(CREATE | MOVED_FROM, b"a")
    assert list(scene.out.doubted) == [scene.w]
