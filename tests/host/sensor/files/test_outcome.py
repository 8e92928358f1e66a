import pytest

from redshank.events._generated.types import FileAttrib, FileCreate, FileModify
from redshank.host.sensor.files import outcome as module
from redshank.host.sensor.files.entries import UNSEEN
from redshank.host.sensor.files.fanotify import MODIFY, ONDIR
from redshank.host.sensor.files.outcome import text
from redshank.host.sensor.files.records import Record
from tests.host.sensor.files.scene import DIR, LINK, Scene


def test_event_of_a_folder_itself_has_its_path_and_name() -> None:
    scene = Scene()
    event = scene.out.tell(FileAttrib, scene.sub, b"", scene.file(b"/w/sub", mode=DIR))
    assert isinstance(event, FileAttrib)
    assert (event.file_path, event.file_name, event.file_type) == ("/w/sub", "sub", "dir")
    root = scene.out.tell(FileAttrib, scene.root, b"", None)
    assert isinstance(root, FileAttrib)
    assert (root.file_path, root.file_name) == ("/", "")


def test_what_nobody_saw_has_no_process_and_what_was_gone_no_facts() -> None:
    scene = Scene()
    event = scene.out.tell(FileCreate, scene.w, b"f", UNSEEN)
    assert isinstance(event, FileCreate)
    assert (event.process_scope_pid, event.file_mask, event.file_inode, event.file_mode, event.file_type) == (None, 0, None, None, None)


def test_only_a_new_or_renamed_link_has_its_target_read() -> None:
    scene = Scene(links={b"/w/l": b"/etc"})
    facts = scene.file(b"/w/l", mode=LINK)
    created, changed = scene.out.tell(FileCreate, scene.w, b"l", facts), scene.out.tell(FileModify, scene.w, b"l", facts, Record(MODIFY, 7))
    assert isinstance(created, FileCreate)
    assert created.file_target_path == "/etc"
    assert isinstance(changed, FileModify)
    assert (changed.file_type, changed.process_scope_pid) == ("symlink", 7)


def test_long_path_is_cut() -> None:
    scene = Scene()
    event = scene.out.tell(FileCreate, scene.w, b"x" * 5000, None, Record(ONDIR, 1))
    assert isinstance(event, FileCreate)
    assert len(event.file_path or "") == module.MAX_PATH
    assert text(b"y" * 5000) == "y" * module.MAX_PATH
    assert text(None) is None


def test_touch_tells_awaited_and_guarded_names_apart() -> None:
    scene = Scene()
    scene.out.touch(scene.w, b"f")
    assert (scene.out.replan, scene.out.touched) == (False, [])
    scene.out.guarded = frozenset((b"/w",))
    scene.out.touch(scene.w, b"f")
    scene.out.touch(scene.root, b"w")
    assert (scene.out.replan, scene.out.touched) == (True, [(scene.w, b"f")])


def test_files_being_made_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WINDOWS", 2)
    scene = Scene()
    for number in range(5):
        scene.out.made((scene.w, b"%d" % number, 1))
    assert len(scene.out.fresh) <= 2
    scene.out.renamed((scene.w, b"4", 1), (scene.sub, b"4", 1))
    assert (scene.sub, b"4", 1) in scene.out.fresh
