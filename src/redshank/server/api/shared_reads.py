"""One read of the store for all streams that ask for the same thing at the same moment."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, TypeVar, cast

from anyio.to_thread import run_sync

T = TypeVar("T")
MAX_KEPT = 128


class SharedReads:
    """Answers by key, as long as they are among the latest ones. For one event loop."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, asyncio.Future[Any]] = OrderedDict()

    async def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """The answer of `read`, run in a thread by the first one who asks for this key.

        key: names all that the answer depends on, so that one answer stays right for as long as its key is asked for.
        """
        future = self._kept.get(key)
        if future is None or (future.done() and (future.cancelled() or future.exception() is not None)):
            future = asyncio.ensure_future(run_sync(partial(_run, read)))
            # Nobody may be waiting any more when it fails; the exception is then nobody's.
            future.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._kept[key] = future
            if len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        # A stream that ends must not take the read from the others.
        return cast(T, await asyncio.shield(future))


def _run(read: Callable[[], T]) -> T:
    return read()
