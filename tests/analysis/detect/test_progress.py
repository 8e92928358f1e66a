import pytest

from redshank.analysis.detect.counting import Closing, Reaching
from redshank.analysis.detect.matched import Match
from redshank.analysis.detect.progress import progress
from redshank.analysis.detect.sequence import Sequence
from tests.analysis.detect.writing import load_all, rule_text
from tests.generated import build

SECOND, START = 10**9, 10**18
SPAN = 300 * SECOND


def correlation(kind, condition, more=""):
    rules = "[one, two]" if kind.startswith("temporal") else "[one]"
    body = f"{{type: {kind}, rules: {rules}, group-by: [User], timespan: 5m{condition}}}"
    return load_all(
        *(rule_text("s: {User: root}\ncondition: s", name=name) for name in ("one", "two")), f"title: c\ncorrelation: {body}\n{more}"
    )[2]


def dated(seconds, rule_id="id-one"):
    event = build.process_exec(timestamp=START + seconds * SECOND)
    return event.timestamp, Match(rule_id, (event,))


def last(rule, state, seconds=0, key=("root",)):
    return progress(rule, key, state, START + seconds * SECOND, ["one", "two"])[-1]


def test_nothing_remembered_is_none_of_what_it_needs():
    told = last(correlation("event_count", ", condition: {gte: 10}"), None)
    assert (told.clause, told.matched) == ("event_count gte 10 within 5m: 0 of 10 in 5m, needs 10", False)


@pytest.mark.parametrize(("at", "count"), [([0, 10, 20, 30], 4), ([-400, -200, 0, 50], 3), ([0, 301], 1), ([], 0)])
def test_count_is_of_the_fullest_span_around_the_event(at, count):
    state = Reaching(10, SPAN, False)
    for seconds in at:
        state.add(0, dated(seconds), 0)
    assert last(correlation("event_count", ", condition: {gte: 10}"), state).value == count


def test_distinct_values_are_counted_by_their_field():
    state = Reaching(3, SPAN, True)
    for seconds, value in ((0, "a"), (1, "a"), (2, "b")):
        state.add(0, dated(seconds), value)
    told = last(correlation("value_count", ", condition: {field: Image, gte: 3}"), state, 2)
    assert (told.field, told.value, told.clause) == ("process.executable", 2, "value_count gte 3 within 5m: 2 of 3 in 5m, needs 3")


def test_too_few_is_judged_when_the_time_is_over():
    rule = correlation("event_count", ", condition: {lt: 3}")
    assert "no such time runs" in last(rule, None).clause
    state = Closing(rule.bounds, SPAN, False, 10)
    state.add(0, dated(0), 0)
    assert last(rule, state).clause == "event_count lt 3: judged when 5m are over since the first, 2001-09-09T01:46:40.000000Z"


def test_steps_that_are_missing_stand_beside_those_seen():
    state = Sequence(2, SPAN, True)
    state.add(0, dated(0), 0)
    told = progress(correlation("temporal_ordered", ""), ("root",), state, START + 10 * SECOND, ["one", "two"])
    assert [(clause.clause, clause.matched) for clause in told] == [
        ("temporal_ordered by user.name", True),
        ("temporal_ordered within 5m: one", True),
        ("temporal_ordered within 5m: two", False),
    ]
    gone = progress(correlation("temporal_ordered", ""), ("root",), state, START + 1000 * SECOND, ["one", "two"])
    assert [clause.matched for clause in gone] == [True, False, False]


def test_key_without_a_value_is_a_clause_that_failed():
    told = progress(correlation("temporal", ""), (None,), None, START, ["one", "two"])
    assert (told[0].value, told[0].matched) == (None, False)
