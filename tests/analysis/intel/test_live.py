from redshank.analysis.intel.indicators import load_lists
from redshank.analysis.intel.live import Either, LiveStore
from tests.analysis.intel.making import NOW_NS, store


def live(path):
    return LiveStore(path, lambda: NOW_NS)


def test_store_is_taken_up_when_it_appears_and_swapped_when_it_is_replaced(tmp_path):
    path = tmp_path / "s"
    found = live(path)
    addresses = found.lists()["listed_addresses"]
    assert not found.look()
    assert addresses.lookup("198.18.0.9") is None
    store(path, ("198.18.0.9", 1))
    assert found.look() and not found.look()
    assert addresses.lookup("198.18.0.9") == "second"
    assert addresses.lookup("198.18.0.10") is None
    store(path, ("198.18.0.10", 1))
    assert found.look()
    assert [addresses.lookup(text) for text in ("198.18.0.9", "198.18.0.10")] == [None, "second"]
    path.unlink()
    assert found.look()
    assert addresses.lookup("198.18.0.10") is None


def test_damaged_store_is_said_and_the_one_of_before_stays(tmp_path):
    path = tmp_path / "s"
    store(path, ("evil.example", 1))
    found = live(path)
    path.with_name("other").write_bytes(b"x" * 100)
    path.with_name("other").replace(path)
    assert not found.look()
    assert found.trouble.endswith("; the store of before stays in use")
    assert found.lists()["listed_domains"].lookup("www.evil.example") == "second"
    assert live(path).trouble.endswith("is of another version or machine: it is made anew by `redshank intel refresh`")


def test_plain_lists_are_asked_first(tmp_path):
    store(tmp_path / "s", ("198.18.0.9", 1), ("198.18.0.10", 1))
    (tmp_path / "plain.txt").write_text("198.18.0.9\n")
    plain = load_lists([tmp_path / "plain.txt"]).as_lists()["listed_addresses"]
    either = Either(plain, live(tmp_path / "s").lists()["listed_addresses"])
    assert [either.lookup(f"198.18.0.{at}") for at in (9, 10, 11)] == ["plain", "second", None]


def test_no_path_is_no_store():
    assert not LiveStore(None, lambda: NOW_NS).look()
