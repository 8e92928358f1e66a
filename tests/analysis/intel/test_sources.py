import pytest

from redshank.analysis.intel.sources import DAY_S, MIN_EVERY_S, Followed, Source, State

S_NS = 10**9
SOURCE = Source("x", "https://lists.example/x.txt", keep_s=2 * DAY_S)


def at(seconds, **state):
    return Followed(SOURCE, State(**state)).condition(seconds * S_NS)


def test_condition_of_a_source_in_one_word():
    assert at(0) == "new"
    assert at(0, trouble="no route") == "failing"
    assert at(DAY_S, good_ns=S_NS) == "ok"
    assert at(DAY_S, good_ns=S_NS, trouble="no route") == "failing"
    assert at(3 * DAY_S, good_ns=S_NS, trouble="no route") == "stale"
    assert Followed(Source("x", "/x", keep_s=0), State(good_ns=1)).condition(10**20) == "ok"


def test_source_is_due_after_its_time_and_sooner_where_it_never_came():
    assert Followed(SOURCE).is_due(10**18)
    assert not Followed(SOURCE, State(tried_ns=S_NS, good_ns=S_NS)).is_due((DAY_S) * S_NS)
    assert Followed(SOURCE, State(tried_ns=S_NS, good_ns=S_NS)).is_due((DAY_S + 1) * S_NS)
    assert Followed(SOURCE, State(tried_ns=S_NS)).is_due((MIN_EVERY_S + 1) * S_NS)


@pytest.mark.parametrize("wrong", [{"name": "../x"}, {"name": ""}, {"name": "X"}, {"confidence": 101}, {"every_s": 1}, {"keep_s": 1_000}])
def test_source_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"name of a source|0 to 100|at most every"):
        Source(**{"name": "x", "location": "/x"} | wrong)


def test_addresses_are_told_from_paths():
    assert SOURCE.is_url and not Source("x", "/x").is_url
