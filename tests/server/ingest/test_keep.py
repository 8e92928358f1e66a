import pytest

from redshank.core.errors import StoreError
from redshank.server.ingest import keep
from redshank.server.ingest.keep import in_order, stored_above
from redshank.server.ingest.lanes import Incoming, LaneKey, Range
from redshank.server.store.control import agents, marks
from redshank.server.store.event_store import Batch, Block
from tests.generated import build
from tests.server.ingest.sending import EPOCH


def incoming(sender, first, size, lane=1):
    events = tuple(
        build.process_exec(
            timestamp=number * 1000, event_id=f"{sender.agent_id}-{EPOCH}-{number}", event_sequence=number, agent_id=sender.agent_id
        )
        for number in range(first, first + size)
    )
    return Incoming(Block(sender.agent_id, "h-1", EPOCH, lane, first, size, events), first - 1, b"d")


def opened(stores):
    keeper = stores.keeper()
    found = keeper.open()
    return keeper, found


def position_of(stores):
    with stores.control.read() as connection:
        return marks.stored_position(connection)


def test_kept_events_have_marks_and_a_position(stores):
    sender = stores.let_in()
    keeper, found = opened(stores)
    assert found == []
    _, (stored,) = keeper.keep([incoming(sender, 1, 3)])
    assert (stored.position, [event.event_sequence for event in stored.events]) == (1, [1, 2, 3])
    assert position_of(stores) == 1
    again, _ = opened(stores)
    assert again.lanes.mark(LaneKey(sender.agent_id, EPOCH, 1)).high_water == 3


def test_agent_is_noted_as_heard_with_its_counters(stores):
    sender = stores.let_in()
    keeper, _ = opened(stores)
    stores.clock.move(5_000_000_000)
    stores.registry.take_counter(sender.agent_id, "bulk", 7)
    keeper.keep([incoming(sender, 1, 1)])
    keeper.keep([incoming(sender, 1, 1)])
    with stores.control.read() as connection:
        record = agents.get(connection, sender.agent_id)
        assert marks.counters(connection) == {(sender.agent_id, "bulk"): 7}
    assert record is not None
    assert (record.last_seen, record.duplicates) == (stores.clock.wall, 1)


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_batch_that_was_stored_in_part_is_completed_and_not_doubled(stores, kept):
    sender = stores.let_in()
    keeper, _ = opened(stores)
    blocks = [incoming(sender, 1, 3), incoming(sender, 4, 2)]
    stores.events.keep = kept
    with pytest.raises(StoreError):
        keeper.keep(blocks)
    assert keeper.lanes.mark(LaneKey(sender.agent_id, EPOCH, 1)).high_water == 0
    _, stored = keeper.keep(blocks)
    assert stores.events.sequences() == [1, 2, 3, 4, 5]
    assert sorted(event.event_sequence or 0 for batch in stored for event in batch.events) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_the_same_after_a_crash_and_another_one(stores, kept):
    sender = stores.let_in()
    keeper, _ = opened(stores)
    blocks = [incoming(sender, 1, 3), incoming(sender, 4, 2)]
    stores.events.keep = kept
    with pytest.raises(StoreError):
        keeper.keep(blocks)
    opened(stores)  # finds what is held, and is killed before the agent comes
    keeper, found = opened(stores)
    assert found == []
    keeper.keep(blocks)
    assert stores.events.sequences() == [1, 2, 3, 4, 5]
    with stores.control.read() as connection:
        assert marks.all_held(connection) == []


def test_later_block_that_survived_alone_does_not_hide_the_earlier_one(stores):
    sender = stores.let_in()
    first, second = incoming(sender, 1, 3), incoming(sender, 4, 2)
    stores.events.append(Batch(1, (second.block,)))
    keeper, (found,) = opened(stores)
    assert found.position == 1
    assert keeper.lanes.held(LaneKey(sender.agent_id, EPOCH, 1)) == [Range(4, 5)]
    keeper.keep([first, second])
    assert stores.events.sequences() == [1, 2, 3, 4, 5]


def test_marks_that_could_not_be_written_leave_nothing_acknowledged(stores, monkeypatch):
    sender = stores.let_in()
    keeper, _ = opened(stores)
    stores.registry.take_counter(sender.agent_id, "bulk", 9)

    def full(*arguments):
        raise StoreError("disk full", "full")

    with monkeypatch.context() as patched:
        patched.setattr(marks, "commit_marks", full)
        with pytest.raises(StoreError):
            keeper.keep([incoming(sender, 1, 3)])
    assert keeper.lanes.high_waters(sender.agent_id, EPOCH, (1,)) == {1: 0}
    _, stored = keeper.keep([incoming(sender, 1, 3)])
    assert stores.events.sequences() == [1, 2, 3]
    assert [len(batch.events) for batch in stored] == [3], "what was stored without marks is judged once"
    with stores.control.read() as connection:
        assert marks.counters(connection) == {(sender.agent_id, "bulk"): 9}


def test_while_the_store_does_not_answer_nothing_is_kept(stores):
    sender = stores.let_in()
    keeper, _ = opened(stores)
    stores.events.keep = 1
    with pytest.raises(StoreError):
        keeper.keep([incoming(sender, 1, 3)])
    stores.events.mute = True
    with pytest.raises(StoreError, match="does not answer"):
        keeper.keep([incoming(sender, 1, 3)])
    stores.events.mute = False
    keeper.keep([incoming(sender, 1, 3)])
    assert stores.events.sequences() == [1, 2, 3]


def test_what_a_crash_left_is_judged_though_the_next_two_stores_fail_too(stores, monkeypatch):
    sender = stores.let_in()
    keeper, _ = opened(stores)

    def full(*arguments):
        raise StoreError("disk full", "full")

    for _ in range(2):
        with monkeypatch.context() as patched:
            patched.setattr(marks, "commit_marks", full)
            with pytest.raises(StoreError):
                keeper.keep([incoming(sender, 1, 3)])
    _, stored = keeper.keep([incoming(sender, 4, 2)])
    judged = [event.event_sequence for batch in stored for event in batch.events]
    assert sorted(judged) == [1, 2, 3, 4, 5], "each once, whatever failed between"


def test_block_of_the_server_itself_is_stored_without_a_mark_and_never_held(stores):
    sender = stores.let_in()
    keeper, _ = opened(stores)
    own = Block(sender.agent_id, "h-1", "e" * 32, 0, 1, 0, incoming(sender, 1, 1).block.events)
    keeper.keep([], [own])
    stores.events.append(Batch(2, (own,)))
    again, (found,) = opened(stores)
    assert found.position == 2
    assert again.lanes.held(LaneKey(sender.agent_id, "e" * 32, 0)) == []


def test_batches_are_read_back_whole_however_the_pages_fall(stores, monkeypatch):
    monkeypatch.setattr(keep, "PAGE", 4)
    sender = stores.let_in()
    for position, size in enumerate((3, 2, 4, 1, 4), 1):
        stores.events.append(Batch(position, (incoming(sender, position * 10, size).block,)))
    assert [(at, len(rows)) for at, rows in stored_above(stores.events, 1)] == [(2, 2), (3, 4), (4, 1), (5, 4)]


def test_order_of_a_batch_does_not_depend_on_how_it_came():
    events = [build.process_exec(timestamp=time, event_sequence=number, agent_id="a") for time, number in ((5, 1), (3, 2), (5, 0))]
    assert in_order(iter(events)) == in_order(iter(reversed(events)))
    assert [event.event_sequence for event in in_order(iter(events))] == [2, 0, 1]
