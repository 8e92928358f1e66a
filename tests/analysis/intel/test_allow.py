import io
import json

from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel.allow import allow_list, merged, parents, read_allow_list
from redshank.analysis.intel.list_lines import Domain, FileHash
from redshank.analysis.intel.prefixes import Prefix
from redshank.analysis.intel.reading import Tally
from redshank.analysis.intel.urls import Url
from tests.analysis.intel.making import prefix

LISTED = allow_list("ours", [prefix("198.18.0.0/24"), Domain("good.example"), FileHash(bytes(16))])


def test_value_inside_a_range_and_name_below_a_name_are_held():
    assert LISTED.holds(prefix("198.18.0.9"))
    assert LISTED.holds(prefix("198.18.0.128/25"))
    assert not LISTED.holds(prefix("198.18.0.0/23"))
    assert LISTED.holds(Domain("www.good.example")) and not LISTED.holds(Domain("notgood.example"))
    assert LISTED.holds(Url("www.good.example", "/x"))
    assert LISTED.holds(FileHash(bytes(16))) and not LISTED.holds(FileHash(bytes(20)))


def test_range_that_holds_allowed_addresses_keeps_the_rest():
    low = prefix("198.18.0.0/24").low
    assert LISTED.cut(prefix("198.18.0.0/23")) == [(low + 256, low + 511)]
    assert LISTED.cut(prefix("198.19.0.0/24")) is None


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5))), st.integers(0, 15))
def test_what_is_left_of_a_range_is_what_no_range_holds(pieces, at):
    ranges = [(low, low + size) for low, size in pieces]
    listed = allow_list("x", [Prefix(32, low, 32) for one in ranges for low in range(one[0], one[1] + 1)])
    value = Prefix(32, at * 4, 30)
    left = listed.cut(value)
    wanted = {one for one in range(value.low, value.high + 1) if not any(low <= one <= high for low, high in ranges)}
    got = set(range(value.low, value.high + 1)) if left is None else {one for low, high in left for one in range(low, high + 1)}
    assert got == wanted


def test_warninglists_of_three_types_are_read():
    def listed(kind, *values):
        raw = json.dumps({"name": "x", "type": kind, "list": list(values)}).encode()
        tally = Tally()
        return read_allow_list("x", io.BytesIO(raw), tally), tally

    assert listed("cidr", "10.0.0.0/8", "198.18.0.9")[0].holds(prefix("10.1.2.3"))
    assert listed("hostname", "good.example")[0].holds(Domain("www.good.example"))
    exact, _ = listed("string", "good.example")
    assert exact.holds(Domain("good.example")) and not exact.holds(Domain("www.good.example"))
    refused, tally = listed("regex", "/x/")
    assert not refused.holds(Domain("good.example"))
    assert tally.refused == {"not_understood": 1}


def test_plain_lines_are_an_allow_list_too():
    tally = Tally()
    listed = read_allow_list("x", io.BytesIO(b"# ours\n198.18.0.0/16 # lab\ngood.example\n???\n"), tally)
    assert listed.holds(prefix("198.18.7.7")) and listed.holds(Domain("good.example"))
    assert (tally.taken, tally.refused) == (2, {"not_understood": 1})


def test_ranges_that_touch_become_one_and_parents_go_upwards():
    assert merged([(5, 9), (0, 4), (20, 21)]) == ((0, 9), (20, 21))
    assert list(parents("a.b.c")) == ["a.b.c", "b.c", "c"]
