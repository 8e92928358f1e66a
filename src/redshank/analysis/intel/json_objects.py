"""Pieces of a large JSON document, each decoded by itself, so that a bad one costs only itself."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from redshank.analysis.intel.reading import MAX_JSON_BYTES, Tally

MAX_OBJECTS = 2_000_000


def document(file: BinaryIO, tally: Tally) -> Any:
    """The outermost level of a document, what is inside still as bytes: a dict of name to Raw, a list of Raw, or None, which is counted."""
    raw = file.read(MAX_JSON_BYTES + 1)
    if len(raw) > MAX_JSON_BYTES:
        tally.refuse("document", "too_large", f"over {MAX_JSON_BYTES} bytes")
        return None
    return decoded(raw, dict[str, msgspec.Raw] | list[msgspec.Raw], "document", tally)


def decoded(raw: bytes | msgspec.Raw, kind: Any, where: str, tally: Tally) -> Any:
    """A piece as the kind of thing it ought to be; None where it is none, which is counted."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        tally.refuse(where, "not_understood", str(error))
        return None


def pieces(raw: bytes | msgspec.Raw, where: str, tally: Tally) -> Iterator[tuple[str, msgspec.Raw]]:
    """(where, bytes) of each element of a list, at most MAX_OBJECTS of them; none of no bytes at all."""
    found = decoded(raw, list[msgspec.Raw], where, tally) if bytes(raw) else None
    for at, piece in enumerate(found or ()):
        if at >= MAX_OBJECTS:
            tally.refuse(f"{where}[{at}]", "too_many", f"over {MAX_OBJECTS}")
            return
        yield f"{where}[{at}]", piece
