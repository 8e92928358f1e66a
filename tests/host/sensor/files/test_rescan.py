import stat

import pytest

from redshank.events._generated.types import FileAttrib, FileCreate, FileModify
from redshank.host.sensor.files.entries import pack
from redshank.host.sensor.files.folders import Folder
from redshank.host.sensor.files.rescan import change, rescan
from tests.host.sensor.files.scene import Scene

FILE = 0o100644
BEFORE = pack(1, FILE, 5, 10, 10)


@pytest.mark.parametrize(
    ("after", "content", "expected"),
    [
        (BEFORE, True, None),
        (pack(2, FILE, 5, 10, 10), True, FileCreate),
        (pack(1, FILE, 6, 10, 10), True, FileModify),
        (pack(1, FILE, 5, 11, 11), True, FileModify),
        (pack(1, FILE, 5, 10, 11), True, FileAttrib),
        (pack(1, FILE, 9, 20, 20), False, None),
        (pack(1, 0o100755, 9, 20, 20), False, FileAttrib),
    ],
)
def test_what_two_looks_tell(after: bytes, content: bool, expected: object) -> None:
    assert change(BEFORE, after, content) is expected
    assert change(None, after, content) is FileCreate


def test_folder_s_own_times_say_nothing() -> None:
    assert change(pack(1, stat.S_IFDIR | 0o755, 1, 1, 1), pack(1, stat.S_IFDIR | 0o755, 2, 2, 2), True) is None


class Disk:
    """Stands for marks: what folders hold by path, and what was done."""

    def __init__(self, contents: dict[bytes, dict[bytes, bytes]]) -> None:
        self.held, self.entered, self.dropped = contents, list[bytes](), list[bytes]()

    def contents(self, folder: Folder) -> dict[bytes, bytes] | None:
        return self.held.get(folder.path)

    def enter(self, parent: Folder, name: bytes, found: object) -> None:
        self.entered.append(parent.path + b"/" + name)

    def drop(self, keys: list[bytes]) -> None:
        self.dropped += keys


def compare(scene: Scene, disk: Disk) -> list[tuple[str, str]]:
    for _ in rescan(scene.table, disk, scene.changes.found, list(scene.table.by_key.values())[1:]):  # type: ignore[arg-type]  # stands for marks
        pass
    return sorted((event.event_action, event.file_path) for event in scene.settle())  # type: ignore[attr-defined]


def test_differences_are_told_once() -> None:
    scene = Scene()
    for name in (b"same", b"changed", b"gone"):
        scene.known(scene.w, name)
    folder = pack(70, stat.S_IFDIR | 0o755)
    scene.sub.inode = 70
    now = {b"same": scene.disk[b"/w/same"], b"changed": pack(50, FILE, 2), b"new": pack(60, FILE), b"d": folder, b"sub": folder}
    scene.table.remember(scene.w, b"sub", folder)
    disk = Disk({b"/w": now, b"/w/sub": {}})
    expected = [("file.create", "/w/d"), ("file.create", "/w/new"), ("file.delete", "/w/gone"), ("file.modify", "/w/changed")]
    assert compare(scene, disk) == expected
    assert disk.entered == [b"/w/d"]
    assert compare(scene, disk) == []
    assert scene.table.entries == len(now)


def test_folder_that_is_gone_is_given_up() -> None:
    scene = Scene()
    disk = Disk({b"/w": {}})
    compare(scene, disk)
    assert disk.dropped == [scene.sub.key]
    assert scene.sub.key not in scene.table.by_key


def test_folder_that_is_watched_under_a_wrong_name_is_entered_by_the_right_one() -> None:
    scene = Scene()
    scene.sub.inode = 80
    folders = {b"sub": pack(81, stat.S_IFDIR | 0o755), b"moved": pack(80, stat.S_IFDIR | 0o755)}
    disk = Disk({b"/w": folders, b"/w/sub": {}})
    compare(scene, disk)
    assert disk.entered == [b"/w/sub", b"/w/moved"]


def test_folder_not_known_as_a_whole_tells_only_what_surely_changed() -> None:
    scene = Scene()
    scene.known(scene.w, b"a")
    scene.known(scene.w, b"b")
    scene.w.whole = False
    disk = Disk({b"/w": {b"a": pack(50, FILE, 9), b"new": pack(61, FILE)}, b"/w/sub": {}})
    assert compare(scene, disk) == [("file.modify", "/w/a")]
