import select
import threading
from collections.abc import Iterator

from redshank.host.integrity.worker import MAX_ORDERS, Worker


def nothing() -> None:
    return


def rest() -> Iterator[float]:
    yield 1_000.0


def test_orders_are_done_in_order_on_its_own_thread() -> None:
    worker, done = Worker(nothing, rest, nothing), list[tuple[int, str]]()
    orders = [worker.order(lambda n=n: done.append((n, threading.current_thread().name))) for n in range(5)]  # type: ignore[misc]
    assert all(order is not None and order.done.wait(5) for order in orders)
    assert done == [(n, "files") for n in range(5)]
    assert select.select([worker.fd], [], [], 5)[0]
    worker.calm()
    assert not select.select([worker.fd], [], [], 0)[0]
    worker.close()
    worker.close()


def test_failed_order_is_counted_and_the_next_is_done() -> None:
    worker = Worker(nothing, rest, nothing)
    bad, good = worker.order(lambda: 1 / 0), worker.order(nothing)  # type: ignore[arg-type]
    assert bad and good and bad.done.wait(5) and good.done.wait(5) and worker.failed == 1
    worker.close()


def test_too_many_orders_are_refused_while_one_hangs() -> None:
    worker, gate = Worker(nothing, rest, nothing), threading.Event()
    taken = [worker.order(lambda: gate.wait(10) and None) for _ in range(MAX_ORDERS + 2)]  # type: ignore[arg-type]
    assert taken[-1] is None and taken[0] is not None
    gate.set()
    worker.close()


def test_work_that_can_wait_goes_on_in_between_and_is_hurried() -> None:
    steps, ended = threading.Semaphore(0), threading.Event()

    def idle() -> Iterator[float]:
        for _ in range(2):
            steps.release()
            yield 0.0
        steps.release()
        yield 1_000.0
        steps.release()
        yield 1_000.0

    worker = Worker(nothing, idle, ended.set)
    assert all(steps.acquire(timeout=5) for _ in range(3))
    worker.order(worker.hurry)
    assert steps.acquire(timeout=5)
    worker.close()
    assert ended.is_set()


def test_a_long_step_gives_way_to_orders_and_an_order_to_none() -> None:
    made, begun, done = threading.Event(), threading.Event(), list[str]()

    def idle() -> Iterator[float]:
        made.wait(5)
        begun.set()
        while len(done) < 4:
            worker.give_way()
        done.append("step")
        yield 1_000.0

    def order(name: str) -> None:
        done.append(f"{name} begins")
        worker.give_way()
        done.append(f"{name} ends")

    worker = Worker(nothing, idle, nothing)
    made.set()
    assert begun.wait(5)
    orders = [worker.order(lambda name=name: order(name)) for name in ("first", "second")]  # type: ignore[misc]
    assert all(one is not None and one.done.wait(5) for one in orders)
    worker.close()
    assert done == ["first begins", "first ends", "second begins", "second ends", "step"]


def test_the_end_is_not_held_up_by_giving_way() -> None:
    made, begun = threading.Event(), threading.Event()

    def idle() -> Iterator[float]:
        made.wait(5)
        begun.set()
        for _ in range(100):
            worker.give_way()
        yield 1_000.0

    worker = Worker(nothing, idle, nothing)
    made.set()
    assert begun.wait(5)
    worker.close()
    assert not worker._thread.is_alive()
