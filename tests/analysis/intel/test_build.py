import io

from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel import build as building
from redshank.analysis.intel.build import Allowed, build, prefixes_of, read_source
from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.list_lines import Domain
from redshank.analysis.intel.reading import Found, Shape, Tally
from redshank.analysis.intel.sources import Followed, Source, State
from redshank.analysis.intel.store import open_store

NOW_NS = 10**18


def followed(folder, name, text, **source):
    folder.copy(name).write_text(text)
    return Followed(Source(name, f"/lists/{name}", **{"keep_s": 0} | source), State(good_ns=NOW_NS - 10**9))


class Home:
    def __init__(self, path):
        self.folder, self.path = Folder(path), path
        (path / "allow.txt").write_text("198.18.0.0/24\ngood.example\n")

    def build(self, *texts, **source):
        with self.folder.held():
            listed = [followed(self.folder, f"list-{at}", text, **source) for at, text in enumerate(texts)]
            return build(self.folder, listed, [self.path / "allow.txt"], lambda: NOW_NS)

    def store(self):
        return open_store(self.folder.store, lambda: NOW_NS)

    def waiting(self):
        return sorted(path.name for path in self.folder.new.iterdir())


def test_allowed_values_are_removed_and_counted_by_the_list_that_names_them(tmp_path):
    home = Home(tmp_path)
    built = home.build("198.18.0.7\n198.18.1.7\nwww.good.example\n198.18.0.0/23\n")
    (state,) = [one.state for one in built.followed]
    assert state.removed == {"allow": 2, "in part": 1}
    assert (state.taken, state.format) == (2, "plain")
    assert [bool(home.store().address(text)) for text in ("198.18.0.7", "198.18.1.7", "198.18.1.8")] == [False, True, True]


def test_followed_allow_lists_count_too(tmp_path):
    home = Home(tmp_path)
    with home.folder.held():
        bad = followed(home.folder, "bad", "198.18.5.5\n198.18.6.6\n")
        fine = followed(home.folder, "fine", '{"type": "cidr", "list": ["198.18.5.0/24"]}', allow=True)
        built = build(home.folder, [bad, fine], [], lambda: NOW_NS)
    assert built.followed[0].state.removed == {"fine": 1}


def test_stale_copies_are_left_out(tmp_path):
    home = Home(tmp_path)
    with home.folder.held():
        old = Followed(Source("old", "/old"), State(good_ns=1))
        home.folder.copy("old").write_text("198.18.9.9\n")
        built = build(home.folder, [old], [], lambda: NOW_NS)
    assert built.counts["addresses"] == 0
    assert home.waiting() == []


def test_what_is_new_is_laid_aside_and_nothing_else(tmp_path):
    home = Home(tmp_path)
    assert home.build("198.18.1.7\n").fresh == 1
    assert home.build("198.18.1.7\n198.18.1.8\nevil.example\n").fresh == 2
    assert home.build("198.18.1.8\n").fresh == 0
    assert home.waiting() == ["0000000001.bin", "0000000002.bin"]
    second = open_store(home.folder.new / "0000000002.bin", lambda: NOW_NS)
    assert [bool(second.address(text)) for text in ("198.18.1.7", "198.18.1.8")] == [False, True]
    assert home.store().notes.generation == 3


def test_where_too_much_waits_everything_is_looked_for_again(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "MAX_WAITING", 1)
    home = Home(tmp_path)
    home.build("198.18.1.7\n")
    home.build("198.18.1.7\n198.18.1.8\n")
    assert home.waiting() == ["0000000002.bin"]
    assert open_store(home.folder.new / "0000000002.bin", lambda: NOW_NS).address("198.18.1.7")


def test_damaged_store_is_made_anew_with_a_higher_number(tmp_path):
    home = Home(tmp_path)
    home.build("198.18.1.7\n")
    home.folder.store.write_bytes(b"x" * 200)
    assert home.build("198.18.1.7\n").generation == 2
    assert home.store().address("198.18.1.7")


def test_room_is_bounded_and_what_found_none_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "MAX_INDICATORS", 1)
    built = Home(tmp_path).build("198.18.1.7\n198.18.1.8\n")
    assert built.followed[0].state.refused == {"no_room": 1}


def test_copy_that_is_gone_is_trouble_of_its_source_alone(tmp_path):
    home = Home(tmp_path)
    with home.folder.held():
        gone = Followed(Source("gone", "/gone"), State(good_ns=NOW_NS))
        here = followed(home.folder, "here", "198.18.1.7\n")
        built = build(home.folder, [gone, here], [], lambda: NOW_NS)
    assert built.followed[0].state.trouble == "its copy cannot be read: No such file or directory"
    assert home.store().address("198.18.1.7")


@given(st.integers(0, 200), st.integers(0, 200))
def test_prefixes_of_a_range_are_just_its_addresses(low, size):
    prefixes = list(prefixes_of(32, low, low + size))
    assert [at for one in prefixes for at in range(one.low, one.high + 1)] == list(range(low, low + size + 1))


def test_without_allow_lists_everything_is_left():
    assert Allowed([]).left(Domain("evil.example")) == ([Domain("evil.example")], "")


def test_format_is_found_where_none_is_given():
    name, found = read_source(Source("x", "/x"), io.BytesIO(b"0.0.0.0 evil.example\n"), Shape(), Tally())
    assert (name, list(found)) == ("hosts", [Found(Domain("evil.example"))])
