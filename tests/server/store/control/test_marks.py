import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from redshank.server.store.control import agents, marks
from redshank.server.store.control.marks import HeldRange, LaneMark
from tests.server.store.control.scene import enrolled

EPOCH = "e" * 32


@pytest.fixture
def agent_id(control):
    with control.write() as c:
        return enrolled(c).agent_id


def mark(agent_id, high_water, lane=1, first_seq=1, digest=b"d"):
    return LaneMark(agent_id, EPOCH, lane, high_water, first_seq, digest)


def test_marks_and_position_are_there_after_a_commit(control, agent_id):
    committed = [mark(agent_id, 10, lane) for lane in range(4)]
    with control.write() as c:
        marks.commit_marks(c, committed, 7)
    with control.read() as c:
        assert marks.all_marks(c) == committed
        assert marks.stored_position(c) == 7


def test_high_water_and_position_never_go_back(control, agent_id):
    with control.write() as c:
        marks.commit_marks(c, [mark(agent_id, 10, digest=b"ten")], 7)
        marks.commit_marks(c, [mark(agent_id, 9, digest=b"nine")], 6)
        marks.raise_position(c, 5)
        assert marks.all_marks(c) == [mark(agent_id, 10, digest=b"ten")]
        assert marks.stored_position(c) == 7


def test_commit_without_marks_raises_the_position(control):
    with control.write() as c:
        marks.commit_marks(c, [], 3)
        assert (marks.all_marks(c), marks.stored_position(c)) == ([], 3)


def test_marks_are_of_agents_that_were_let_in(control):
    with pytest.raises(IntegrityError), control.write() as c:
        marks.commit_marks(c, [mark("z" * 26, 1)], 1)


def test_counters_of_channels_only_grow(control, agent_id):
    with control.write() as c:
        marks.save_counters(c, {(agent_id, "urgent"): 5, (agent_id, "bulk"): 9})
        marks.save_counters(c, {(agent_id, "urgent"): 4, (agent_id, "bulk"): 10})
        marks.save_counters(c, {})
        assert marks.counters(c) == {(agent_id, "urgent"): 5, (agent_id, "bulk"): 10}


def test_held_ranges_replace_those_of_their_lane(control):
    one, two, other = HeldRange("a", EPOCH, 1, 1, 5), HeldRange("a", EPOCH, 1, 7, 9), HeldRange("a", EPOCH, 2, 1, 5)
    with control.write() as c:
        marks.save_held(c, [one, other])
        marks.save_held(c, [two])
        assert marks.all_held(c) == [two, other]


def test_held_ranges_go_when_the_high_water_is_past_them(control):
    one, two = HeldRange("a", EPOCH, 1, 1, 5), HeldRange("a", EPOCH, 1, 7, 9)
    with control.write() as c:
        marks.save_held(c, [one, two])
        marks.drop_held(c, "a", EPOCH, 1, 8)
        assert marks.all_held(c) == [two]


@pytest.fixture(scope="module")
def kept(shared):
    with shared.write() as c:
        enrolled(c)
    return shared


@given(commits=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 100)), max_size=20))
@settings(max_examples=40)
def test_order_of_commits_does_not_matter(kept, commits):
    ends = []
    for order in (commits, sorted(commits)):
        with kept.write() as c, c.begin_nested() as example:
            for lane, high_water in order:
                marks.commit_marks(c, [mark(agents.all_agents(c)[0].agent_id, high_water, lane)], high_water)
            ends.append(([(one.lane, one.high_water) for one in marks.all_marks(c)], marks.stored_position(c)))
            example.rollback()
    assert ends[0] == ends[1]
    assert ends[0][1] == max([high_water for _, high_water in commits], default=0)
