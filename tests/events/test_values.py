import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.events.values import address, comm, nanoseconds, packed, rfc3339
from tests.events.strategies import TIMES


@given(TIMES)
def test_written_time_is_the_time_again(ns):
    assert nanoseconds(rfc3339(ns)) == ns


@given(st.integers(0, 2**63), st.integers(0, 2**63))
def test_written_times_sort_as_the_times_do(first, second):
    assert first > second or rfc3339(first) <= rfc3339(second)


def test_time_is_written_in_utc_with_microseconds():
    assert rfc3339(1_763_958_251_000_001_999) == "2025-11-24T04:24:11.000001Z"


@pytest.mark.parametrize("text", ["2025-11-24T04:24:11+00:00", "2025-11-24T05:24:11+01:00", "2025-11-23T22:24:11-06:00"])
def test_time_of_any_zone_is_the_same_moment(text):
    assert nanoseconds(text) == 1_763_958_251_000_000_000


@pytest.mark.parametrize("text", ["", "2025-11-24", "2025-11-24T04:24:11", "2025-13-24T04:24:11Z", "1763958251"])
def test_time_without_zone_or_sense_is_refused(text):
    with pytest.raises(ValueError, match=r"zone|isoformat|month"):
        nanoseconds(text)


@given(st.binary(min_size=16, max_size=16))
def test_address_of_any_bytes_is_packed_to_the_same_bytes(raw):
    assert packed(address(raw)) == raw


@given(st.ip_addresses(v=4))
def test_ipv4_address_is_written_without_its_mapping(ip):
    raw = packed(str(ip))
    assert raw == bytes(10) + b"\xff\xff" + ip.packed
    assert address(raw) == str(ip)


@pytest.mark.parametrize("text", ["", "198.51.100", "198.51.100.300", "2001:db8::g", "host.example.org"])
def test_text_that_is_no_address_is_refused(text):
    with pytest.raises(OSError, match="illegal IP address"):
        packed(text)


def test_short_name_ends_at_the_first_nul():
    assert comm(b"bash\0garbage\xff\0\0\0\0") == "bash"


@given(st.binary(max_size=16))
def test_short_name_of_any_bytes_is_text_that_json_can_carry(raw):
    comm(raw).encode("utf-8")


def test_byte_that_is_no_utf8_is_shown_as_an_escape():
    assert comm(b"a\xffb\0") == r"a\xffb"


def test_name_of_bytes_that_are_no_text_stays_within_the_bound_of_its_field():
    assert len(comm(b"\xff" * 15)) == 16
