import pytest

from redshank.analysis.detect.correlate import Correlator, Limits, spell_span
from redshank.analysis.detect.matched import MAX_EVENTS, Match
from redshank.analysis.detect.sigma.tree import Correlation
from tests.analysis.detect.writing import load_all, plain, rule_text
from tests.generated import build

START, SECOND, NOW = 10**18, 10**9, 2 * 10**18
OWN = "{product: linux, service: redshank}"
FAILED = rule_text("s: {event.action: session.login_failed}\ncondition: s", OWN, "failed")
LOGIN = rule_text("s: {event.action: session.login}\ncondition: s", OWN, "login")


def correlation(name, body):
    return f"title: {name}\nname: {name}\nid: id-{name}\ncorrelation: {{{body}}}\n"


MANY = correlation("many", "type: event_count, rules: failed, group-by: source.ip, timespan: 5m, condition: {gte: 3}")
GUESSED = correlation("guessed", "type: temporal_ordered, rules: [many, login], group-by: source.ip, timespan: 10m")


def correlator(*texts, limits=None):
    return Correlator(load_all(*texts), lambda rule_id, event: (), limits)


def failed(seconds, ip="192.0.2.1", **fields):
    return Match("id-failed", (build.session_login_failed(timestamp=START + seconds * SECOND, source_ip=ip, **fields),))


def login(seconds, ip="192.0.2.1", **fields):
    return Match("id-login", (build.session_login(timestamp=START + seconds * SECOND, source_ip=ip, **fields),))


