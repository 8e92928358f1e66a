import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.intel.prefixes import LOCAL as LOCAL_RANGES
from redshank.analysis.intel.prefixes import Prefix, is_local, number, parse_prefix

NO_PREFIX = (
    "", "192.0.2", "192.0.2.256", "192.0.2.1/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/²", "2001:db8::/129",
    "example.org", "1", "192.0.2.1\0", "/24", "192.0.2.0/24/8", "::ffff:192.0.2.0/64",
)  # fmt: skip
LOCAL = ["127.0.0.1", "10.1.0.0/16", "8.0.0.0/6", "169.254.169.254", "224.0.0.251", "255.255.255.255", "::1", "fe80::1", "fd00::/8"]
PUBLIC = ["203.0.113.66", "198.51.100.0/24", "192.0.2.1", "9.255.255.255", "11.0.0.0", "2001:db8::1", "172.15.255.255"]


def prefix_of(text: str) -> Prefix:
    found = parse_prefix(text)
    assert found is not None
    return found


@given(st.ip_addresses())
def test_number_agrees_with_the_standard_library(address):
    expected = getattr(address, "ipv4_mapped", None) or address
    assert number(str(address)) == (expected.max_prefixlen, int(expected))


@given(st.ip_addresses(v=4), st.integers(0, 32))
def test_prefix_has_its_host_bits_cleared(address, length):
    network = ipaddress.ip_network(f"{address}/{length}", strict=False)
    found = parse_prefix(f"{address}/{length}")
    assert found == Prefix(32, int(network.network_address), length)
    assert found.high == int(network.broadcast_address)


@pytest.mark.parametrize("text", NO_PREFIX)
def test_text_that_is_no_prefix_is_none(text):
    assert parse_prefix(text) is None


def test_mapped_prefix_is_an_ipv4_prefix():
    assert parse_prefix("::ffff:192.0.2.0/120") == parse_prefix("192.0.2.0/24")


@pytest.mark.parametrize("text", LOCAL)
def test_private_loopback_and_link_local_are_local(text):
    assert is_local(prefix_of(text))


@given(st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_local_means_sharing_an_address_with_any_local_range(low, length):
    prefix = Prefix(32, low >> (32 - length) << (32 - length), length)
    assert is_local(prefix) == any(prefix.low <= local.high and local.low <= prefix.high for local in LOCAL_RANGES[32])


@pytest.mark.parametrize("text", PUBLIC)
def test_documentation_and_public_addresses_are_not_local(text):
    assert not is_local(prefix_of(text))
