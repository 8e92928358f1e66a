import pytest

from redshank.core.errors import InputError
from redshank.server.store.conditions import checked, kind_of
from redshank.server.store.event_store import POSITION, Condition, Query


def test_values_become_what_the_store_compares():
    query = checked(
        Query(
            (
                Condition("process.pid", "=", "42"),
                Condition("@timestamp", ">", "2026-11-24T08:00:00Z"),
                Condition("redshank.swept", "=", "true"),
            )
        )
    )
    assert [condition.value for condition in query.where] == [42, 1_795_507_200_000_000_000, True]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("process.excutable", "=", "x"), "did you mean 'process.executable'"),
        (Condition("process.pid", "=", "x"), "no number"),
        (Condition("process.pid", "contains", "4"), "is for text"),
        (Condition("process.args", "<", "4"), "no order"),
        (Condition("process.name", "in", "abc"), "takes a list"),
        (Condition("process.name", "in", ["x"] * 10_001), "at most"),
        (Condition("process.name", "=", 7), "no text"),
        (Condition("redshank.swept", "=", "maybe"), "no bool"),
    ],
)
def test_wrong_condition_says_what_is_wrong(condition, words):
    with pytest.raises(InputError, match=words):
        checked(Query((condition,)))


@pytest.mark.parametrize(
    "query",
    [Query(limit=5_001), Query((Condition("process.pid", "=", 1),) * 65), Query(after=(1, 2)), Query(order="position", after=(1, "x"))],
)
def test_question_out_of_bounds_is_refused(query):
    with pytest.raises(InputError):
        checked(query)


def test_kinds_are_those_of_the_table():
    assert [kind_of(field) for field in (POSITION, "process.pid", "@timestamp", "process.args", "process.name")] == [
        "number",
        "number",
        "time",
        "list",
        "text",
    ]
