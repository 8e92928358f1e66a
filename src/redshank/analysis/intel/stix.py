"""STIX 2.1 bundles: the values of indicators that are in force."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

import msgspec

from redshank.analysis.intel.json_objects import decoded, document, pieces
from redshank.analysis.intel.reading import Found, Shape, Tally, read_word
from redshank.analysis.intel.stix_pattern import values_of


class Indicator(msgspec.Struct):
    """What of an object of a bundle is looked at."""

    type: str
    id: str = ""
    pattern: str = ""
    pattern_type: str = "stix"
    revoked: bool = False
    valid_until: str = ""
    confidence: int = 100


def read_stix(file: BinaryIO, tally: Tally, shape: Shape) -> Iterator[Found]:
    """The values of a bundle's indicators. Left and counted: revoked, ended, of too little confidence, of other patterns."""
    bundle = document(file, tally)
    if not isinstance(bundle, dict) or "objects" not in bundle:
        if bundle is not None:
            tally.refuse("document", "not_understood", "no bundle of STIX objects")
        return
    for where, piece in pieces(bundle["objects"], "objects", tally):
        one = decoded(piece, Indicator, where, tally)
        if one is not None and one.type == "indicator":
            yield from _of_indicator(one, where, tally, shape)


def _of_indicator(one: Indicator, where: str, tally: Tally, shape: Shape) -> Iterator[Found]:
    until_ns = _nanoseconds(one.valid_until)
    if reason := _left(one, until_ns, shape):
        tally.refuse(where, reason, one.pattern)
        return
    values = values_of(one.pattern)
    if values is None:
        tally.refuse(where, "pattern_not_understood", one.pattern)
        return
    for word in values:
        if value := read_word(word, where, tally):
            yield Found(value, until_ns or 0)


def _left(one: Indicator, until_ns: int | None, shape: Shape) -> str:
    if one.revoked:
        return "revoked"
    if until_ns is None:
        return "bad_time"
    if until_ns and until_ns <= shape.now_ns:
        return "ended"
    if one.confidence < shape.least_confidence:
        return "low_confidence"
    return "" if one.pattern_type == "stix" else "pattern_not_understood"


def _nanoseconds(text: str) -> int | None:
    """0 where nothing is said, None for what is no time with a zone."""
    if not text:
        return 0
    try:
        at: Any = msgspec.convert(text, datetime)
        return int(at.timestamp()) * 1_000_000_000 if at.tzinfo else None
    except (msgspec.ValidationError, ValueError, OverflowError):
        return None
