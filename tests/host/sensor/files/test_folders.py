from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.files.folders import KEPT_LEFT, FolderTable
from tests.host.sensor.files.scene import key


def table() -> FolderTable:
    """/ with a, a/b, a/b/c."""
    made = FolderTable(10, 100)
    root = made.add(key(0), None, b"")
    a = made.add(key(1), root, b"a")
    made.add(key(3), made.add(key(2), a, b"b"), b"c")
    return made


def paths(made: FolderTable) -> list[bytes]:
    return sorted(folder.path for folder in made.by_key.values())


def test_path_is_made_of_names() -> None:
    assert paths(table()) == [b"", b"/a", b"/a/b", b"/a/b/c"]
    assert table().by_key[key(3)].text == "/a/b/c/"


def test_move_takes_all_below_with_it() -> None:
    made = table()
    made.move(made.by_key[key(2)], made.by_key[key(0)], b"z")
    assert paths(made) == [b"", b"/a", b"/z", b"/z/c"]
    assert made.by_key[key(1)].children == {}


def test_move_below_itself_is_ignored() -> None:
    made = table()
    made.move(made.by_key[key(1)], made.by_key[key(3)], b"x")
    assert paths(made) == [b"", b"/a", b"/a/b", b"/a/b/c"]


def test_two_folders_change_places() -> None:
    made = table()
    root, a = made.by_key[key(0)], made.by_key[key(1)]
    other = made.add(key(4), root, b"o")
    made.move(a, root, b"o")
    made.move(other, root, b"a")
    assert (a.path, other.path, made.by_key[key(3)].path) == (b"/o", b"/a", b"/o/b/c")
    assert root.children == {b"o": a, b"a": other}


def test_forget_drops_all_below_and_keeps_their_keys_in_mind() -> None:
    made = table()
    made.remember(made.by_key[key(3)], b"f", b"x")
    assert made.forget(made.by_key[key(2)]) == [key(2), key(3)]
    assert paths(made) == [b"", b"/a"]
    assert list(made.left) == [key(2), key(3)]
    assert made.entries == 0


def test_keys_kept_in_mind_are_bounded() -> None:
    made = FolderTable(10, 10)
    root = made.add(b"root", None, b"")
    for number in range(KEPT_LEFT + 5):
        made.forget(made.add(key(number), root, b"x"))
    assert len(made.left) == KEPT_LEFT


def test_another_folder_under_the_same_name_sets_the_first_aside_until_its_own_record_comes() -> None:
    made = table()
    root, first = made.by_key[key(0)], made.by_key[key(1)]
    second = made.add(key(9), root, b"a")
    assert root.children[b"a"] is second
    made.move(first, root, b"moved")
    assert paths(made) == [b"", b"/a", b"/moved", b"/moved/b", b"/moved/b/c"]
    third = made.add(key(10), root, b"a")
    made.forget(second)
    assert (root.children[b"a"], len(root.children)) == (third, 2)


def test_folder_moved_up_is_watched_as_deep_as_its_new_place_allows() -> None:
    made = table()
    for depth, folder in zip((5, 4, 3, 0), made.by_key.values(), strict=True):
        folder.told, folder.depth = True, depth
    root, b, c = made.by_key[key(0)], made.by_key[key(2)], made.by_key[key(3)]
    assert made.move(b, root, b"b") == [c]
    assert (b.depth, c.depth) == (4, 3)


def test_name_that_is_no_text_is_shown_escaped() -> None:
    made = FolderTable(10, 10)
    assert made.add(key(1), made.add(key(0), None, b""), b"\xff\n").text == "/\\xff\n/"


def test_full_at_the_bound() -> None:
    made = FolderTable(1, 10)
    assert not made.full
    made.add(key(0), None, b"")
    assert made.full
    assert len(made) == 1


def test_files_beyond_the_bound_are_not_remembered_and_the_folder_is_no_longer_whole() -> None:
    made = FolderTable(10, 1)
    folder = made.add(key(0), None, b"")
    folder.whole = True
    made.remember(folder, b"a", b"1")
    made.remember(folder, b"a", b"2")
    assert folder.whole
    made.remember(folder, b"b", b"1")
    assert (folder.entries, folder.whole) == ({b"a": b"2"}, False)
    assert made.recall(folder, b"a") == b"2"
    assert made.recall(folder, b"a") is None
    assert made.entries == 0


def test_names_of_a_tree_are_entered_as_deep_as_it_says() -> None:
    folder = FolderTable(1, 1).add(key(0), None, b"")
    assert not folder.takes(b"x")
    folder.depth, folder.skip = 1, frozenset((b".cache",))
    assert folder.takes(b"x")
    assert not folder.takes(b".cache")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([b"p", b"q", b"r"])), max_size=30))
def test_any_moves_keep_paths_true_to_the_tree(moves: list[tuple[int, int, bytes]]) -> None:
    made = FolderTable(10, 10)
    root = made.add(key(0), None, b"")
    for number in range(1, 6):
        made.add(key(number), root, b"%d" % number)
    for what, where, name in moves:
        if what:
            made.move(made.by_key[key(what)], made.by_key[key(where)], name)
    for folder in made.by_key.values():
        assert folder.path == (folder.parent.path + b"/" + folder.name if folder.parent else b"")
        assert folder.under(root)
