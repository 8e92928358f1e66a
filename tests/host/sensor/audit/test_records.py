from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.audit.records import record_of

TEXT = b'audit(1795497375.151:266): argc=2 a0="cat" a1="/etc/shadow"\0'


def test_message_of_the_kernel_is_a_record() -> None:
    record = record_of(1309, TEXT)
    assert record is not None
    assert (record.kind, record.key, record.text("a1")) == ("EXECVE", ("", 1795497375151000000, 266), "/etc/shadow")


def test_unknown_kind_keeps_its_number() -> None:
    record = record_of(1999, TEXT)
    assert record is not None and record.kind == "UNKNOWN[1999]"


def test_time_beyond_all_reason_is_no_record() -> None:
    assert record_of(1300, b"audit(9999999999.000:1): a=1") is None


@given(st.integers(0, 65535), st.binary(max_size=300))
def test_any_bytes_are_a_record_or_none(kind: int, payload: bytes) -> None:
    record = record_of(kind, payload)
    assert record is None or record.time >= 0
