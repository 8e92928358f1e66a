import io

import pytest

from redshank.analysis.intel import json_objects
from redshank.analysis.intel.json_objects import decoded, document, pieces
from redshank.analysis.intel.reading import Tally


def test_outermost_level_is_read_and_what_is_inside_stays_bytes():
    found = document(io.BytesIO(b'{"a": [1, 2], "b": {"c": 3}}'), Tally())
    assert bytes(found["b"]) == b'{"c": 3}'


@pytest.mark.parametrize("raw", [b"", b"{", b'"text"', b"\xff\xfe", b"[" * 200_000])
def test_what_is_no_document_is_counted(raw):
    tally = Tally()
    assert document(io.BytesIO(raw), tally) is None
    assert tally.refused == {"not_understood": 1}


def test_document_over_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(json_objects, "MAX_JSON_BYTES", 10)
    tally = Tally()
    assert document(io.BytesIO(b"[" + b" " * 10 + b"]"), tally) is None
    assert tally.refused == {"too_large": 1}


def test_bad_piece_costs_only_itself_and_too_many_are_counted(monkeypatch):
    monkeypatch.setattr(json_objects, "MAX_OBJECTS", 2)
    tally = Tally()
    found = [decoded(piece, int, where, tally) for where, piece in pieces(b'[1, "x", 3]', "list", tally)]
    assert found == [1, None]
    assert tally.refused == {"not_understood": 1, "too_many": 1}
    assert list(pieces(b"", "list", tally)) == []


def test_deep_piece_is_refused():
    tally = Tally()
    assert decoded(b"[" * 100_000 + b"]" * 100_000, list, "x", tally) is None
    assert tally.refused == {"not_understood": 1}
