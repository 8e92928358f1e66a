import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from redshank.host.sensor.files import marks as module
from redshank.host.sensor.files.entries import inode_and_mode
from redshank.host.sensor.files.fanotify import Group
from redshank.host.sensor.files.folders import FolderTable
from redshank.host.sensor.files.handles import Handles
from redshank.host.sensor.files.marks import Marks
from redshank.host.sensor.files.watches import Tree, WatchPlan
from tests.host.sensor.files.scene import Scene
from tests.host.sensor.files.watched import short

pytestmark = pytest.mark.root


@pytest.fixture
def group() -> Iterator[Group]:
    made = Group()
    yield made
    made.close()


@pytest.fixture
def host(tmp_path: Path) -> Path:
    for folder in ("w/a/b/c", "w/skipped/x"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "w/a/f").write_text("x")
    (tmp_path / "w/link").symlink_to("a")
    return tmp_path


def followed(group: Group, host: Path, *trees: Tree, bound: int = 100) -> tuple[Marks, FolderTable]:
    table = FolderTable(bound, 1000)
    marks = Marks(group, table, str(host))
    marks.follow(WatchPlan(trees, root=str(host)))
    marks.go_on(1000)
    return marks, table


def told(table: FolderTable) -> list[bytes]:
    return sorted(folder.path for folder in table.by_key.values() if folder.told)


def test_tree_is_marked_to_its_depth_and_no_link_is_followed(group: Group, host: Path) -> None:
    _, table = followed(group, host, Tree("/w", depth=2, skip=frozenset(("skipped",))))
    assert told(table) == [b"/w", b"/w/a", b"/w/a/b"]


def test_what_is_there_is_remembered(group: Group, host: Path) -> None:
    marks, table = followed(group, host, Tree("/w"))
    (folder,) = [folder for folder in table.by_key.values() if folder.path == b"/w/a"]
    assert set(folder.entries) == {b"b", b"f"}
    assert folder.entries[b"f"] == marks.look(b"/w/a/f")
    assert folder.whole
    assert marks.contents(folder) == folder.entries


def test_look_does_not_follow_a_link(group: Group, host: Path) -> None:
    marks, _ = followed(group, host)
    assert marks.target(b"/w/link") == b"a"
    facts = marks.look(b"/w/link")
    assert facts is not None
    assert inode_and_mode(facts)[0] == os.lstat(host / "w/link").st_ino
    assert (marks.look(b"/none"), marks.look(b"/\0"), marks.target(b"/w")) == (None, None, None)


def test_missing_top_is_waited_for_at_the_nearest_folder(group: Group, host: Path) -> None:
    _, table = followed(group, host, Tree("/w/none/deep"))
    assert {folder.path: folder.awaited for folder in table.by_key.values()} == {b"": {b"w"}, b"/w": {b"none"}}
    assert told(table) == []


def test_tree_seen_by_a_shallow_and_a_deep_watch_is_deep(group: Group, host: Path) -> None:
    _, table = followed(group, host, Tree("/w", depth=0), Tree("/w/a/b", depth=1), Tree("/w/a", depth=3))
    assert told(table) == [b"/w", b"/w/a", b"/w/a/b", b"/w/a/b/c"]


def test_bound_cuts_the_deepest_off_and_counts_them(group: Group, host: Path) -> None:
    marks, table = followed(group, host, Tree("/w"), bound=4)
    assert told(table) == [b"/w", b"/w/a", b"/w/skipped"]
    assert marks.counts["left_out"] == 2


def test_large_folder_is_listed_in_part_and_counted(group: Group, host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LISTED", 2)
    marks, table = followed(group, host, Tree("/w", depth=0))
    assert marks.counts["unlisted"] == 1
    assert [len(folder.entries) for folder in table.by_key.values() if folder.told] == [2]


def test_folder_that_appeared_is_entered_and_its_files_are_found(group: Group, host: Path) -> None:
    marks, table = followed(group, host, Tree("/w"))
    scene = Scene()
    (host / "w/new/in").mkdir(parents=True)
    (host / "w/new/in/f").write_text("x")
    (folder,) = [folder for folder in table.by_key.values() if folder.path == b"/w"]
    marks.enter(folder, b"new", scene.changes.found)
    assert marks.waiting
    while marks.waiting:
        marks.go_on(1)
    assert short(scene.settle()) == [("create", "/w/new/in"), ("create", "/w/new/in/f")]
    assert {b"/w/new", b"/w/new/in"} <= set(told(table))


def test_folder_swapped_for_another_between_list_and_mark_is_not_taken(group: Group, host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marks, table = followed(group, host, Tree("/w"))
    (folder,) = [folder for folder in table.by_key.values() if folder.path == b"/w"]
    (host / "w/new").mkdir()
    monkeypatch.setattr(marks, "look", lambda path: marks.__class__.look(marks, b"/w/a"))
    marks.enter(folder, b"new", Scene().changes.found)
    assert list(marks.doubts) == [folder]
    assert b"/w/new" not in told(table)


def test_folder_that_is_not_the_one_the_record_was_about_is_doubted(group: Group, host: Path) -> None:
    marks, table = followed(group, host, Tree("/w"))
    (folder,) = [folder for folder in table.by_key.values() if folder.path == b"/w"]
    (host / "w/new").mkdir()
    marks.enter(folder, b"new", Scene().changes.found, b"another key")
    marks.enter(folder, b"gone", Scene().changes.found)
    assert (list(marks.doubts), marks.counts["vanished"]) == ([folder], 2)
    assert b"/w/new" not in told(table)


def test_folder_no_longer_at_its_place_has_no_contents(group: Group, host: Path) -> None:
    marks, table = followed(group, host, Tree("/w"))
    (folder,) = [folder for folder in table.by_key.values() if folder.path == b"/w/a/b"]
    (host / "w/a/b").rename(host / "w/a/z")
    assert marks.contents(folder) is None
    (host / "w/a/b").mkdir()
    assert marks.contents(folder) is None


def test_mark_of_a_folder_that_left_is_taken_back(group: Group, host: Path) -> None:
    marks, table = followed(group, host, Tree("/w"))
    (folder,) = [folder for folder in table.by_key.values() if folder.path == b"/w/a"]
    fd = os.open(host / "w/a", os.O_RDONLY)
    try:
        with Handles().opened(fd, folder.key):
            pass
    except OSError as error:
        pytest.skip(f"the file system of {host} does not open handles: {error}")
    finally:
        os.close(fd)
    (host / "w/a").rename(host / "away")
    group.read()
    marks.drop(table.forget(folder))
    (host / "away/f").write_text("y")
    (host / "away/b/f").write_text("y")
    assert group.read() == b""


def test_file_system_without_handles_is_counted_with_the_reason(group: Group, host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise OSError(95, "no handles")

    monkeypatch.setattr(Handles, "key", refuse)
    marks, table = followed(group, host, Tree("/w"))
    assert (marks.counts["refused"], list(marks.refused), len(table)) == (1, ["Operation not supported"], 0)
