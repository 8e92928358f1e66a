import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel.addresses import AddressCollector, AddressList
from redshank.analysis.intel.prefixes import Prefix, parse_prefix

NAMES = ("first", "second", "third")


def build(*listed: tuple[str, int]) -> AddressList:
    collector = AddressCollector()
    for text, owner in listed:
        prefix = parse_prefix(text)
        assert prefix is not None
        collector.add(prefix, owner)
    return collector.build(NAMES)


def plain_lookup(listed: list[tuple[Prefix, int]], at: int) -> str | None:
    """The narrowest prefix that holds `at`, then the earliest list: what the bisect look-up must equal."""
    holding = [(-prefix.length, owner) for prefix, owner in listed if prefix.low <= at <= prefix.high]
    return NAMES[min(holding)[1]] if holding else None


def prefixes(bits: int, base: int, spread: int) -> st.SearchStrategy[Prefix]:
    """Prefixes close together, so that they nest, touch and repeat."""

    def make(offset: int, spare: int) -> Prefix:
        return Prefix(bits, (base + offset) >> spare << spare, bits - spare)

    return st.builds(make, st.integers(0, spread), st.integers(0, 7))


@given(st.lists(st.tuples(prefixes(32, 0xC0000200, 255), st.integers(0, 2))), st.integers(-3, 300))
def test_bisect_lookup_equals_a_plain_search_of_ipv4_ranges(listed, offset):
    collector = AddressCollector()
    for prefix, owner in listed:
        collector.add(prefix, owner)
    at = 0xC0000200 + offset
    assert collector.build(NAMES).lookup(str(ipaddress.IPv4Address(at))) == plain_lookup(listed, at)


@given(st.lists(st.tuples(prefixes(128, 0x20010DB8 << 96, 255), st.integers(0, 2))), st.integers(-3, 300))
def test_bisect_lookup_equals_a_plain_search_of_ipv6_ranges(listed, offset):
    collector = AddressCollector()
    for prefix, owner in listed:
        collector.add(prefix, owner)
    at = (0x20010DB8 << 96) + offset
    assert collector.build(NAMES).lookup(str(ipaddress.IPv6Address(at))) == plain_lookup(listed, at)


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(8, 32)), max_size=20), st.integers(0, 2**32 - 1))
def test_prefixes_anywhere_in_the_address_space_are_found(drawn, at):
    listed = [(Prefix(32, low >> (32 - length) << (32 - length), length), 0) for low, length in drawn]
    collector = AddressCollector()
    for prefix, owner in listed:
        collector.add(prefix, owner)
    table = collector.build(NAMES)
    assert table.lookup(str(ipaddress.IPv4Address(at))) == plain_lookup(listed, at)
    assert all(table.lookup(str(ipaddress.IPv4Address(prefix.high))) == "first" for prefix, _ in listed)


def test_neighbours_of_one_list_are_one_range():
    assert len(build(*((f"192.0.2.{last}", 0) for last in range(256)))) == 1


def test_narrower_list_wins_inside_a_wider_one_and_the_wider_goes_on_after_it():
    table = build(("198.51.100.0/24", 0), ("198.51.100.16/28", 1))
    assert [table.lookup(f"198.51.100.{last}") for last in (15, 16, 31, 32, 255)] == ["first", "second", "second", "first", "first"]


def test_address_named_twice_belongs_to_the_earlier_list():
    assert build(("203.0.113.66", 2), ("203.0.113.66", 1)).lookup("203.0.113.66") == "second"


def test_ipv4_is_found_where_the_kernel_wrote_it_into_ipv6():
    assert build(("203.0.113.66", 0)).lookup("::ffff:203.0.113.66") == "first"


def test_families_do_not_mix():
    table = build(("2001:db8::/32", 0), ("203.0.113.0/24", 1))
    assert (table.lookup("2001:db8::5"), table.lookup("203.0.113.5"), table.lookup("::203.0.113.5")) == ("first", "second", None)


def test_text_that_is_no_address_is_on_no_list():
    assert build(("203.0.113.66", 0)).lookup("203.0.113.66.example.org") is None
    assert AddressList().lookup("203.0.113.66") is None


def test_a_million_addresses_take_less_than_30_megabytes():
    collector = AddressCollector()
    for index in range(1_000_000):
        collector.add(Prefix(32, 0xC0000000 + 2 * index, 32), index % 2)
    table = collector.build(NAMES)
    assert len(table) == 1_000_000
    assert table.size_bytes == 10_000_000
    assert table.low4.itemsize == 4
    assert table.lookup("192.30.132.126") == "second"
    assert table.lookup("192.30.132.127") is None
