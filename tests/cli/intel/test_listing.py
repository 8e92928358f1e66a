from redshank.analysis.intel.catalogue import FEEDS
from redshank.analysis.intel.sources import DAY_S, Followed, Source, State
from redshank.cli.intel.listing import counted, feed_line, source_lines


def test_catalogue_names_terms_and_place_of_every_feed(intel):
    status, out, _ = intel("list", "--catalogue")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == [feed.name for feed in FEEDS]
    assert [one["licence"] for one in intel.objects("list", "--catalogue")] == [feed.licence for feed in FEEDS]


def test_nothing_followed_says_what_to_do(intel):
    status, out, err = intel("list")
    assert (status, out) == (0, "")
    assert "redshank intel add NAME" in err


def test_followed_sources_are_shown_with_what_was_compiled(intel):
    intel("add", intel.file("198.18.7.7\nevil.example\n"))
    status, out, _ = intel("list")
    assert status == 0
    assert out.splitlines()[-1].startswith("compiled: 1 addresses, 1 domains, ")


def test_damaged_store_is_said(intel):
    intel("add", intel.file("198.18.7.7\n"))
    (intel.path / "data/intel/store.bin").write_bytes(b"x" * 100)
    status, _, err = intel("list")
    assert status == 1
    assert "it is made anew by `redshank intel refresh`" in err


def test_what_was_removed_is_told_by_list_and_of_how_many():
    state = State(good_ns=1, taken=11_963, removed={"ours": 37, "in part": 2}, refused={"local": 1}, samples=("line 7: local: 'x'",))
    lines = list(source_lines(Followed(Source("x", "/x", keep_s=0), state), 10**9))
    assert "  37 of 12,002 removed: on allow-list ours" in lines
    assert "  2 ranges cut: they hold what is allowed" in lines
    assert lines[-2:] == ["  1 refused: local", "    line 7: local: 'x'"]


def test_stale_source_is_said_to_be_matched_no_more():
    source = Source("x", "/x", keep_s=DAY_S)
    assert "  older than 1 d: no longer matched" in list(source_lines(Followed(source, State(good_ns=1)), 10**18))
    failed = Followed(source, State(good_ns=1, trouble="no route"))
    assert "  last try failed: no route: no longer matched" in list(source_lines(failed, 10**18))


def test_counts_and_feeds_are_lines():
    assert counted({"addresses": 1200, "ranges_v6": 1, "urls": 0}) == "1,200 addresses, 1 ranges v6"
    assert counted({}) == "nothing"
    assert "harmless: " in feed_line(FEEDS[-1])
