from redshank.analysis.intel.catalogue import FEEDS, feed
from redshank.analysis.intel.formats import READERS


def test_feeds_have_names_of_their_own_terms_and_a_format_that_is_read():
    assert len({one.name for one in FEEDS}) == len(FEEDS)
    for one in FEEDS:
        assert one.location.startswith("https://")
        assert one.licence and one.about
        assert one.format in (*READERS, "auto")


def test_feed_is_found_by_its_name():
    assert feed("ipsum-3") in FEEDS
    assert feed("nothing") is None
