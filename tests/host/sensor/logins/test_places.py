import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.host.sensor.logins.follow import Place
from redshank.host.sensor.logins.places import SavedPlaces, decode, encode, saved

PARTS = st.tuples(*[st.integers(0, 2**60)] * 3, st.binary(max_size=64))


@given(st.dictionaries(st.text(max_size=9), PARTS, max_size=4), st.text(max_size=9))
def test_places_are_read_as_they_were_written(files: dict[str, tuple[int, int, int, bytes]], cursor: str) -> None:
    places = SavedPlaces({path: saved(Place(*parts), 7) for path, parts in files.items()}, cursor, 9)
    assert decode(encode(places)) == places
    assert {path: one.place for path, one in places.files.items()} == {path: Place(*parts) for path, parts in files.items()}


@pytest.mark.parametrize("raw", [None, b"", b"{", b"[]", b"\xff", b'{"files": 1}'])
def test_what_is_no_place_is_none(raw: bytes | None) -> None:
    assert decode(raw) is None
