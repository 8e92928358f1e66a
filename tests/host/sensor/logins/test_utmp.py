from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins.utmp import RECORD_BYTES, USER_PROCESS, is_wiped, parse
from tests.host.sensor.golden import DATA


def raw(
    kind: int = USER_PROCESS, second: int = 1_795_496_512, microsecond: int = 5, address: bytes = bytes(16), line: bytes = b"pts/1"
) -> bytes:
    return pack("<hxxi32s4s32s256shhiii16s20x", kind, 902, line, b"ts/1", b"root", b"203.0.113.66", 0, 0, 0, second, microsecond, address)


def test_record_is_taken_apart() -> None:
    record = parse(raw(address=bytes([203, 0, 113, 66]) + bytes(12)))
    assert record is not None
    assert (record.pid, record.line, record.user, record.host, record.ip) == (902, "pts/1", "root", "203.0.113.66", "203.0.113.66")
    assert record.time == 1_795_496_512_000_005_000


def test_address_of_version_six() -> None:
    record = parse(raw(address=bytes.fromhex("20010db8000000000000000000000007")))
    assert record is not None
    assert record.ip == "2001:db8::7"


def test_second_after_2038_is_read_without_its_sign() -> None:
    record = parse(raw(second=-1_894_967_296))
    assert record is not None
    assert record.time // 10**9 == 2_400_000_000


@pytest.mark.parametrize(
    "bad", [raw(kind=99), raw(kind=0), raw(second=0), raw(microsecond=-1), raw(microsecond=1_000_000), raw(line=b""), bytes(RECORD_BYTES)]
)
def test_what_is_no_record_is_none(bad: bytes) -> None:
    assert parse(bad) is None


def test_wiped_record_is_told_from_a_corrupt_one() -> None:
    assert is_wiped(bytes(RECORD_BYTES))
    assert not is_wiped(raw(kind=99))


def test_real_records_are_all_read() -> None:
    for name, number in (("ssh-wtmp", 6), ("ssh-btmp", 16), ("local-btmp", 11)):
        content = (DATA / "logins" / name).read_bytes()
        records = [parse(content[place : place + RECORD_BYTES]) for place in range(0, len(content), RECORD_BYTES)]
        assert len(records) == number
        assert None not in records


@given(st.binary(min_size=RECORD_BYTES, max_size=RECORD_BYTES))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    parse(content)
