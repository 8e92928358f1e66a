from dataclasses import replace
from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.server.store.control import detection
from redshank.server.store.control.alert_filter import AlertFilter, Terms
from redshank.server.store.control.alert_pages import MAX_LIMIT, page
from redshank.server.store.control.alert_rows import AlertRow
from tests.server.store.control.scene import NOW, alert, event

KEYS = {"severity": "severity", "last": "last_seen", "first": "first_seen", "count": "count", "number": "number"}


@pytest.fixture(scope="module")
def kept(shared):
    """120 alerts, many of them equal in most keys."""
    plain = [alert(f"a{n}", (event(n, n * 7 % 5),), severity=1 + n % 3, count=1 + n % 4) for n in range(120)]
    with shared.write() as c:
        detection.save(c, [replace(one, first_seen=NOW - n % 6) for n, one in enumerate(plain)], 1, None, NOW)
    return shared


def all_pages(c, wanted, sort, limit):
    after: str | None = None
    rows: list[AlertRow] = []
    while True:
        found = page(c, wanted, sort, after, limit)
        assert len(found.rows) <= limit
        rows += found.rows
        if found.next is None:
            return rows
        assert len(found.rows) == limit
        after = found.next


def in_order(rows, sort):
    """The rows as plain Python sorts them."""
    parts = sort.split(",")
    keys = [*parts, parts[-1][: parts[-1].startswith("-")] + "number"]
    for key in reversed(keys):
        rows = sorted(rows, key=attrgetter(KEYS[key.removeprefix("-")]), reverse=key.startswith("-"))
    return rows


sorts = st.lists(st.sampled_from(list(KEYS)), min_size=1, max_size=4, unique=True).flatmap(
    lambda names: st.tuples(*[st.sampled_from([name, f"-{name}"]) for name in names]).map(",".join)
)


@given(sort=sorts, limit=st.integers(1, 130))
@settings(max_examples=40)
def test_pages_one_after_the_other_are_the_whole_in_order(kept, sort, limit):
    with kept.read() as c:
        rows = all_pages(c, AlertFilter(), sort, limit)
        whole = page(c, AlertFilter(), "number", None, MAX_LIMIT).rows
    assert rows == in_order(whole, sort)
    assert len(whole) == 120


def test_pages_of_a_filter_have_what_the_filter_finds(kept):
    wanted = AlertFilter(Terms(severities=(2,)))
    with kept.read() as c:
        assert {row.severity for row in all_pages(c, wanted, "severity,-last", 7)} == {2}
        assert len(all_pages(c, wanted, "severity,-last", 7)) == 40


def test_alert_that_repeats_between_two_pages_costs_no_other_alert(control):
    with control.write() as c:
        detection.save(c, [alert(f"a{n}", (event(n, n),)) for n in range(10)], 1, None, NOW)
        first = page(c, AlertFilter(), "-last", None, 5)
        detection.save(c, [replace(alert("a2", (event(99, 99),)), count=2)], 2, None, NOW)
        second = page(c, AlertFilter(), "-last", first.next, 5)
    assert [row.id for row in first.rows] == ["a9", "a8", "a7", "a6", "a5"]
    assert [row.id for row in second.rows] == ["a4", "a3", "a1", "a0"]


def test_last_page_has_no_next(kept):
    with kept.read() as c:
        assert page(c, AlertFilter(), limit=120).next is None
        assert page(c, AlertFilter(Terms(ids=("nothing",)))) == page(c, AlertFilter(Terms(ids=("none",))))


@pytest.mark.parametrize("sort", ["", "severty", "severity,severity", "last;drop", "host"])
def test_order_that_is_none_is_refused(kept, sort):
    with kept.read() as c, pytest.raises(InputError, match="sorted by") as caught:
        page(c, AlertFilter(), sort)
    assert caught.value.kind == "sort"


def test_nearest_key_is_named(kept):
    with kept.read() as c, pytest.raises(InputError, match="did you mean 'severity'"):
        page(c, AlertFilter(), "severty")


@given(cursor=st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.hex()))
def test_text_that_is_no_cursor_is_refused(kept, cursor):
    with kept.read() as c:
        if cursor == "":
            assert page(c, AlertFilter(), "last", cursor, 1).rows
            return
        with pytest.raises(InputError) as caught:
            page(c, AlertFilter(), "last", cursor)
    assert caught.value.kind == "cursor"


def test_cursor_of_another_order_is_refused(kept):
    with kept.read() as c:
        cursor = page(c, AlertFilter(), "last", None, 1).next
        with pytest.raises(InputError, match="another order") as caught:
            page(c, AlertFilter(), "-last", cursor)
    assert caught.value.kind == "cursor"
