import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.detect.matched import Match
from redshank.analysis.detect.sequence import MAX_PER_STEP, Sequence
from tests.analysis.detect.writing import plain
from tests.generated import build


def dated(time, step=0, event=None):
    return time, Match(f"r{step}", (event or build.session_login(timestamp=time),))


def run(state, *steps):
    """The last completed window as (rule, time) pairs, or None. steps: (rule number, time)."""
    window = None
    for step, time in steps:
        window = state.add(step, dated(time, step), 0) or window
    return window and [(match.rule_id, match.event.timestamp) for match in window.matches]


def test_rules_in_their_order_within_the_span_complete():
    assert run(Sequence(3, 10, True), (0, 0), (1, 5), (2, 10)) == [("r0", 0), ("r1", 5), ("r2", 10)]


@pytest.mark.parametrize(
    "steps",
    [
        [(1, 0), (0, 5)],
        [(0, 0), (1, 11)],
        [(0, 5), (1, 4)],
        [(0, 0), (0, 5)],
    ],
)
def test_wrong_order_or_a_pause_longer_than_the_span_do_not_complete(steps):
    assert run(Sequence(2, 10, True), *steps) is None


def test_step_that_arrives_late_finds_its_place():
    assert run(Sequence(2, 10, True), (1, 5), (0, 3)) == [("r0", 3), ("r1", 5)]
    assert run(Sequence(3, 10, True), (2, 9), (0, 3), (1, 5)) == [("r0", 3), ("r1", 5), ("r2", 9)]


def test_tightest_chain_is_told():
    assert run(Sequence(2, 10, True), (0, 0), (0, 4), (0, 8), (1, 9)) == [("r0", 8), ("r1", 9)]


def test_earlier_chance_is_kept_when_a_later_one_is_too_late():
    assert run(Sequence(3, 10, True), (0, 0), (0, 20), (1, 21), (2, 22)) == [("r0", 20), ("r1", 21), ("r2", 22)]


def test_completed_sequence_starts_anew():
    state = Sequence(2, 10, True)
    assert run(state, (0, 0), (1, 1)) is not None
    assert run(state, (1, 2)) is None
    assert state.kept() == 1


def test_one_event_is_not_two_steps():
    event = build.session_login(timestamp=5)
    state = Sequence(2, 10, True)
    assert state.add(0, dated(5, 0, event), 0) is None
    assert state.add(1, dated(5, 1, event), 0) is None
    assert run(state, (1, 5)) == [("r0", 5), ("r1", 5)]


def test_any_order_completes_where_order_is_not_asked_for():
    assert run(Sequence(2, 10, False), (1, 0), (0, 10)) == [("r1", 0), ("r0", 10)]
    assert run(Sequence(2, 10, False), (1, 0), (0, 11)) is None
    assert run(Sequence(3, 10, False), (2, 0), (1, 15), (0, 20), (2, 12)) == [("r2", 12), ("r1", 15), ("r0", 20)]


def test_matches_of_a_rule_are_bounded_and_the_latest_are_kept():
    state = Sequence(2, 10, True)
    assert run(state, *((0, time) for time in range(100))) is None
    assert state.kept() == MAX_PER_STEP
    assert run(state, (1, 100)) == [("r0", 99), ("r1", 100)]


def test_state_survives_a_snapshot():
    state, later = Sequence(2, 10, True), Sequence(2, 10, True)
    run(state, (0, 0), (0, 3))
    later.restore(plain(state.snapshot()))
    assert run(later, (1, 5)) == run(state, (1, 5)) == [("r0", 3), ("r1", 5)]


@given(st.permutations([(0, 1), (1, 4), (2, 7), (0, 30), (1, 60)]))
def test_order_of_arrival_does_not_decide(steps):
    assert run(Sequence(3, 6, True), *steps) == [("r0", 1), ("r1", 4), ("r2", 7)]
    assert run(Sequence(3, 5, True), *steps) is None
