import pytest
from bench.figures import Pair, Sample, order, percentile, summarise
from hypothesis import given
from hypothesis import strategies as st


def pair(*, a=1.0, b=1.1, seen=100, lost=0, others=0, runs=1, cpu=0.5):
    return Pair(Sample(a, cpu), Sample(b, cpu * 1.2, others), count=100, runs=runs, seen=seen, lost=lost, agent_s=0.01, lag_s=0.2)


def test_ratio_is_the_median_over_pairs_with_its_spread():
    found = summarise([pair(b=1.1), pair(b=1.5), pair(b=1.2)])
    assert (found.ratio, found.low, found.high) == (1.2, 1.1, 1.5)
    assert found.best == pytest.approx(1.1)
    assert found.cpu == pytest.approx(1.2)


def test_figures_are_for_one_operation():
    found = summarise([pair(a=0.001, runs=2)])
    assert found.base_us == pytest.approx(10)
    assert found.agent_us == pytest.approx(50)


def test_pair_that_others_disturbed_is_left_out_while_another_is_left():
    found = summarise([pair(b=1.1), pair(b=9.0, others=3)])
    assert (found.ratio, found.pairs, found.dropped) == (1.1, 1, 1)
    assert not found.disturbed
    alone = summarise([pair(b=9.0, others=3)])
    assert (alone.ratio, alone.disturbed) == (9.0, True)


def test_worst_pair_says_how_many_events_came():
    found = summarise([pair(seen=100), pair(seen=90, lost=4)])
    assert (found.seen, found.told, found.lost) == (0.9, 0.94, 4)


def test_losses_of_others_never_make_more_than_all():
    assert summarise([pair(seen=99, lost=500)]).told == 1.0


def test_uncounted_events_have_no_share():
    found = summarise([pair(seen=None)])
    assert found.seen is None
    assert found.told is None


def test_sides_swap_from_pair_to_pair():
    assert [order(number) for number in range(4)] == ["AB", "BA", "AB", "BA"]


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=50), st.floats(0.01, 1))
def test_percentile_leaves_at_least_its_share_at_or_below(values, share):
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values) + 1e-9
