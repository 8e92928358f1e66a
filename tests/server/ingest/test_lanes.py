from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from redshank.server.ingest import lanes
from redshank.server.ingest.lanes import Incoming, LaneKey, Lanes, Mark, Range, ranges
from redshank.server.store.event_store import Block
from tests.generated import build
from tests.server.ingest.sending import EPOCH

AGENT = "a" * 26
KEY = LaneKey(AGENT, EPOCH, 1)


def incoming(first, size, *, previous=None, digest=b"d", without=(), lane=1, epoch=EPOCH):
    numbers = [number for number in range(first, first + size) if number not in without]
    events = tuple(build.process_exec(event_sequence=number) for number in numbers)
    return Incoming(Block(AGENT, "h-1", epoch, lane, first, size, events), first - 1 if previous is None else previous, digest)


def numbers(plan):
    return [event.event_sequence for block in plan.blocks for event in block.events]


def carried_out(known, *blocks):
    plan = known.plan(blocks)
    known.commit(plan)
    return plan


def test_block_is_stored_once_and_told_twice():
    known = Lanes()
    assert numbers(carried_out(known, incoming(1, 3))) == [1, 2, 3]
    again = carried_out(known, incoming(1, 3))
    assert (numbers(again), again.duplicates, again.forks) == ([], {AGENT: 1}, {})
    assert known.high_waters(AGENT, EPOCH, (0, 1)) == {0: 0, 1: 3}


def test_plan_changes_nothing_until_it_is_carried_out():
    known = Lanes()
    known.plan([incoming(1, 3)])
    assert known.mark(KEY) == Mark()


def test_block_that_comes_twice_in_one_batch_is_stored_once():
    assert numbers(Lanes().plan([incoming(1, 3), incoming(1, 3)])) == [1, 2, 3]


def test_other_bytes_in_the_same_place_are_a_fork():
    known = Lanes()
    carried_out(known, incoming(1, 3))
    plan = carried_out(known, incoming(1, 3, digest=b"other"))
    assert (plan.forks, plan.duplicates, numbers(plan)) == ({AGENT: 1}, {}, [])


def test_hole_is_counted_and_the_lane_goes_on():
    plan = Lanes().plan([incoming(10, 2, previous=7)])
    assert plan.holes == {AGENT: 1}
    assert numbers(plan) == [10, 11]


def test_lanes_and_epochs_are_apart():
    known = Lanes()
    carried_out(known, incoming(5, 2), incoming(1, 2, lane=2), incoming(1, 2, epoch="f" * 32))
    assert known.high_waters(AGENT, EPOCH, (1, 2)) == {1: 6, 2: 2}
    assert known.high_waters(AGENT, "f" * 32, (1,)) == {1: 2}


def test_block_that_reaches_over_the_mark_gives_only_its_rest():
    known = Lanes({KEY: Mark(5)})
    assert numbers(carried_out(known, incoming(4, 5))) == [6, 7, 8]


def test_block_whose_events_were_all_wrong_raises_the_mark():
    known = Lanes()
    plan = carried_out(known, incoming(1, 2, without=(1, 2)))
    assert plan.blocks == []
    assert known.mark(KEY).high_water == 2


def test_held_events_are_not_stored_again_and_are_forgotten_once_marked():
    known = Lanes(held={KEY: [Range(2, 3), Range(9, 9)]})
    plan = known.plan([incoming(1, 4)])
    assert numbers(plan) == [1, 4]
    assert known.settled(plan) == [(KEY, 4)]
    known.commit(plan)
    assert known.held(KEY) == [Range(9, 9)]
    assert numbers(carried_out(known, incoming(5, 6))) == [5, 6, 7, 8, 10]
    assert known.held(KEY) == []


def test_whole_later_block_that_is_held_does_not_hide_a_missing_earlier_one():
    known = Lanes(held={KEY: [Range(4, 6)]})
    assert numbers(carried_out(known, incoming(1, 3), incoming(4, 3))) == [1, 2, 3]
    assert known.mark(KEY).high_water == 6


def test_agent_that_begins_epochs_endlessly_is_refused(monkeypatch):
    monkeypatch.setattr(lanes, "MAX_EPOCHS", 2)
    known = Lanes()
    carried_out(known, incoming(1, 1, epoch="1" * 32))
    plan = known.plan([incoming(1, 1, epoch="2" * 32), incoming(1, 1, epoch="3" * 32), incoming(2, 1, epoch="1" * 32)])
    assert [(one.block.epoch[0], kind) for one, kind in plan.refused] == [("3", "wrong_epoch")]
    assert len(plan.blocks) == 2


def test_counts_are_told_by_agent():
    known = Lanes({KEY: Mark(5)})
    assert known.plan([incoming(1, 2), incoming(9, 1, previous=7)]).counts() == {AGENT: {"duplicates": 1, "holes": 1}}


@given(st.sets(st.integers(1, 60)))
def test_ranges_hold_the_numbers_they_were_made_of(found):
    made = ranges(found)
    assert [number for one in made for number in range(one.first, one.last + 1)] == sorted(found)
    assert all(one.last + 1 < other.first for one, other in pairwise(made))


SIZES = st.lists(st.integers(1, 5), min_size=1, max_size=6)
SENDS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6), st.booleans()), max_size=8)


@given(SIZES, st.sets(st.integers(1, 30)), SENDS)
def test_however_a_lane_is_sent_again_each_event_is_stored_once(sizes, already, sends):
    blocks, first = [], 1
    for size in sizes:
        blocks.append(incoming(first, size))
        first += size
    already = {number for number in already if number < first}
    known, stored = Lanes(held={KEY: ranges(already)}), sorted(already)
    for back, count, is_kept in [*sends, (0, len(blocks), True)]:
        # An agent sends from what it was told; it may go back as far as it likes, and break off anywhere.
        at = next((n for n, one in enumerate(blocks) if one.last_seq > known.mark(KEY).high_water), len(blocks))
        plan = known.plan(blocks[max(0, at - back) : at + count])
        if is_kept:
            stored += numbers(plan)
            known.commit(plan)
    assert sorted(stored) == list(range(1, first))
    assert known.mark(KEY).high_water == first - 1
