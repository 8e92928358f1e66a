"""Bodies of requests as they trickle in: never more than the limits, and never slower."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from redshank.server.ingest.verify import RequestError
from redshank.wire.messages import MAX_WIRE_BYTES

GRACE_S = 10.0
SLOWEST_BYTES_S = 1_000
"""A body must come at least so fast, after GRACE_S."""
MAX_OPEN_BYTES = 48 << 20
"""Of all bodies together that are being read or worked on."""


@dataclass(slots=True)
class Intake:
    """What is being read at this moment. Belongs to the event loop."""

    open_bytes: int = 0


async def read_body(chunks: AsyncIterator[bytes], length: str | None, intake: Intake, limit: int = MAX_WIRE_BYTES) -> bytes:
    """The whole body. length: the header Content-Length, None where there is none. Raises RequestError.

    The caller takes the body's length off `intake.open_bytes` when he is done with it; where this raises, it is done here.
    """
    if length is not None and (not length.isascii() or not length.isdecimal() or int(length[:20]) > limit):
        raise RequestError("too_large", f"a body of at most {limit} bytes is taken")
    parts: list[bytes] = []
    size = 0
    try:
        start = asyncio.get_running_loop().time() + GRACE_S
        async with asyncio.timeout_at(start) as deadline:
            async for chunk in chunks:
                size += len(chunk)
                intake.open_bytes += len(chunk)
                _check(size, limit, intake)
                parts.append(chunk)
                deadline.reschedule(start + size / SLOWEST_BYTES_S)
    except TimeoutError as error:
        intake.open_bytes -= size
        raise RequestError("too_slow", f"the body comes slower than {SLOWEST_BYTES_S} bytes a second") from error
    except BaseException:
        intake.open_bytes -= size
        raise
    return b"".join(parts)


def _check(size: int, limit: int, intake: Intake) -> None:
    if size > limit:
        raise RequestError("too_large", f"a body of at most {limit} bytes is taken")
    if intake.open_bytes > MAX_OPEN_BYTES:
        raise RequestError("overloaded", "too many bodies at once", wait_s=1.0)
