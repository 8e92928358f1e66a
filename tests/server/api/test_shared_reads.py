import asyncio
import threading

import pytest

from redshank.server.api import shared_reads
from redshank.server.api.shared_reads import SharedReads


def test_those_who_ask_at_once_share_one_read() -> None:
    async def work() -> None:
        reads, made, gate = SharedReads(), [], threading.Event()

        def read() -> int:
            gate.wait(20)
            made.append(1)
            return 7

        asking = [asyncio.create_task(reads.get("a", read)) for _ in range(20)]
        await asyncio.sleep(0)
        gate.set()
        assert await asyncio.gather(*asking) == [7] * 20
        assert await reads.get("a", read) == 7
        assert len(made) == 1
        assert await reads.get("b", lambda: 8) == 8

    asyncio.run(work())


def test_failed_read_is_tried_again() -> None:
    async def work() -> None:
        reads = SharedReads()

        def fail() -> int:
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            await reads.get("a", fail)
        assert await reads.get("a", lambda: 1) == 1

    asyncio.run(work())


def test_one_who_leaves_does_not_take_the_read_from_the_others() -> None:
    async def work() -> None:
        reads, gate = SharedReads(), threading.Event()
        first = asyncio.create_task(reads.get("a", lambda: gate.wait(20)))
        second = asyncio.create_task(reads.get("a", lambda: False))
        await asyncio.sleep(0)
        first.cancel()
        gate.set()
        assert await second is True

    asyncio.run(work())


def test_only_the_latest_answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_reads, "MAX_KEPT", 4)

    async def work() -> None:
        reads = SharedReads()
        for number in range(50):
            await reads.get(number, lambda number=number: number)  # type: ignore[misc]
        assert len(reads._kept) == 4

    asyncio.run(work())
