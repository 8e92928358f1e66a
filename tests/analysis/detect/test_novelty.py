import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.known import Entry
from redshank.analysis.detect.novelty import Kept, Novelty, NoveltyLimits, baseline_of
from redshank.analysis.detect.sigma.tree import Rule
from tests.analysis.detect.writing import load_all, rule_text
from tests.generated import build

SECOND, DAY = 10**9, 86_400 * 10**9
START = 1_700_000_000 * SECOND


def text(more="per: host", name="r"):
    first_seen = f"redshank: {{first_seen: {{fields: [User, Image], {more}}}}}\n"
    return rule_text("s: {User|contains: a}\ncondition: s", name=name, more=first_seen)


def only(written):
    """The one rule of a text."""
    (rule,) = load_all(written)
    assert isinstance(rule, Rule)
    return rule


def engine(*texts, now=None):
    clock = {"now": START + 1000 * DAY} if now is None else now
    return Engine(load_all(*(texts or (text(),))), clock=lambda: clock["now"])


def act(days, image="/bin/a", host="h1", **more):
    plain = {"timestamp": START + int(days * DAY), "event_id": f"{days}-{image}-{host}", "user_name": "anna", "host_id": host}
    return build.process_exec(process_executable=image, **plain | more)


def fired(judge, *events):
    """The events that alerted, one batch each."""
    return [alert.event.event_id for event in events for alert in judge.detect([event])]


def state(judge):
    return dict(judge.novelty.begins), list(judge.novelty.rows())


def test_what_comes_while_a_host_learns_is_only_learned_and_what_is_new_after_it_alerts_once():
    judge = engine()
    assert fired(judge, act(0), act(3, "/bin/b"), act(6.9, "/bin/c")) == []
    assert fired(judge, act(8), act(9, "/bin/b"), act(10, "/bin/new"), act(11, "/bin/new")) == ["10-/bin/new-h1"]


def test_alert_says_what_was_new_and_until_when_it_was_learned():
    judge = engine()
    judge.detect([act(0)])
    (alert,) = judge.detect([act(8, "/bin/new")])
    told = alert.why[-2:]
    assert [(clause.field, clause.value, clause.matched) for clause in told] == [
        ("user.name", "anna", True), ("process.executable", "/bin/new", True),
    ]  # fmt: skip
    assert told[0].clause == "first_seen: never seen on this host in 30d (learning until 2023-11-21T22:13:20.000000Z)"
    assert "s.User|contains: a" in alert.why[0].clause


def test_each_host_learns_for_itself_and_a_fleet_as_one():
    alone, together = engine(), engine(text("per: fleet"))
    for judge in (alone, together):
        judge.detect([act(0), act(0, "/bin/b", host="h2")])
    assert fired(alone, act(8, "/bin/b")) == ["8-/bin/b-h1"]
    assert fired(together, act(8, "/bin/b")) == []
    assert fired(together, act(8, "/bin/c", host="h3")) == ["8-/bin/c-h3"], "a fleet that has learned does not start anew with a host"
    assert fired(alone, act(9, "/bin/c", host="h3")) == [], "but a new host does"


def test_host_learns_from_its_first_event_on_whether_a_rule_matches_it_or_not():
    judge = engine()
    judge.detect([act(0, user_name="bob")])
    assert fired(judge, act(8)) == ["8-/bin/a-h1"], "a rare act is not swallowed by a learning that begins with it"


def test_what_was_unseen_for_longer_than_it_is_remembered_is_new_again():
    judge = engine()
    judge.detect([act(0)])
    assert fired(judge, act(29), act(58), act(89.5)) == ["89.5-/bin/a-h1"]


def test_simulated_events_teach_nothing_and_old_facts_begin_no_learning():
    judge = engine()
    judge.detect([act(0, "/bin/x", simulated=True), act(-300, "/bin/y", swept=True)])
    assert state(judge)[0] == {} and [entry for _, _, entry in judge.novelty.rows() if entry.last > 0] == []
    judge.detect([act(0)])
    assert fired(judge, act(8, "/bin/x", simulated=True), act(8, "/bin/x")) == ["8-/bin/x-h1", "8-/bin/x-h1"]


def test_swept_fact_after_learning_is_new_like_any_other_and_taught_by_day_of_the_stream():
    judge = engine()
    judge.detect([act(0)])
    judge.detect([act(8)])
    assert fired(judge, act(-400, "/bin/z", swept=True), act(9, "/bin/z")) == ["-400-/bin/z-h1"]


@pytest.mark.parametrize("days", [-100, 3])
def test_forged_old_time_does_not_teach_once_learning_is_over(days):
    judge = engine()
    judge.detect([act(0)])
    judge.detect([act(8)])
    assert fired(judge, act(days, "/bin/z")) == [f"{days}-/bin/z-h1"]


def test_forged_time_to_come_does_not_end_learning():
    now = {"now": START + DAY}
    judge = engine(now=now)
    judge.detect([act(0)])
    assert fired(judge, act(500, "/bin/z"), act(1, "/bin/y")) == []


def test_event_without_any_of_the_values_says_nothing_and_is_counted():
    judge = engine(rule_text("s: {event.action: process.fork}\ncondition: s", "{product: linux, service: redshank}", more=(
        "redshank: {first_seen: {fields: [user.name]}}\n")))  # fmt: skip
    assert judge.detect([build.process_fork(timestamp=START, user_name=None)]) == []
    assert judge.counters["novelty_without_value"] == 1


