"""The cursor: how far the server has it, and which numbers may be in use. A hint, the server knows better.

One file of two slots, written in turn and in place: a torn write leaves the other slot, and a full disk does not keep
us from writing, as it would with a new file and a rename. docs/decisions/0006.
"""

import struct
import zlib
from dataclasses import dataclass

from redshank.host.spool.files import File, Folder, is_missing
from redshank.host.spool.record import FORMAT
from redshank.wire.messages import LANES

NAME = "cursor"
SLOT_BYTES = 4096
_MAGIC = b"rdshkcur"
_SLOT = struct.Struct("<8sHBBQ16s16sQ16Q")
_CLEAN = 1


@dataclass(frozen=True, slots=True)
class LaneCursor:
    """acked: sequence number up to which the server has the lane. floor: ordinal of the first event that is neither there
    nor given up. told: ordinal up to which every loss was told. end: ordinal up to which the lane lay on the disk."""

    acked: int = 0
    floor: int = 0
    told: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """clean: the spool was closed in order. ceiling: no number from here on was ever given; after a clean end the next one.
    boot: of which run of the machine this is."""

    epoch: bytes
    boot: bytes = bytes(16)
    clean: bool = False
    ceiling: int = 1
    lanes: tuple[LaneCursor, ...] = (LaneCursor(),) * len(LANES)


def pack(cursor: Cursor, generation: int) -> bytes:
    """A slot's bytes."""
    numbers = [number for lane in cursor.lanes for number in (lane.acked, lane.floor, lane.told, lane.end)]
    flags = _CLEAN if cursor.clean else 0
    data = _SLOT.pack(_MAGIC, FORMAT, flags, 0, generation, cursor.epoch, cursor.boot, cursor.ceiling, *numbers)
    return data + struct.pack("<I", zlib.crc32(data))


def unpack(data: bytes) -> tuple[int, Cursor] | None:
    """Generation and cursor of a slot; None where there is none."""
    if len(data) < _SLOT.size + 4:
        return None
    magic, version, flags, _, generation, epoch, boot, ceiling, *numbers = _SLOT.unpack_from(data)
    (crc,) = struct.unpack_from("<I", data, _SLOT.size)
    if magic != _MAGIC or version != FORMAT or crc != zlib.crc32(data[: _SLOT.size]):
        return None
    lanes = tuple(LaneCursor(*numbers[at : at + 4]) for at in range(0, 4 * len(LANES), 4))
    return generation, Cursor(epoch, boot, bool(flags & _CLEAN), ceiling, lanes)


class CursorFile:
    """The file. The folder is not asked before it is needed."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._file: File | None = None
        self._generation = 0

    def read(self) -> Cursor | None:
        """The latest whole slot; None where there is none. Raises OSError where the disk does not answer."""
        try:
            file = self._folder.open(NAME)
        except OSError as error:
            if is_missing(error):
                return None
            raise
        self._file = file
        slots = [slot for at in (0, 1) if (slot := unpack(file.read(SLOT_BYTES, at * SLOT_BYTES)))]
        if not slots:
            return None
        self._generation, cursor = max(slots, key=lambda slot: slot[0])
        return cursor

    def write(self, cursor: Cursor) -> None:
        """Durable when this comes back. Raises OSError; the cursor before it is then still there."""
        if self._file is None:
            self._create()
        assert self._file is not None
        generation = self._generation + 1
        self._file.write(pack(cursor, generation), generation % 2 * SLOT_BYTES)
        self._generation = generation  # the slot may hold it, synced or not: the next goes to the other one
        self._file.sync()

    def _create(self) -> None:
        made = NAME + ".new"
        if made in self._folder.sizes():
            self._folder.remove(made)
        file = self._folder.open(made, lay_out=2 * SLOT_BYTES)
        try:
            file.write(bytes(2 * SLOT_BYTES), 0)
            file.sync()
            self._folder.rename(made, NAME)
            self._folder.sync()
        except OSError:
            file.close()
            raise
        self._file = file

    def close(self) -> None:
        """Give the descriptor back."""
        if self._file is not None:
            self._file.close()
        self._file = None
