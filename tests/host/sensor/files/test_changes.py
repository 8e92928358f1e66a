import pytest

from redshank.events import Event
from redshank.events._generated.types import FileAttrib, FileCreate, FileDelete, FileModify
from redshank.host.sensor.files import changes
from redshank.host.sensor.files.fanotify import ATTRIB, CLOSE_WRITE, CREATE, DELETE, DELETE_SELF, MODIFY, ONDIR, Q_OVERFLOW
from redshank.host.sensor.files.records import Record
from tests.host.sensor.files.scene import DIR, FILE, LINK, MS, PID, Scene, key
from tests.host.sensor.files.watched import short

WRITTEN = CREATE | MODIFY | CLOSE_WRITE


def kinds(events: list[Event]) -> list[str]:
    return [kind for kind, _ in short(events)]


def test_create_says_what_where_and_who() -> None:
    scene = Scene()
    scene.file(b"/w/cron", inode=51, mode=0o100755)
    (event,) = scene.take(CREATE, b"cron")
    assert event == FileCreate(
        timestamp=scene.now, source="fanotify", process_scope_pid=PID, file_path="/w/cron", file_name="cron", file_inode=51,
        file_mode=0o100755, file_watch="tree", file_type="file", file_mask=CREATE,
    )  # fmt: skip


def test_new_link_says_where_it_points() -> None:
    scene = Scene(links={b"/w/log": b"/dev/null"})
    scene.file(b"/w/log", mode=LINK)
    (event,) = scene.take(CREATE, b"log")
    assert isinstance(event, FileCreate)
    assert (event.file_type, event.file_target_path) == ("symlink", "/dev/null")


def test_link_target_is_bounded_and_escaped() -> None:
    scene = Scene(links={b"/w/l": b"\xff" + b"a" * 5000})
    scene.file(b"/w/l", mode=LINK)
    (event,) = scene.take(CREATE, b"l")
    assert isinstance(event, FileCreate)
    assert event.file_target_path is not None
    assert event.file_target_path.startswith("\\xffa")
    assert len(event.file_target_path) == 4096


def test_file_gone_before_we_look_is_told_without_facts() -> None:
    (event,) = Scene().take(CREATE, b"x")
    assert isinstance(event, FileCreate)
    assert (event.file_inode, event.file_type) == (None, None)
    (folder,) = Scene().take(CREATE | ONDIR, b"d")
    assert isinstance(folder, FileCreate)
    assert folder.file_type == "dir"


def test_create_write_and_close_is_one_create_and_one_modify_in_one_record_or_three() -> None:
    once, thrice = Scene(), Scene()
    once.file(b"/w/f")
    thrice.file(b"/w/f")
    assert kinds(once.take(WRITTEN, b"f")) == ["create", "modify"]
    told = [kinds(thrice.take(bit, b"f", after_ns=MS)) for bit in (CREATE, MODIFY, CLOSE_WRITE)]
    assert told == [["create"], ["modify"], []]


def test_long_writer_of_its_own_file_is_told_at_the_start_and_at_the_close() -> None:
    scene = Scene()
    scene.file(b"/w/f")
    scene.take(CREATE, b"f")
    told = [kinds(scene.take(MODIFY, b"f", after_ns=400 * MS)) for _ in range(5)]
    assert told == [["modify"], [], [], [], []]
    assert kinds(scene.take(CLOSE_WRITE, b"f", after_ns=400 * MS)) == ["modify"]


def test_repeats_of_one_process_are_merged_and_counted_and_another_process_is_not() -> None:
    scene = Scene()
    scene.known(scene.w, b"f")
    assert kinds(scene.take(MODIFY, b"f")) == ["modify"]
    assert kinds(scene.take(MODIFY, b"f", after_ns=50 * MS)) == []
    assert kinds(scene.take(MODIFY, b"f", pid=5, after_ns=MS)) == ["modify"]
    assert scene.out.counts["merged"] == 1


