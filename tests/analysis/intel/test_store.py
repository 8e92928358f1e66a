import ipaddress
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel import mapped
from redshank.analysis.intel.collect import Collector
from redshank.analysis.intel.list_lines import Domain, FileHash
from redshank.analysis.intel.prefixes import Prefix, parse_prefix
from redshank.analysis.intel.store import ListSource, open_store, write_store
from redshank.analysis.intel.urls import Url
from redshank.core.errors import InputError
from tests.analysis.intel.making import DAY_NS, NOW_NS, OWNERS, SOURCES, store

MD5, SHA1, SHA256 = "0f" * 16, "1e" * 20, "2d" * 32


def named(found, sets):
    return [source.name for source in found.sources_of(sets)]


def test_address_is_named_by_itself_and_by_the_ranges_around_it(tmp_path):
    found = store(tmp_path / "s", ("198.18.0.9", 1), ("198.18.0.0/24", 0), ("2001:db8::/32", 0), ("2001:db8::7", 1))
    assert named(found, found.address("198.18.0.9")) == ["second", "first"]
    assert named(found, found.address("198.18.0.10")) == named(found, found.address("::ffff:198.18.0.10")) == ["first"]
    assert named(found, found.address("2001:db8::7")) == ["first", "second"]
    assert named(found, found.address("2001:db8::8")) == ["first"]
    for text in ("198.18.1.0", "2001:db9::", "text", "", "198.18.0.9\0"):
        assert found.address(text) == ()


def test_name_is_found_below_a_listed_one_in_any_case_and_script(tmp_path):
    found = store(tmp_path / "s", ("evil.example", 0), ("bücher.example", 1), ("a.evil.example", 1))
    assert named(found, found.domain("WWW.Evil.Example.")) == ["first"]
    assert named(found, found.domain("a.evil.example")) == ["second", "first"]
    assert named(found, found.domain("bücher.example")) == ["second"]
    assert found.domain("notevil.example") == found.domain("example") == found.domain("") == found.domain("ü" * 300) == ()


def test_files_are_found_by_each_digest_and_pages_by_host_and_path(tmp_path):
    found = store(tmp_path / "s", (MD5, 0), (SHA1, 0), (SHA256, 1), ("http://evil.example/x", 1))
    assert [named(found, found.hash(digest)) for digest in (MD5, SHA1, SHA256.upper())] == [["first"], ["first"], ["second"]]
    assert found.hash("0f" * 15 + "00") == found.hash("zz" * 16) == found.hash("0f") == ()
    assert named(found, found.url("hxxps://EVIL[.]example/x")) == ["second"]
    assert found.url("http://evil.example/y") == found.url("nothing") == ()


def test_words_name_source_licence_and_day_and_few_sources():
    assert ListSource("x", "MIT", fetched_ns=NOW_NS).words == "x (MIT, fetched 2024-10-04)"
    assert ListSource("x").words == "x"


def test_source_and_indicator_that_have_ended_are_not_believed(tmp_path):
    now = [NOW_NS]
    found = store(tmp_path / "s", ("198.18.0.9", 0), ("198.18.0.10", 2), clock=lambda: now[0])
    assert found.words(found.address("198.18.0.9")) == "first (MIT, fetched 2024-10-03)"
    assert found.words(found.address("198.18.0.10")) == "second"
    now[0] = NOW_NS + 2 * DAY_NS
    assert found.words(found.address("198.18.0.9")) is found.words(found.address("198.18.0.10")) is None
    assert found.words(()) is None


ADDRESS = st.builds(lambda at, spare: Prefix(32, (at << 13) >> spare << spare, 32 - spare), st.integers(0, 63), st.integers(0, 16))
ADDRESS6 = st.builds(lambda at, spare: Prefix(128, (at << 62) >> spare << spare, 128 - spare), st.integers(0, 15), st.integers(0, 66))


@given(st.lists(st.tuples(ADDRESS | ADDRESS6, st.integers(0, 1))), st.integers(0, 1 << 20), st.integers(0, 1 << 66))
def test_look_ups_equal_a_plain_search(tmp_path_factory, listed, at4, at6):
    path, collector = tmp_path_factory.mktemp("x") / "s", Collector()
    for prefix, owner in listed:
        collector.add(prefix, owner)
    write_store(path, collector, {"sources": SOURCES, "owners": OWNERS})
    found = open_store(path, lambda: NOW_NS)
    lows = {32: {at4, *(one.low for one, _ in listed if one.bits == 32)}, 128: {at6, *(one.high for one, _ in listed if one.bits == 128)}}
    for bits, numbers in lows.items():
        for at in numbers:
            if bits == 128 and at >> 32 in (0, 0xFFFF):
                continue
            text = str(ipaddress.IPv4Address(at) if bits == 32 else ipaddress.IPv6Address(at))
            wanted = {owner for one, owner in listed if one.bits == bits and one.low <= at <= one.high}
            assert {owner for number in found.address(text) for owner in found.notes.sets[number]} == wanted
    assert all(found.has(prefix) for prefix, _ in listed)


def test_store_knows_what_it_has(tmp_path):
    found = store(tmp_path / "s", ("198.18.0.0/24", 0), ("evil.example", 0), ("http://evil.example/x", 0), (MD5, 0), ("2001:db8::/64", 0))
    for value in (parse_prefix("198.18.0.0/25"), Domain("evil.example"), Url("evil.example", "/x"), FileHash(bytes.fromhex(MD5))):
        assert found.has(value)
    assert found.has(parse_prefix("2001:db8::7")) and found.has(parse_prefix("2001:db8::/96"))
    for value in (parse_prefix("198.18.0.0/23"), Domain("www.evil.example"), parse_prefix("2001:db8::/48"), FileHash(bytes(20))):
        assert not found.has(value)


def test_file_of_our_kind_with_other_columns_is_refused(tmp_path):
    mapped.write(tmp_path / "s", {"single": array("Q", [1])}, {})
    with pytest.raises(InputError, match="is not understood"):
        open_store(tmp_path / "s", lambda: 0)


def test_counts_say_what_was_compiled(tmp_path):
    found = store(tmp_path / "s", ("198.18.0.9", 0), ("198.18.1.0/24", 0), ("evil.example", 0), (MD5, 0), (SHA1, 0))
    assert found.notes.counts == {"addresses": 1, "ranges": 1, "ranges_v6": 0, "domains": 1, "urls": 0, "hashes": 2}
