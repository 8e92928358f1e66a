"""Compressed recordings, unpacked as they are read: gzip, xz and bzip2, as log rotation leaves them."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, cast

FORMS: dict[bytes, Callable[[IO[bytes]], IO[bytes]]] = {
    b"\x1f\x8b": lambda stream: cast(IO[bytes], gzip.GzipFile(fileobj=stream, mode="rb")),
    b"\xfd7zXZ": lambda stream: cast(IO[bytes], lzma.LZMAFile(stream)),  # noqa: SIM115  # its reader closes it
    b"BZh": lambda stream: cast(IO[bytes], bz2.BZ2File(stream)),
}
"""First bytes to what unpacks the rest."""
MAGIC_BYTES = 8
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError)


@dataclass(slots=True)
class Unpacked:
    """A stream whose compression is taken off where it has one. Memory is bounded, however far it unfolds.

    damage: what is wrong with it where it ended before its end; empty where nothing is.
    """

    source: IO[bytes]
    damage: str = ""
    _head: bytes = b""
    _stream: IO[bytes] | None = None

    def __post_init__(self) -> None:
        while len(self._head) < MAGIC_BYTES and (more := self.source.read(MAGIC_BYTES - len(self._head))):
            self._head += more
        for magic, unpack in FORMS.items():
            if self._head.startswith(magic):
                self._stream = unpack(cast(IO[bytes], _Again(self._head, self.source)))

    @property
    def is_packed(self) -> bool:
        """Whether there was a compression to take off."""
        return self._stream is not None

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end, and at the place of a damage."""
        if self._stream is None:
            head, self._head = self._head[:size], self._head[size:]
            return head or self.source.read(size)
        if self.damage:
            return b""
        try:
            return self._stream.read(size)
        except _BROKEN as error:
            self.damage = str(error) or "it is cut off"
            return b""

    def close(self) -> None:
        """Close the file."""
        self.source.close()


@dataclass(slots=True)
class _Again:
    """A stream whose first bytes were read before."""

    head: bytes
    source: IO[bytes]

    def read(self, size: int = -1) -> bytes:
        if not self.head or size < 0:
            head, self.head = self.head, b""
            return head + (self.source.read(size) if size < 0 or not head else b"")
        head, self.head = self.head[:size], self.head[size:]
        return head

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    @property
    def closed(self) -> bool:
        return self.source.closed
