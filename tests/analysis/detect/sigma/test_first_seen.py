import pytest

from redshank.analysis.detect.sigma.tree import FirstSeen
from tests.analysis.detect.writing import errors_of, load_rule, rule_text

DAY = 86_400 * 10**9
SELECTION = "s: {User: root}\ncondition: s"


def wanted(first_seen):
    return load_rule(SELECTION, more=f"redshank: {{first_seen: {first_seen}}}\n").first_seen


def error(first_seen):
    (found,) = errors_of(rule_text(SELECTION, more=f"redshank: {{first_seen: {first_seen}}}\n"))
    return found


def test_fields_scope_and_spans_are_read():
    made = wanted("{fields: [user.name, Image|exact], per: fleet, learning: 1d, remember: 60d}")
    assert made == FirstSeen((("user.name", ""), ("process.executable", "exact")), False, DAY, 60 * DAY)


def test_what_is_left_out_is_a_week_of_learning_and_a_month_of_memory_per_host():
    assert wanted("{fields: Image}") == FirstSeen((("process.executable", ""),), True, 7 * DAY, 30 * DAY)


def test_rule_without_it_wants_nothing_new():
    assert load_rule(SELECTION, more="redshank: {severity: 3}\n").first_seen is None
    assert load_rule(SELECTION).first_seen is None


@pytest.mark.parametrize(
    ("first_seen", "words"),
    [
        ("yes", "must be a map with 'fields'"),
        ("{}", "needs from 1 to 4 fields"),
        ("{fields: [Image, User, ParentImage, CommandLine, CurrentDirectory]}", "needs from 1 to 4 fields"),
        ("{fields: [Image, process.executable]}", "a field stands twice"),
        ("{fields: Imag}", "no such field here"),
        ("{fields: destination.ip}", "no event of this log source has 'destination.ip'"),
        ("{fields: Image|netwrk}", "unknown reading 'netwrk' (did you mean 'network'?)"),
        ("{fields: Image, per: hots}", "unknown scope 'hots' (did you mean 'host'?)"),
        ("{fields: Image, learning: soon}", "no time span"),
        ("{fields: Image, remember: 5m}", "an hour at least"),
        ("{fields: Image, remembr: 5d}", "did you mean 'remember'?"),
    ],
)
def test_mistake_is_one_located_error(first_seen, words):
    assert words in error(first_seen)
    assert error(first_seen).startswith("x.yml:")


def test_correlation_has_none():
    correlation = (
        "title: c\ncorrelation: {type: event_count, rules: [r], group-by: [user.name], timespan: 5m, condition: {gte: 3}}\n"
        "redshank: {first_seen: {fields: Image}}\n"
    )
    assert "a correlation rule has no 'first_seen'" in errors_of(rule_text(SELECTION), correlation)[0]
