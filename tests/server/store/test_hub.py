import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from redshank.server.store.hub import Hub, News

LONG_S = 20.0


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(work(), LONG_S)

    asyncio.run(bounded())


def test_listener_hears_what_is_told_from_another_thread() -> None:
    async def work() -> None:
        hub = Hub()
        listener = hub.listen()
        teller = threading.Thread(target=hub.publish, args=("alert", "", 7))
        teller.start()
        news = await listener.wait(LONG_S)
        assert (news.revision, news.closed, news.lost) == ({"alert": 7}, False, False)
        teller.join()

    run(work)


def test_news_before_listening_is_not_heard() -> None:
    async def work() -> None:
        hub = Hub()
        hub.publish("alert", revision=1)
        assert await hub.listen().wait(0) == News()

    run(work)


def test_many_changes_of_one_thing_are_one_hint() -> None:
    async def work() -> None:
        hub = Hub()
        listener = hub.listen()
        for number in range(10_000):
            hub.publish("agent", "a", number)
            hub.publish("agent", "b")
        news = await listener.wait(LONG_S)
        assert news.keys == {"agent": ("a", "b")}
        assert news.revision == {"agent": 9_999}
        assert await listener.wait(0) == News()

    run(work)


def test_more_things_than_are_remembered_are_lost_and_said_so() -> None:
    async def work() -> None:
        hub = Hub(max_pending=3)
        listener = hub.listen()
        for key in "abcd":
            hub.publish("agent", key)
        hub.publish("alert", revision=9)
        news = await listener.wait(LONG_S)
        assert news.lost
        assert news.revision["alert"] == 9
        hub.publish("agent", "e")
        later = await listener.wait(LONG_S)
        assert (later.lost, later.keys) == (False, {"agent": ("e",)})

    run(work)


def test_each_listener_hears_everything() -> None:
    async def work() -> None:
        hub = Hub()
        listeners = [hub.listen() for _ in range(5)]
        assert hub.listening == 5
        hub.publish("enrolment", "t")
        for listener in listeners:
            assert (await listener.wait(LONG_S)).keys == {"enrolment": ("t",)}

    run(work)


def test_who_left_hears_nothing() -> None:
    async def work() -> None:
        hub = Hub()
        listener = hub.listen()
        hub.leave(listener)
        hub.publish("alert", revision=1)
        assert await listener.wait(0) == News()
        assert hub.listening == 0

    run(work)


def test_close_wakes_every_listener_and_those_who_come_later() -> None:
    async def work() -> None:
        hub = Hub()
        waiting = [asyncio.create_task(hub.listen().wait(LONG_S)) for _ in range(3)]
        await asyncio.sleep(0)
        threading.Thread(target=hub.close).start()
        assert [news.closed for news in await asyncio.gather(*waiting)] == [True] * 3
        late = hub.listen()
        assert (await late.wait(LONG_S)).closed
        assert (await late.wait(LONG_S)).closed

    run(work)


def test_news_told_before_the_close_comes_with_it() -> None:
    async def work() -> None:
        hub = Hub()
        listener = hub.listen()
        hub.publish("alert", revision=3)
        hub.close()
        news = await listener.wait(LONG_S)
        assert (news.revision, news.closed) == ({"alert": 3}, True)

    run(work)


def test_telling_a_loop_that_is_gone_harms_nobody() -> None:
    hub = Hub()

    async def listen() -> None:
        hub.listen()

    asyncio.run(listen())
    hub.publish("alert", revision=1)
    hub.publish("alert", revision=2)
    hub.close()


@pytest.mark.parametrize("tellers", [1, 4])
def test_nothing_is_missed_between_two_looks(tellers: int) -> None:
    """Whatever the interleaving: the highest revision told is heard in the end."""

    async def work() -> None:
        hub = Hub()
        listener = hub.listen()
        most = 2_000

        def tell() -> None:
            for number in range(1, most + 1):
                hub.publish("alert", revision=number)

        threads = [threading.Thread(target=tell) for _ in range(tellers)]
        for thread in threads:
            thread.start()
        heard = 0
        while heard < most:
            heard = max(heard, (await listener.wait(LONG_S)).revision.get("alert", 0))
        for thread in threads:
            await asyncio.to_thread(thread.join)

    run(work)