def test_attribute_changes_are_merged_apart_from_content() -> None:
    scene = Scene()
    scene.known(scene.w, b"f")
    assert kinds(scene.take(MODIFY | ATTRIB, b"f")) == ["modify", "attrib"]
    assert kinds(scene.take(ATTRIB, b"f", after_ns=MS)) == []


def test_store_through_a_mapping_shows_at_the_close() -> None:
    scene = Scene()
    scene.known(scene.w, b"f", at=5)
    scene.file(b"/w/f", at=6)
    assert kinds(scene.take(CLOSE_WRITE, b"f")) == ["modify"]


def test_close_without_a_change_is_no_event() -> None:
    scene = Scene()
    scene.known(scene.w, b"f")
    assert scene.take(CLOSE_WRITE, b"f") == []
    assert scene.out.counts["unchanged"] == 1


def test_close_of_an_unknown_file_is_a_change_only_if_it_was_modified_just_now() -> None:
    scene = Scene()
    scene.file(b"/w/old", at=scene.now - 3_600_000 * MS)
    scene.file(b"/w/new", at=scene.now - MS)
    assert kinds(scene.take(CLOSE_WRITE, b"old")) == []
    assert kinds(scene.take(CLOSE_WRITE, b"new")) == ["modify"]


def test_delete_says_what_it_was() -> None:
    scene = Scene()
    scene.known(scene.w, b"f", inode=52)
    (event,) = scene.take(DELETE, b"f")
    assert isinstance(event, FileDelete)
    assert (event.file_path, event.file_inode, event.file_mode, event.file_type) == ("/w/f", 52, FILE, "file")
    assert scene.w.entries == {}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (False, False, ["create", "modify", "delete"]),
        (True, False, ["create", "modify", "delete"]),
        (True, True, ["delete", "create", "modify"]),
        (False, True, ["create", "modify"]),
    ],
)
def test_burst_in_one_record_is_told_in_the_order_that_fits_what_is_there(before: bool, after: bool, expected: list[str]) -> None:
    scene = Scene()
    if before:
        scene.table.remember(scene.w, b"f", scene.file(b"/w/f"))
        scene.disk.clear()
    if after:
        scene.file(b"/w/f", inode=60)
    assert kinds(scene.take(WRITTEN | DELETE, b"f")) == expected
    assert (b"f" in scene.w.entries) is after


def test_file_made_again_by_its_remover_is_new_and_its_write_is_told() -> None:
    scene = Scene()
    scene.file(b"/w/f")
    scene.take(WRITTEN, b"f")
    scene.take(DELETE, b"f", after_ns=MS)
    assert kinds(scene.take(WRITTEN, b"f", after_ns=MS)) == ["create", "modify"]


def test_delete_is_told_also_where_somebody_made_the_name_again() -> None:
    scene = Scene()
    scene.known(scene.w, b"f")
    assert kinds(scene.take(MODIFY | DELETE, b"f")) == ["modify", "delete"]


def test_own_records_are_left_out_and_counted() -> None:
    scene = Scene()
    assert scene.take(CREATE, b"f", pid=99) == []
    assert scene.out.counts["own"] == 1


def test_process_from_outside_the_scope_has_no_pid_and_is_counted() -> None:
    scene = Scene()
    (event,) = scene.take(CREATE, b"f", pid=0)
    assert event.process_scope_pid is None
    assert scene.out.counts["outside"] == 1


def test_new_folder_is_to_be_entered_as_deep_as_the_tree_goes() -> None:
    scene = Scene()
    scene.file(b"/w/d", mode=DIR)
    scene.take(CREATE | ONDIR, b"d")
    scene.sub.depth = 0
    scene.take(CREATE | ONDIR, b"d", scene.sub)
    assert scene.out.entered == [(scene.w, b"d", b"")]


def test_removed_folder_is_forgotten_with_all_below() -> None:
    scene = Scene()
    scene.watched(key(4), scene.sub, b"deep")
    scene.known(scene.w, b"sub", mode=DIR)
    events = [*scene.give(Record(DELETE_SELF | ONDIR, PID, key(3), b".")), *scene.take(DELETE | ONDIR, b"sub")]
    assert short(events) == [("delete", "/w/sub")]
    assert list(scene.table.by_key) == [key(1), key(2)]
    assert scene.give(Record(CREATE, PID, key(4), b"late")) == []
    assert scene.out.counts["late"] == 1


