import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.analysis.detect.counting import Closing, Reaching, needed
from redshank.analysis.detect.matched import MAX_EVENTS, Match
from tests.analysis.detect.writing import plain
from tests.generated import build


def dated(time):
    return time, Match("r", (build.session_login_failed(timestamp=time),))


def run(state, times, values=None):
    """The times at which a window was completed."""
    return [time for place, time in enumerate(times) if state.add(0, dated(time), values[place] if values else 0)]


@pytest.mark.parametrize(
    ("bounds", "count"),
    [
        ([("gte", 10)], 10),
        ([("gt", 10)], 11),
        ([("gte", 3), ("gt", 5)], 6),
        ([("gte", 0)], 1),
        ([("gte", 3), ("lt", 9)], None),
        ([("eq", 3)], None),
    ],
)
def test_minimum_is_known_only_where_nothing_is_too_much(bounds, count):
    assert needed(bounds) == count


def test_threshold_within_the_span_completes_and_counting_starts_anew():
    assert run(Reaching(3, 10, False), [0, 5, 10, 11, 12, 13]) == [10, 13]


def test_matches_further_apart_than_the_span_do_not_complete():
    assert run(Reaching(3, 10, False), [0, 5, 11, 16, 22]) == []


def test_match_exactly_at_the_span_still_counts():
    assert run(Reaching(2, 10, False), [0, 10]) == [10]


def test_late_match_completes_the_window_it_belongs_to():
    assert run(Reaching(3, 10, False), [0, 3000, 4, 8]) == [8]
    assert run(Reaching(3, 10, False), [0, 4, 15, 8]) == [8]


def test_late_match_does_not_complete_a_window_it_does_not_belong_to():
    assert run(Reaching(3, 10, False), [20, 25, 9]) == []


def test_window_holds_its_matches_oldest_first_and_at_most_twenty():
    state = Reaching(30, 1000, False)
    for time in range(29):
        assert state.add(0, dated(time), 0) is None
    window = state.add(0, dated(29), 0)
    assert window is not None
    assert window.count == 30
    assert [match.event.timestamp for match in window.matches] == list(range(30 - MAX_EVENTS, 30))
    assert state.kept() == 0


def test_distinct_values_are_counted_once_each_at_their_latest():
    assert run(Reaching(3, 10, True), [0, 1, 2, 3], ["a", "a", "b", "c"]) == [3]
    assert run(Reaching(3, 10, True), [0, 8, 9, 18], ["a", "a", "b", "c"]) == [18]
    assert run(Reaching(3, 10, True), [0, 8, 11], ["a", "b", "c"]) == []


def test_one_value_repeated_does_not_push_others_out():
    times = [0, *range(1, 9000), 9000]
    values = ["a", *["b"] * 8999, "c"]
    assert run(Reaching(3, 10_000, True), times, values) == [9000]


def test_memory_of_a_slow_stream_is_bounded():
    state = Reaching(5, 10, False)
    assert run(state, range(0, 100_000, 50)) == []
    assert len(state.times) <= 5 * 2 + MAX_EVENTS
    late = Reaching(5, 10, False)
    assert run(late, [10**9, *range(0, 100_000, 50)]) == []
    assert len(late.times) <= 5 * 2 + MAX_EVENTS
    slow = Reaching(5, 10, True)
    assert run(slow, [10**9, *range(0, 100_000, 50)], [str(n) for n in range(2001)]) == []
    assert len(slow.values) == len(slow.times) <= 5 * 2 + MAX_EVENTS


@given(st.lists(st.integers(0, 60), max_size=40), st.integers(1, 5), st.integers(1, 15))
def test_in_order_completion_is_where_plain_counting_has_it(times, count, span):
    times = sorted(times)
    expected: list[int] = []
    window: list[int] = []
    for time in times:
        window = [each for each in [*window, time] if time - each <= span]
        if len(window) >= count:
            expected.append(time)
            window = []
    assert run(Reaching(count, span, False), times) == expected


@given(st.permutations(range(0, 30, 3)), st.integers(2, 4))
def test_order_of_arrival_does_not_decide_whether_a_window_completes(times, count):
    span = (count - 1) * 3
    assert len(run(Reaching(count, span, False), times)) >= 1
    assert run(Reaching(count, span - 1, False), times) == []


@pytest.mark.parametrize(
    ("bounds", "fires"),
    [([("eq", 2)], True), ([("lt", 3)], True), ([("lte", 1)], False), ([("neq", 2)], False), ([("gte", 1), ("lt", 2)], False)],
)
def test_upper_bound_is_judged_when_the_span_is_over(bounds, fires):
    state = Closing(bounds, 10, False, 100)
    assert run(state, [0, 5]) == []
    assert state.close(10) is None
    window = state.close(11)
    assert (window is not None) is fires
    assert window is None or (window.count, len(window.matches)) == (2, 2)
    assert state.close(100) is None


def test_next_match_closes_a_window_that_is_over():
    state = Closing([("lt", 3)], 10, False, 100)
    assert run(state, [0, 11, 30]) == [11, 30]


def test_distinct_values_of_a_closing_window_are_counted_up_to_a_bound():
    state = Closing([("eq", 3)], 10, True, 3)
    assert run(state, [0, 1, 2, 3, 4], ["a", "a", "b", "c", "d"]) == []
    window = state.close(11)
    assert window is not None
    assert window.count == 3


@pytest.mark.parametrize("make", [lambda: Reaching(4, 10, False), lambda: Reaching(4, 10, True), lambda: Closing([("lt", 9)], 10, True, 9)])
def test_state_survives_a_snapshot(make):
    state, later = make(), make()
    run(state, [0, 5, 6], ["a", "b", "c"])
    later.restore(plain(state.snapshot()))
    assert later.kept() == state.kept() == 3
    assert (later.add(0, dated(9), "d"), later.close(20)) == (state.add(0, dated(9), "d"), state.close(20))
