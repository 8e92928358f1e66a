import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.server.store.control import evidence
from redshank.server.store.control.evidence import MAX_BODY_BYTES, MAX_EVENT_BYTES, MAX_EVENTS, MAX_RECORD_BYTES, MAX_SEEN, Evidence, grow
from tests.server.store.control.scene import NOW, SECOND, alert, event


def ids(found):
    return [json.loads(line)["event.id"].rpartition("-")[2] for line in found.lines]


def test_each_event_is_kept_once():
    found = grow(Evidence(), [event(1), event(2), event(1)], 1)
    assert ids(found) == ["1", "2"]
    assert found.total == 2
    assert grow(found, [event(2), event(1)], 0) is found


def test_events_beyond_the_bound_are_counted():
    found = grow(Evidence(), [event(n) for n in range(MAX_EVENTS + 50)], 1)
    assert len(found.lines) == MAX_EVENTS
    assert found.total == MAX_EVENTS + 50


def test_where_too_many_are_told_apart_a_firing_counts_as_one():
    full = grow(Evidence(), [event(n) for n in range(MAX_SEEN)], 1)
    more = grow(full, [event(MAX_SEEN), event(MAX_SEEN + 1)], 1)
    assert (full.total, more.total) == (MAX_SEEN, MAX_SEEN + 1)
    assert grow(more, [event(MAX_SEEN)], 0) is more


def test_event_without_an_id_is_known_by_what_it_says():
    same = [event(1, event_id=None), event(1, event_id=None), event(1, at=1, event_id=None)]
    assert grow(Evidence(), same, 1).total == 2


@given(batches=st.lists(st.lists(st.integers(0, 400), max_size=300), max_size=5))
def test_taking_in_again_changes_nothing(batches):
    found = Evidence()
    for batch in batches:
        found = grow(found, [event(n) for n in batch], 1)
    for batch in batches:
        assert grow(found, [event(n) for n in batch], 0) is found
    assert found.total == len({n for batch in batches for n in batch})


@given(numbers=st.lists(st.integers(0, 300), max_size=300))
def test_row_gives_back_what_was_packed(numbers):
    found = grow(Evidence(), [event(n) for n in numbers], 1)
    row = evidence.packed(found, evidence.compressor())
    assert evidence.unpacked(row["events"], row["seen"], found.total) == found
    assert (row["events_kept"], row["events_bytes"]) == (len(found.lines), found.size)


def test_huge_event_is_cut_and_says_how_much_there_was():
    line = evidence.line_of(event(1, process_args=["x" * 30_000] * 20, process_command_line="y" * 30_000))
    assert len(line) <= MAX_EVENT_BYTES
    flat = json.loads(line)
    assert flat["event.id"].endswith("-1")
    assert flat["process.command_line"].endswith("… (30000 characters)")
    assert flat["redshank.cut"]["bytes"] > 600_000


def test_long_list_is_cut_and_its_length_told():
    flat = json.loads(evidence.line_of(event(1, process_args=["x" * 20] * 5_000)))
    assert flat["redshank.cut"]["process.args"] == 5_000
    assert len(flat["process.args"]) == 200


def test_whole_record_stays_within_its_bound():
    large = [event(n, process_args=["x" * 1_000] * 100, process_command_line="y" * 100_000) for n in range(300)]
    found = grow(Evidence(), large, 1)
    body = evidence.body_of(alert(events=tuple(large), why=alert().why * 5_000))
    assert found.total == 300
    assert len(body) <= MAX_BODY_BYTES
    assert len(body) + found.size + sum(map(len, found.seen)) <= MAX_RECORD_BYTES
    assert json.loads(body)["alert.id"] == "a"


def test_body_is_the_alert_as_it_is_shown():
    flat = json.loads(evidence.body_of(alert(events=tuple(event(n) for n in range(300)))))
    assert (flat["alert.title"], flat["rule.name"], flat["why"][0]["span"]) == ("Shell by a", "Shell", [8, 5])
    assert len(flat["event.ids"]) == MAX_EVENTS


@pytest.mark.parametrize("fields", [{"process_command_line": "half \ud800 a pair"}, {"timestamp": 10**21}])
def test_what_json_has_no_words_for_costs_no_alert(fields):
    odd = event(1, **fields)
    assert json.loads(evidence.line_of(odd))["event.id"].endswith("-1")
    assert json.loads(evidence.body_of(alert(events=(odd,))))["alert.id"] == "a"


@pytest.mark.parametrize(("text", "cleaned"), [("plain", "plain"), ("nul \0", "nul \\0"), ("é", "é"), ("\ud800", "\\ud800")])
def test_clean_text_is_taken_by_every_database(text, cleaned):
    assert evidence.clean(text) == cleaned


def test_times_of_events_are_text_in_one_form():
    assert json.loads(evidence.line_of(event(1, at=1)))["@timestamp"] == "2025-11-24T04:24:12.000000Z"
    assert event(1, at=1).timestamp == NOW + SECOND