def feed(state, *matches, now=NOW):
    """What the matches complete: (rule, seconds of its events)."""
    found = [done for match in matches for done in state.feed([match], now)]
    return [(done.rule_id.removeprefix("id-"), [(event.timestamp - START) // SECOND for event in done.events]) for done in found]


def test_count_completes_per_key():
    state = correlator(FAILED, MANY)
    assert feed(state, failed(0), failed(1, "198.51.100.7"), failed(2), failed(3)) == [("many", [0, 2, 3])]


def test_threshold_is_told_with_its_key():
    state = correlator(FAILED, MANY)
    (done,) = (done for n in range(3) for done in state.feed([failed(n)], NOW))
    assert [(clause.clause, clause.field, clause.value) for clause in done.why] == [
        ("event_count by source.ip", "source.ip", "192.0.2.1"),
        ("event_count gte 3 within 5m", "event.id", 3),
    ]


def test_guessing_that_ends_in_a_login_completes_with_the_events_of_both():
    state = correlator(FAILED, LOGIN, MANY, GUESSED)
    assert feed(state, *(failed(n) for n in range(3)), login(60)) == [("many", [0, 1, 2]), ("guessed", [0, 1, 2, 60])]


@pytest.mark.parametrize("step", [login(60, "198.51.100.7"), login(700), login(1)])
def test_login_from_elsewhere_or_too_late_or_before_does_not_complete(step):
    state = correlator(FAILED, LOGIN, MANY, GUESSED)
    assert feed(state, *(failed(n) for n in range(3)), step) == [("many", [0, 1, 2])]


def test_login_that_arrives_before_the_guesses_still_completes():
    state = correlator(FAILED, LOGIN, MANY, GUESSED)
    assert feed(state, login(60), *(failed(n) for n in range(3))) == [("many", [0, 1, 2]), ("guessed", [0, 1, 2, 60])]


def test_login_of_the_same_user_from_any_address_completes():
    many = MANY.replace("source.ip", "user.name")
    guessed = GUESSED.replace("source.ip", "user.name")
    state = correlator(FAILED, LOGIN, many, guessed)
    matches = [failed(n, f"192.0.2.{n}", user_name="deploy") for n in range(3)]
    assert feed(state, *matches, login(9, "198.51.100.7", user_name="deploy"))[-1] == ("guessed", [0, 1, 2, 9])


def test_distinct_values_are_counted():
    spray = correlation(
        "spray", "type: value_count, rules: failed, group-by: source.ip, timespan: 5m, condition: {field: user.name, gt: 1}"
    )
    state = correlator(FAILED, spray)
    assert feed(state, failed(0, user_name="a"), failed(1, user_name="a"), failed(2, user_name="b")) == [("spray", [1, 2])]


def test_distinct_rules_are_counted():
    both = correlation(
        "both", "type: value_count, rules: [failed, login], group-by: source.ip, timespan: 5m, condition: {field: rule.id, gte: 2}"
    )
    state = correlator(FAILED, LOGIN, both)
    assert feed(state, failed(0), failed(1), failed(2)) == []
    assert feed(state, login(3)) == [("both", [2, 3])]


def test_match_without_a_key_or_a_value_is_counted_and_left_out():
    state = correlator(FAILED, MANY)
    assert feed(state, *(failed(n, None) for n in range(5))) == []
    assert state.counters["correlation_matches_without_key"] == 5


def test_without_group_by_all_matches_are_one_group():
    state = correlator(FAILED, MANY.replace("group-by: source.ip, ", ""))
    assert feed(state, failed(0, "192.0.2.1"), failed(1, None), failed(2, "198.51.100.7")) == [("many", [0, 1, 2])]


def test_too_few_is_known_when_the_stream_has_passed_the_window():
    few = MANY.replace("gte: 3", "lt: 3")
    state = correlator(FAILED, few)
    assert feed(state, failed(0), failed(1)) == []
    assert state.advance(START + 300 * SECOND, NOW) == []
    (done,) = state.advance(START + 301 * SECOND, NOW)
    assert [event.timestamp for event in done.events] == [START, START + SECOND]
    assert state.advance(START + 999 * SECOND, NOW) == []


def test_window_that_closes_can_complete_what_builds_on_it():
    few = MANY.replace("gte: 3", "lt: 3")
    state = correlator(FAILED, LOGIN, few, GUESSED)
    feed(state, failed(0), login(5))
    assert [done.rule_id for done in state.advance(START + 301 * SECOND, NOW)] == ["id-many", "id-guessed"]


def test_event_from_the_future_does_not_outdate_the_others():
    state = correlator(FAILED, MANY)
    future = failed(10**6)
    assert feed(state, future, failed(0), failed(1), failed(2), now=START + 5 * SECOND) == [("many", [0, 1, 1_000_000])]
    assert state.watermark <= START + 5 * SECOND


def test_keys_are_bounded_and_the_one_untouched_for_longest_goes():
    state = correlator(FAILED, MANY, limits=Limits(keys=2))
    assert feed(state, failed(0, "192.0.2.1"), failed(1, "192.0.2.2"), failed(2, "192.0.2.1"), failed(3, "192.0.2.3")) == []
    assert state.counters["correlation_keys_evicted"] == 1
    assert feed(state, failed(4, "192.0.2.1")) == [("many", [0, 2, 4])]


def test_events_kept_are_bounded_over_all_keys():
    state = correlator(FAILED, MANY.replace("gte: 3", "gte: 30"), limits=Limits(events=50))
    for n in range(200):
        feed(state, failed(n, f"192.0.2.{n % 10}"))
    memory = state._memories["id-many"]
    assert memory.kept == sum(known.state.kept() for known in memory.keys.values()) <= 50
    assert state.counters["correlation_keys_evicted"] > 0


def test_key_that_can_no_longer_matter_is_forgotten():
    state = correlator(FAILED, MANY)
    feed(state, failed(0))
    state.advance(START + 600 * SECOND, NOW)
    assert len(state._memories["id-many"].keys) == 1
    state.advance(START + 601 * SECOND, NOW)
    assert len(state._memories["id-many"].keys) == state._memories["id-many"].kept == 0


def test_events_of_a_match_are_bounded():
    state = correlator(FAILED, MANY.replace("gte: 3", "gte: 100"))
    (done,) = feed(state, *(failed(n) for n in range(100)))
    assert done == ("many", list(range(100 - MAX_EVENTS, 100)))


def test_snapshot_continues_where_it_was_taken():
    state, later = correlator(FAILED, LOGIN, MANY, GUESSED), correlator(FAILED, LOGIN, MANY, GUESSED)
    feed(state, *(failed(n) for n in range(5)), failed(0, "198.51.100.7"))
    later.restore(plain(state.snapshot()))
    rest = [failed(5), login(6), failed(7, "198.51.100.7"), failed(8, "198.51.100.7")]
    assert feed(later, *rest) == feed(state, *rest) == [("many", [3, 4, 5]), ("guessed", [3, 4, 5, 6]), ("many", [0, 7, 8])]
    assert later.snapshot() == state.snapshot()


def test_state_of_a_rule_that_changed_or_is_gone_is_left():
    state = correlator(FAILED, MANY)
    feed(state, failed(0), failed(1))
    changed = correlator(FAILED, MANY.replace("5m", "6m"))
    changed.restore(plain(state.snapshot()))
    assert feed(changed, failed(2)) == []
    correlator(FAILED).restore(plain(state.snapshot()))


def test_alias_joins_events_that_name_the_same_thing_differently():
    both = correlation(
        "both",
        "type: temporal, rules: [failed, login], group-by: who, timespan: 5m, aliases: {who: {failed: user.name, login: user.audit.name}}",
    )
    state = correlator(FAILED, LOGIN, both)
    assert feed(state, failed(0, user_name="a"), login(1, user_name="b", user_audit_name="a")) == [("both", [0, 1])]


def test_steps_of_a_sequence_are_told_with_their_times():
    rules = load_all(FAILED, LOGIN, MANY, GUESSED)
    state = Correlator(rules, lambda rule_id, event: ())
    done = [done for match in (*(failed(n) for n in range(3)), login(60)) for done in state.feed([match], NOW)][-1]
    assert [clause.clause for clause in done.why] == [
        "temporal_ordered by source.ip",
        "temporal_ordered within 10m: many",
        "event_count by source.ip",
        "event_count gte 3 within 5m",
        "temporal_ordered within 10m: login",
    ]
    assert done.why[4].value == "2001-09-09T01:47:40.000000Z"
    assert isinstance(rules[3], Correlation)


@pytest.mark.parametrize(("seconds", "text"), [(90, "90s"), (300, "5m"), (3600, "1h"), (86400, "1d"), (604800, "1w"), (604800 * 2, "2w")])
def test_span_is_spelled_as_rules_write_it(seconds, text):
    assert spell_span(seconds * SECOND) == text
