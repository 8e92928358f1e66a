import pytest

from redshank.host.sensor.logins.claims import MAX_COUNT, address, cut, number, port, times, user


def test_addresses_have_one_spelling() -> None:
    assert address("2001:DB8:0::7") == "2001:db8::7"
    assert address("::ffff:203.0.113.9") == "203.0.113.9"
    assert address("fe80::1%eth0") == "fe80::1"
    assert [address(text) for text in ("UNKNOWN", "", "1.2.3", "host.example.org", ":::", "203.0.113.9\0")] == [None] * 6


@pytest.mark.parametrize("text", ["", None, "x", "70000", "-1", "²", "9" * 40])
def test_port_out_of_range_is_none(text: str | None) -> None:
    assert port(text) is None


def test_counts_are_between_one_and_the_bound() -> None:
    assert [times(text) for text in ("0", "3", "9" * 30, "x", "²")] == [1, 3, MAX_COUNT, 1, 1]
    assert number("7", 7) == 7


def test_cut_text_never_ends_in_half_a_character() -> None:
    assert cut("ünï", 2) == "ü"
    assert cut("ünï", 1) == ""
    assert cut("short", 64) == "short"
    assert user("x" * 100) == "x" * 64
    assert user("") is None
