import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.audit_log.sockaddr import parse


@pytest.mark.parametrize(
    ("digits", "found"),
    [
        ("02008CA0CB0071420000000000000000", (2, "203.0.113.66", 36000)),
        ("0A0001BB0000000020010DB800000000000000000000000700000000", (10, "2001:db8::7", 443)),
        ("0A008CA00000000000000000000000000000FFFFCB00714200000000", (10, "203.0.113.66", 36000)),
        ("01002F72756E2F6E6F7468696E6700", None),
        ("100000000000000000000000", None),
        ("0200", None),
        ("0A0001BB00", None),
        ("xyz", None),
        ("", None),
        (None, None),
    ],
)
def test_internet_addresses_only(digits: str | None, found: tuple[int, str, int] | None) -> None:
    assert parse(digits) == found


@given(st.binary(max_size=140))
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    parse(raw.hex().upper())
