from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel import collect
from redshank.analysis.intel.collect import Collector, OwnerSets
from redshank.analysis.intel.list_lines import Domain, FileHash
from redshank.analysis.intel.prefixes import Prefix
from redshank.analysis.intel.urls import Url

PREFIX = st.builds(lambda at, spare: Prefix(32, at >> spare << spare, 32 - spare), st.integers(0, 255), st.integers(1, 6))


@given(st.lists(st.tuples(PREFIX, st.integers(0, 3))), st.integers(0, 255))
def test_ranges_are_disjoint_and_name_everybody_who_named_an_address(listed, at):
    collector, sets = Collector(), OwnerSets()
    for prefix, owner in listed:
        collector.add(prefix, owner)
    ranges = list(collector.ranges(sets))
    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    found = [sets.listed()[number] for low, high, number in ranges if low <= at <= high]
    wanted = sorted({owner for prefix, owner in listed if prefix.low <= at <= prefix.high})
    assert found == ([wanted] if wanted else [])


def test_single_addresses_come_sorted_each_once_with_all_their_owners():
    collector, sets = Collector(), OwnerSets()
    for address, owner in ((9, 1), (5, 0), (9, 0), (9, 1)):
        collector.add_v4(address, owner)
    collector.add(Prefix(32, 7, 32), 2)
    assert [(address, sets.listed()[number]) for address, number in collector.singles(sets)] == [(5, [0]), (7, [2]), (9, [0, 1])]
    assert collector.count == 5


def test_names_pages_and_files_of_each_kind_are_kept_apart():
    collector, sets = Collector(), OwnerSets()
    for value in (Domain("a.example"), Url("a.example", "/x"), FileHash(bytes(16)), FileHash(bytes(20)), FileHash(bytes(32))):
        collector.add(value, 0)
    assert [len(list(collector.digests(kind, sets))) for kind in ("domain", "url", "md5", "sha1", "sha256")] == [1] * 5


def test_ipv6_prefixes_nest_as_those_of_ipv4():
    collector, sets = Collector(), OwnerSets()
    collector.add(Prefix(128, 0x20010DB8 << 96, 32), 0)
    collector.add(Prefix(128, (0x20010DB8 << 96) + 7, 128), 1)
    assert [sets.listed()[number] for _, _, number in collector.ranges6(sets)] == [[0], [0, 1], [0]]


def test_sets_beyond_the_bound_are_told_by_their_first_owner_and_counted(monkeypatch):
    monkeypatch.setattr(collect, "MAX_SETS", 3)
    sets = OwnerSets()
    assert [sets.number([0]), sets.number([1]), sets.number([0, 1]), sets.number([1, 2])] == [0, 1, 0, 1]
    assert sets.lost == 2
