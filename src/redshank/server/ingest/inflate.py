"""Compressed bytes of an agent as the bytes they stand for, never more than the limits: what a frame says of itself is not believed."""

import zstandard

from redshank.core.errors import InputError
from redshank.wire.messages import MAX_INFLATED_BYTES, MAX_RATIO, MAX_WINDOW_BYTES

STEP_BYTES = 256 << 10
FREE_BYTES = 1 << 20
"""The ratio is only looked at beyond this: a few equal events compress far better than a hundredfold."""


def inflate(data: bytes, limit: int = MAX_INFLATED_BYTES) -> bytes:
    """The bytes of one zstd frame, at most `limit` of them.

    Raises InputError: `corrupt` where it is no zstd frame or needs too much memory to read, `over_limit` over the limit,
    `too_large` over the ratio.
    """
    parts: list[bytes] = []
    size = 0
    try:
        with zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES).stream_reader(data) as stream:
            while part := stream.read(STEP_BYTES):
                parts.append(part)
                size += len(part)
                _check(size, len(data), limit)
    except (zstandard.ZstdError, MemoryError) as error:
        raise InputError(f"no zstd frame that can be read: {error}"[:200], "corrupt") from error
    return b"".join(parts)


def _check(size: int, wire_bytes: int, limit: int) -> None:
    if size > FREE_BYTES and size > MAX_RATIO * wire_bytes:
        raise InputError(f"a block inflates to more than {MAX_RATIO} times its size", "too_large")
    if size > limit:
        raise InputError(f"a block inflates to more than {limit} bytes", "over_limit")
