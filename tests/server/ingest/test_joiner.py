import threading

import pytest

from redshank.core.errors import StoreError
from redshank.server.ingest import joiner
from redshank.server.ingest.joiner import Joiner, OverloadError, acknowledge
from redshank.server.ingest.lanes import Incoming
from redshank.server.store.event_store import Block
from tests.generated import build
from tests.server.ingest.sending import EPOCH

AGENT = "a" * 26


def incoming(first=1, size=2, lane=0):
    events = tuple(build.process_exec(event_sequence=number) for number in range(first, first + size))
    return Incoming(Block(AGENT, "h-1", EPOCH, lane, first, size, events), first - 1, b"d")


class Stage:
    """What comes after the joiner: notes what it got, and stops on demand."""

    def __init__(self, error=None):
        self.batches, self.error = [], error
        self.entered, self.go = threading.Event(), threading.Event()
        self.go.set()

    def __call__(self, joined):
        self.entered.set()
        assert self.go.wait(10)
        self.batches.append(joined)
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        acknowledge(joined, [], lambda agent, epoch, lanes: dict.fromkeys(lanes, len(self.batches)))


@pytest.fixture
def started():
    running = []

    def start(stage, has_room=lambda: True):
        made = Joiner(stage, has_room)
        made.start()
        running.append((made, stage))
        return made

    yield start
    for made, stage in running:
        stage.go.set()
        assert made.stop(10)


def test_blocks_that_wait_are_stored_by_one_insert(started):
    stage = Stage()
    stage.go.clear()
    made = started(stage)
    first = made.submit(AGENT, EPOCH, [incoming(1)])
    assert stage.entered.wait(10)
    others = [made.submit(AGENT, EPOCH, [incoming(number)]) for number in (3, 5)]
    stage.go.set()
    assert first.result(10).high_water == dict.fromkeys(range(4), 1)
    assert [one.result(10).high_water[0] for one in others] == [2, 2]
    assert [len(batch.waiting) for batch in stage.batches] == [1, 2]


def test_no_batch_is_larger_than_its_bound_and_a_request_waits_for_all_its_blocks(started, monkeypatch):
    monkeypatch.setattr(joiner, "MAX_BATCH_EVENTS", 4)
    stage = Stage()
    future = started(stage).submit(AGENT, EPOCH, [incoming(number, lane=1) for number in (1, 3, 5, 7, 9)])
    assert future.result(10).high_water[1] == 3
    assert [sum(len(one.incoming.block.events) for one in batch.waiting) for batch in stage.batches] == [4, 4, 2]


def test_store_that_fails_refuses_what_was_joined_and_the_next_goes_on(started):
    made = started(Stage(StoreError("disk full", "full")))
    with pytest.raises(StoreError, match="disk full"):
        made.submit(AGENT, EPOCH, [incoming()]).result(10)
    assert made.submit(AGENT, EPOCH, [incoming()]).result(10).high_water[0] == 2


def test_what_nobody_expected_refuses_only_what_was_joined(started):
    made = started(Stage(ZeroDivisionError("?")))
    with pytest.raises(StoreError, match="ZeroDivisionError"):
        made.submit(AGENT, EPOCH, [incoming()]).result(10)
    made.submit(AGENT, EPOCH, [incoming()]).result(10)


def test_more_than_can_wait_is_refused_at_once(started, monkeypatch):
    monkeypatch.setattr(joiner, "MAX_WAITING_EVENTS", 4)
    stage = Stage()
    stage.go.clear()
    made = started(stage)
    made.submit(AGENT, EPOCH, [incoming()])
    assert stage.entered.wait(10)
    made.submit(AGENT, EPOCH, [incoming(3, 4)])
    with pytest.raises(OverloadError) as raised:
        made.submit(AGENT, EPOCH, [incoming(7)])
    assert raised.value.wait_s > 0
    assert made.waiting_events == 4


def test_while_detection_is_behind_nothing_is_taken(started):
    room = [False]
    made = started(Stage(), lambda: room[0])
    with pytest.raises(OverloadError, match="detection"):
        made.submit(AGENT, EPOCH, [incoming()])
    room[0] = True
    made.submit(AGENT, EPOCH, [incoming()]).result(10)


def test_end_stores_what_waits_and_takes_no_more():
    stage = Stage()
    made = Joiner(stage, lambda: True)
    made.start()
    future = made.submit(AGENT, EPOCH, [incoming(lane=3)])
    assert made.stop(10)
    assert future.result(0).high_water[3] == 1
    with pytest.raises(OverloadError, match="stop"):
        made.submit(AGENT, EPOCH, [incoming()])


def test_block_of_the_server_itself_is_tried_again_where_storing_failed(started):
    stage = Stage(StoreError("slow", "slow"))
    made = started(stage)
    own = incoming().block
    made.submit_own(own)
    made.submit(AGENT, EPOCH, [incoming()]).exception(10)
    made.submit(AGENT, EPOCH, [incoming(3)]).exception(10)
    assert made.stop(10)
    assert sum(own in batch.own for batch in stage.batches) == 2