def test_rules_of_a_correlation_may_want_something_new():
    correlation = "title: c\ncorrelation: {type: event_count, rules: [r], group-by: [User], timespan: 1h, condition: {gte: 3}}\n"
    judge = engine(text(), correlation)
    judge.detect([act(0)])
    events = [act(8 + n / 1000, image) for n, image in enumerate(["/bin/b", "/bin/b", "/bin/c", "/bin/a", "/bin/d"])]
    (alert,) = judge.detect(events)
    assert (alert.rule_name, alert.event.process_executable) == ("c", "/bin/d")


PROGRAMS = st.sampled_from(["/bin/a", "/bin/b", "/bin/c", "/bin/d", "/bin/e", "/bin/f", ""])
DAYS = st.lists(st.tuples(st.integers(0, 120), PROGRAMS, st.sampled_from(["h1", "h2"])), max_size=40)


@settings(deadline=None, max_examples=60)
@given(DAYS, st.integers(0, 40))
def test_judged_again_from_any_point_gives_the_same_alerts_and_the_same_state(told, back):
    events = [act(day, image, host, event_id=f"e-{place}") for place, (day, image, host) in enumerate(sorted(told))]
    judge = engine()
    first = [fired(judge, event) for event in events]
    before = state(judge)
    restored = engine()
    restored.novelty.restore(before[0], [Kept(baseline, host, entry) for baseline, host, entry in before[1]])
    assert state(restored) == before
    from_there = max(0, len(events) - back % 10)
    again = [fired(restored, event) for event in events[from_there:]]
    short = [day for day, _, _ in sorted(told)[from_there:]]
    if not short or short[-1] - short[0] < 28:  # what is judged again after a crash lies within seconds
        assert again == first[from_there:]
        assert state(restored) == before


@settings(deadline=None, max_examples=60)
@given(DAYS)
def test_changes_taken_together_are_the_state(told):
    judge = engine()
    kept: dict[tuple[int, str, int], Kept | None] = {}
    begins: dict[str, int] = {}
    judge.novelty.keep_changes()
    for place, (day, image, host) in enumerate(sorted(told)):
        judge.detect([act(day, image, host, event_id=f"e-{place}")])
        for key, row in judge.novelty.changes.keys.items():
            kept[key] = row
        begins |= judge.novelty.changes.begins
        judge.novelty.written()
        assert judge.novelty.changes.keys == {}
    rows = [(row.baseline, row.host, row.entry) for _, row in sorted(kept.items()) if row is not None]
    assert (begins, rows) == state(judge)


def test_a_flood_of_names_costs_its_own_host_alone_and_is_counted():
    rule = only(text())
    judge = Novelty([rule], lambda *_: (), NoveltyLimits(keys=60, of_host=32, hosts=10))
    judge.meet([act(0), act(0, host="h2")], START + DAY)
    quiet = act(1, host="h2")
    judge.judge(rule, quiet, START + DAY)
    for number in range(500):
        judge.judge(rule, act(1, "/bin/" + "abcdefghij"[number % 10] * (number // 10 + 1)), START + DAY)
    assert judge.size <= 33 and judge.size == len(list(judge.rows()))
    assert judge.peek(rule, quiet, START + DAY).state == "learning", "it was taught by this event"
    assert judge.peek(rule, act(1.1, host="h2"), START + 2 * DAY).state == "known"
    assert judge.counters["novelty_keys_evicted"] >= 400


def test_all_keys_together_are_bounded_too():
    rule = only(text())
    judge = Novelty([rule], lambda *_: (), NoveltyLimits(keys=50, of_host=32))
    for number in range(300):
        judge.judge(rule, act(1, "/bin/" + "x" * number, host=f"h{number % 7}"), START + DAY)
    assert judge.size == len(list(judge.rows())) <= 57


def test_rules_loaded_anew_go_on_with_what_was_known():
    old, new = engine(), engine(text(), text(name="other"))
    old.detect([act(0)])
    new.novelty.take_over(old.novelty)
    assert fired(new, act(8), act(8.1, "/bin/b")) == ["8.1-/bin/b-h1"], "the rule that is new itself begins to learn now"
    assert new.novelty.learning_until(new.novelty.rules["id-other"], "h1") == START + 15 * DAY


def test_other_fields_are_another_baseline():
    one, two, three = only(text()), only(text("per: fleet", name="x")), only(text("learning: 1d"))
    assert baseline_of(one) != baseline_of(two)
    assert baseline_of(one) == baseline_of(three), "how long it learns does not change what it knows"


def test_hash_depends_on_the_secret_and_values_are_told_apart():
    rule = only(text())
    open_one, keyed = Novelty([rule], lambda *_: ()), Novelty([rule], lambda *_: ())
    keyed.restore({}, [], secret=7)
    for judge in (open_one, keyed):
        judge.judge(rule, act(0, "c", user_name="ab"), START)
        judge.judge(rule, act(0, "bc", user_name="a"), START)
    keys = [{entry.key for _, _, entry in judge.rows()} for judge in (open_one, keyed)]
    assert [len(each) for each in keys] == [2, 2] and not keys[0] & keys[1]


def test_a_hundred_thousand_keys_are_restored_as_they_were():
    rng = random.Random(1)
    rule = only(text("per: fleet"))
    judge = Novelty([rule], lambda *_: ())
    made = sorted({rng.getrandbits(63) for _ in range(100_000)})
    judge.restore({}, (Kept(baseline_of(rule), "", Entry(key, 1, 2, 3)) for key in made))
    assert judge.size == len(made)
    assert [entry.key for _, _, entry in judge.rows()] == made


def test_matches_of_other_rules_pass_untouched():
    judge = engine(rule_text("s: {User: anna}\ncondition: s"))
    assert fired(judge, act(0), act(1)) == ["0-/bin/a-h1", "1-/bin/a-h1"]
    assert state(judge) == ({}, [])
