"""Bytes of a fanotify group as records. Pure; whatever is cut or corrupt is counted, never raised.

A record is `struct fanotify_event_metadata` and then info records, each with its own length (linux/fanotify.h). A folder
or file is named by file system and handle; the bytes of both together, as they stand in the record, are its key.
"""

from struct import Struct
from typing import NamedTuple

_METADATA = Struct("<IBBHQii")  # length, version, reserved, metadata length, mask, fd, pid
_INFO = Struct("<BBH")  # type, pad, length
_HANDLE = Struct("<I")  # bytes of the handle; its type follows, then the handle
_VERSION = 3
_KEY_AT, _SIZE_AT, _BYTES_AT = 4, 12, 20  # in an info record: file system id, size of the handle, handle
_MAX_HANDLE = 128
_MAX_NAME = 255
_FID, _DFID_NAME, _DFID, _OLD, _NEW = 1, 2, 3, 10, 12


class Record(NamedTuple):
    """One record of the kernel: what (mask), who (pid as this namespace counts it, 0 for one outside), where.

    folder and name: the place, for a rename the new one; empty where the record has none. child: key of the object
    itself. old_folder and old_name: where a renamed object was.
    """

    mask: int
    pid: int
    folder: bytes = b""
    name: bytes = b""
    child: bytes = b""
    old_folder: bytes = b""
    old_name: bytes = b""


def parse(data: bytes) -> tuple[list[Record], int]:
    """The records of one read, oldest first, and how many could not be read.

    A record with bad parts is left out and the next one read; where a length makes no sense the rest is given up, and
    counts as one.
    """
    records: list[Record] = []
    at, end, corrupt = 0, len(data), 0
    while at < end:
        if end - at < 24:
            return records, corrupt + 1
        length, version, _, metadata_length, mask, _, pid = _METADATA.unpack_from(data, at)
        if version != _VERSION or length < 24 or length > end - at:
            return records, corrupt + 1
        record = _record(data, at + metadata_length, at + length, mask, pid) if 24 <= metadata_length <= length else None
        if record is None:
            corrupt += 1
        else:
            records.append(record)
        at += length
    return records, corrupt


def _record(data: bytes, at: int, end: int, mask: int, pid: int) -> Record | None:
    folder = name = child = old_folder = old_name = b""
    while at < end:
        if end - at < 4:
            return None
        kind, _, length = _INFO.unpack_from(data, at)
        if length < 4 or length > end - at:
            return None
        if kind in (_FID, _DFID_NAME, _DFID, _OLD, _NEW):
            if length < _BYTES_AT:
                return None
            close = at + _BYTES_AT + _HANDLE.unpack_from(data, at + _SIZE_AT)[0]
            if close > at + length or close - at > _BYTES_AT + _MAX_HANDLE:
                return None
            key = data[at + _KEY_AT : close]
            if kind == _FID:
                child = key
            else:
                stop = data.find(b"\0", close, at + length) if kind != _DFID else close
                if stop < 0 or stop - close > _MAX_NAME:
                    return None
                if kind == _OLD:
                    old_folder, old_name = key, data[close:stop]
                else:
                    folder, name = key, data[close:stop]
        at += length
    return Record(mask, pid, folder, name, child, old_folder, old_name)
