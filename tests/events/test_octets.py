from hypothesis import given
from hypothesis import strategies as st

from redshank.events.octets import WORST, to_bytes, to_text


@given(st.binary(max_size=300))
def test_any_bytes_come_back_from_their_text(data: bytes) -> None:
    assert to_bytes(to_text(data)) == data
    assert len(to_text(data)) <= WORST * len(data)


def test_text_stays_readable() -> None:
    assert to_text("zürich \x1b[0m".encode()) == "zürich \x1b[0m"
    assert to_text(b"\xff\\") == "\\xff\\\\"


def test_backslash_that_begins_no_escape_stays() -> None:
    assert to_bytes("\\z") == b"\\z"
