"""A file of number columns that is mapped, not read: written whole or not at all, and refused where it is not as it was written.

0   magic            8 bytes
8   version          u32
12  byte order mark  u32, as this machine writes it
16  offset of notes  u64
24  length of notes  u64
32  SHA-256 of all that follows
64  columns, each at a multiple of 8; then the notes: JSON, which names each column with offset, count and kind
"""

import hashlib
import mmap
import os
import struct
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from redshank.core.errors import InputError

MAGIC = b"RSINTEL\n"
VERSION = 1
MARK = 0x01020304
HEAD = struct.Struct("=8sIIQQ32s")
MAX_NOTES_BYTES = 32 << 20
KINDS = {"H": 2, "I": 4, "Q": 8}

Column = memoryview
Columns = Mapping[str, "array[int]"]


@dataclass(frozen=True, slots=True)
class Mapped:
    """An opened file: its columns by name as memory views, what was noted with them, and its size."""

    columns: dict[str, Column]
    notes: dict[str, Any]
    size_bytes: int


def write(path: Path, columns: Columns, notes: dict[str, Any]) -> None:
    """Puts a file in place of the one of this name; a reader sees the old one or the new one. Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w+b") as file:
            file.write(bytes(HEAD.size))
            places: dict[str, list[Any]] = {}
            for name, column in columns.items():
                file.write(bytes(-file.tell() % 8))
                places[name] = [file.tell(), len(column), column.typecode]
                column.tofile(file)
            at, text = file.tell(), msgspec.json.encode({"columns": places, "notes": notes})
            file.write(text)
            file.seek(0)
            file.write(HEAD.pack(MAGIC, VERSION, MARK, at, len(text), bytes(32)))
            file.flush()
            digest = _digest(file)
            file.seek(32)
            file.write(digest)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def open_mapped(path: Path) -> Mapped:
    """The file of this path.

    Raises InputError of kind `intel_store` where it is cut, changed or of another version, OSError where it cannot be read.
    """
    # Whoever owns the folder may have put a pipe there: opening it must not wait.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(HEAD.size)
        if len(head) < HEAD.size:
            raise _refused(path, "is cut")
        magic, version, mark, at, length, digest = HEAD.unpack(head)
        if (magic, version, mark) != (MAGIC, VERSION, MARK):
            raise _refused(path, "is of another version or machine")
        if at + length != size or length > MAX_NOTES_BYTES or at < HEAD.size:
            raise _refused(path, "is cut")
        if _digest(file) != digest:
            raise _refused(path, "was changed")
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    try:
        text = msgspec.json.decode(view[at:], type=dict[str, Any])
        places, notes = text["columns"], text["notes"]
        columns = {name: view[offset : offset + count * KINDS[kind]].cast(kind) for name, (offset, count, kind) in places.items()}
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise _refused(path, "is not understood") from error
    return Mapped(columns, notes, size)


def _digest(file: Any) -> bytes:
    """Of what follows the head; read, not mapped, so that it costs no memory."""
    file.seek(HEAD.size)
    return hashlib.file_digest(file, "sha256").digest()


def _refused(path: Path, why: str) -> InputError:
    return InputError(f"{path}: {why}: it is made anew by `redshank intel refresh`", "intel_store")
