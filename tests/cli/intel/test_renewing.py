import pytest

from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.sources import DAY_S, Followed, Source
from redshank.analysis.intel.store import open_store
from redshank.cli.intel.renewing import Renewal, needs_build, renew
from tests.cli.intel.site import served

S_NS = 10**9


class Home:
    def __init__(self, path, *sources):
        self.now_ns = 10**18
        self.folder = Folder(path)
        self.work = Renewal(self.folder, [], lambda: self.now_ns, {})
        with self.folder.held():
            self.folder.save([Followed(source) for source in sources])

    def renew(self, *names, due=False):
        return renew(self.work, names or None, due)

    def state(self):
        return self.folder.sources()[0].state

    def listed(self, address):
        store = open_store(self.folder.store, lambda: self.now_ns)
        return store.words(store.address(address)) is not None


@pytest.fixture
def site():
    with served() as running:
        yield running


@pytest.fixture
def home(tmp_path, site):
    return Home(tmp_path / "intel", Source("x", f"{site.url}/x", local=True, keep_s=2 * DAY_S))


def test_last_good_copy_stays_where_a_refresh_fails_until_it_is_too_old(home, site):
    assert home.renew().counts["addresses"] == 2
    site.status = 500
    home.now_ns += DAY_S * S_NS
    home.renew()
    assert "its server answers 500" in home.state().trouble
    assert home.folder.sources()[0].condition(home.now_ns) == "failing"
    assert home.listed("198.18.7.7")
    home.now_ns += 2 * DAY_S * S_NS
    assert not home.listed("198.18.7.7")
    assert home.folder.sources()[0].condition(home.now_ns) == "stale"


def test_error_page_does_not_take_the_place_of_a_list(home, site):
    home.renew()
    site.body = b"<html><body>Service Unavailable</body></html>\n"
    home.renew()
    assert "not one indicator in it, as line 1: not understood" in home.state().trouble
    assert home.listed("198.18.7.7")


def test_unchanged_document_keeps_its_copy_and_is_as_good_as_new(home, site):
    site.headers = {"ETag": '"1"'}
    home.renew()
    site.status = 304
    home.now_ns += S_NS
    home.renew()
    assert site.asked[1][1]["If-None-Match"] == '"1"'
    assert (home.state().good_ns, home.state().trouble) == (home.now_ns, "")
    home.folder.copy("x").unlink()
    site.status = 200
    home.renew()
    assert "If-None-Match" not in site.asked[2][1]


def test_only_what_is_due_is_fetched(home, site):
    assert home.renew(due=True) is not None
    assert home.renew(due=True) is None
    home.now_ns += DAY_S * S_NS
    assert home.renew(due=True) is not None
    assert len(site.asked) == 2


def test_store_that_is_damaged_or_holds_what_went_stale_is_made_anew(home, site):
    home.renew()
    assert not needs_build(home.work, home.folder.sources())
    home.folder.store.write_bytes(b"x" * 100)
    assert needs_build(home.work, home.folder.sources())
    assert home.renew(due=True) is not None
    assert len(site.asked) == 1
    home.now_ns += 3 * DAY_S * S_NS
    assert needs_build(home.work, home.folder.sources())


def test_one_source_that_fails_does_not_hold_up_the_others(tmp_path):
    (tmp_path / "good.txt").write_text("198.18.7.7\n")
    gone, good = (Source(name, str(tmp_path / f"{name}.txt"), keep_s=0) for name in ("gone", "good"))
    home = Home(tmp_path / "intel", gone, good)
    home.renew()
    assert home.state().trouble.endswith("No such file or directory: " + repr(gone.location))
    assert home.listed("198.18.7.7")


@pytest.mark.parametrize("place", ["/dev/zero", "/proc/self"])
def test_what_is_no_plain_file_is_not_read(tmp_path, place):
    home = Home(tmp_path / "intel", Source("x", place, keep_s=0))
    home.renew()
    assert "is no file" in home.state().trouble or "Is a directory" in home.state().trouble


def test_allow_list_is_fetched_and_looked_at_too(tmp_path):
    (tmp_path / "fine.json").write_text('{"type": "regex", "list": ["x"]}')
    home = Home(tmp_path / "intel", Source("fine", str(tmp_path / "fine.json"), keep_s=0, allow=True))
    home.renew()
    assert "not one indicator in it" in home.state().trouble