def test_change_of_a_folder_itself_has_the_folder_s_path() -> None:
    scene = Scene()
    scene.known(scene.w, b"sub", mode=DIR)
    (event,) = scene.give(Record(ATTRIB | ONDIR, PID, key(3), b"."))
    assert isinstance(event, FileAttrib)
    assert (event.file_path, event.file_name, event.file_type) == ("/w/sub", "sub", "dir")


def test_removed_top_tells_its_own_end() -> None:
    scene = Scene()
    assert short(scene.give(Record(DELETE_SELF | ONDIR, PID, key(2), b"."))) == [("delete", "/w")]


def test_awaited_name_is_told_and_asks_for_a_look_at_the_plan_and_its_neighbours_do_not() -> None:
    scene = Scene()
    assert scene.take(CREATE | ONDIR, b"other", scene.root) == []
    assert not scene.out.replan
    assert short(scene.take(CREATE | ONDIR, b"w", scene.root)) == [("create", "/w")]
    assert scene.out.replan


def test_name_that_several_records_are_about_is_looked_at_again_and_a_difference_is_doubted() -> None:
    scene = Scene()
    scene.file(b"/w/f")
    scene.take(CREATE, b"f")
    scene.take(ATTRIB, b"f")
    scene.changes.check()
    assert scene.out.doubted == {}
    scene.take(MODIFY, b"f")
    scene.take(ATTRIB, b"f")
    del scene.disk[b"/w/f"]  # the record of it joined one that is already read
    scene.changes.check()
    assert list(scene.out.doubted) == [scene.w]


def test_told_file_that_never_was_there_is_doubted() -> None:
    scene = Scene()
    scene.take(CREATE, b"f")
    scene.take(ATTRIB, b"f")
    scene.changes.check()
    assert list(scene.out.doubted) == [scene.w]
    (event,) = scene.take(DELETE, b"f")
    assert isinstance(event, FileDelete)
    assert (event.file_inode, event.file_mode, event.file_type) == (None, None, None)


def test_names_to_look_at_again_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MAX_OFTEN", 1)
    monkeypatch.setattr(changes, "MAX_ONCE", 2)
    scene = Scene()
    for name in (b"a", b"a", b"b", b"b", b"c"):
        scene.take(ATTRIB, name)
    assert list(scene.out.doubted) == [scene.w]
    assert scene.out.counts["unchecked"] == 1


def test_new_file_in_a_guarded_folder_is_touched() -> None:
    scene = Scene()
    scene.out.guarded = frozenset((b"/w",))
    scene.take(CREATE, b"id_ed25519")
    scene.take(ATTRIB, b"id_rsa")
    scene.take(CREATE, b"x", scene.sub)
    assert scene.out.touched == [(scene.w, b"id_ed25519")]


def test_overflow_is_noticed() -> None:
    scene = Scene()
    assert scene.give(Record(Q_OVERFLOW, 0)) == []
    assert scene.out.overflowed


def test_record_of_a_folder_nobody_knows_is_unresolved() -> None:
    scene = Scene()
    scene.give(Record(CREATE, PID, key(77), b"f"))
    assert scene.out.counts["unresolved"] == 1


def test_name_that_is_no_text_is_escaped() -> None:
    (event,) = Scene().take(CREATE, b"\xffa\x1b[2J")
    assert isinstance(event, FileCreate)
    assert event.file_path == "/w/\\xffa\x1b[2J"


def test_modify_keeps_the_mask_of_its_record() -> None:
    scene = Scene()
    scene.known(scene.w, b"f")
    (event,) = scene.take(MODIFY | CLOSE_WRITE, b"f")
    assert isinstance(event, FileModify)
    assert event.file_mask == MODIFY | CLOSE_WRITE
