"""What the rules remember, as bytes to keep with the position it belongs to."""

from typing import Any

import msgspec
import zstandard

from redshank.core.errors import InputError

MAX_BYTES = 256 << 20
"""Of a snapshot, unpacked; what the engine remembers is bounded far below it."""


def pack(state: dict[str, Any]) -> bytes:
    """The engine's snapshot as bytes."""
    return zstandard.ZstdCompressor(level=1).compress(msgspec.msgpack.encode(state))


def unpack(data: bytes) -> dict[str, Any]:
    """The inverse of `pack`. Raises InputError of kind `snapshot` where the bytes are none of its."""
    try:
        state: dict[str, Any] = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(data, MAX_BYTES), type=dict[str, Any])
    except (zstandard.ZstdError, msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"no snapshot of detection: {error}", "snapshot") from error
    return state
