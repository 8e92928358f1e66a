"""The digest of an open file, read in pieces and up to a bound."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass

MAX_BYTES = 64 << 20
"""Files up to here are hashed whole: above all programs of a distribution but a few. 64 MiB take about 50 ms here."""
HEAD_BYTES = 16 << 20
"""Of a larger file this much is hashed, and said so: a hash of a part is none of the whole."""
PIECE_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Digest:
    """sha256 and md5 of the whole content; or only `head`, the sha256 of its first 16 MiB.

    md5: empty unless asked for. text: the content itself, where it was asked for and is small.
    """

    sha256: str = ""
    md5: str = ""
    head: str = ""
    text: bytes | None = None


def digest(fd: int, *, md5: bool = False, keep: int = 0, between: Callable[[], None] = lambda: None) -> Digest:
    """The digest of an open regular file. Raises OSError.

    md5: wanted too, since packages of Debian are known by it. keep: contents of at most so many bytes are given back.
    between: called after each piece, so that what cannot wait need not wait for the whole.
    A file that grows meanwhile is read up to the bound, one with holes too.
    """
    size = os.fstat(fd).st_size
    bound = MAX_BYTES if size <= MAX_BYTES else HEAD_BYTES
    strong, weak, kept, done = hashlib.sha256(), hashlib.md5(usedforsecurity=False), bytearray(), 0
    while done < bound and (piece := os.read(fd, min(PIECE_BYTES, bound - done))):
        strong.update(piece)
        if md5:
            weak.update(piece)
        if len(kept) <= keep:
            kept += piece[: keep + 1]
        done += len(piece)
        between()
    if bound == HEAD_BYTES:
        return Digest(head=strong.hexdigest())
    if done == bound and os.read(fd, 1):
        return Digest()  # it grew past the bound while it was read
    return Digest(strong.hexdigest(), weak.hexdigest() if md5 else "", "", bytes(kept) if 0 < keep >= len(kept) else None)
