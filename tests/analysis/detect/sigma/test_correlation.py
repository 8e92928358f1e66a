import pytest

from redshank.analysis.detect.sigma.tree import Correlation
from tests.analysis.detect.writing import errors_of, load_all, rule_text

FAILED = rule_text("s: {event.action: session.login_failed}\ncondition: s", "{product: linux, service: redshank}", "failed")
LOGIN = rule_text("s: {event.action: session.login}\ncondition: s", "{product: linux, service: redshank}", "login")
COUNT = "type: event_count, rules: failed, group-by: source.ip, timespan: 5m, condition: {gte: 10}"


def text(body, more=""):
    return f"title: c\nname: c\ncorrelation: {{{body}}}\n{more}"


def correlation(body):
    found = load_all(FAILED, LOGIN, text(body))[2]
    assert isinstance(found, Correlation)
    return found


def test_count_correlation_is_read():
    found = correlation(COUNT)
    assert (found.kind, found.rules, found.group_by, found.groups) == ("event_count", ("failed",), ("source.ip",), (("source.ip",),))
    assert (found.timespan_ns, found.bounds, found.generates, found.severity) == (300 * 10**9, (("gte", 10),), (), 2)


def test_value_count_names_the_field_it_counts():
    found = correlation("type: value_count, rules: [failed], group-by: [SourceIp], timespan: 1h, condition: {field: User, gt: 3, lte: 9}")
    assert (found.value_fields, found.bounds) == (("user.name",), (("gt", 3), ("lte", 9)))


def test_alias_gives_each_rule_its_own_field():
    found = correlation(
        "type: temporal, rules: [failed, login], group-by: [who], timespan: 1h, "
        "aliases: {who: {failed: user.name, login: user.audit.name}}, generate: [login]"
    )
    assert found.groups == (("user.name",), ("user.audit.name",))
    assert (found.group_by, found.generates, found.generate) == (("who",), ("login",), True)


def test_generate_true_means_every_rule():
    assert correlation(COUNT + ", generate: true").generates == ("failed",)
    assert correlation(COUNT + ", generate: false").generates == ()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            "type: event_counts, rules: failed, timespan: 5m",
            "x.yml:3:21: unknown correlation type 'event_counts' (did you mean 'event_count'?)",
        ),
        *(
            (
                f"type: {kind}, rules: failed, timespan: 5m",
                f"x.yml:3:21: correlation type '{kind}' is not taken here, only event_count, value_count, temporal, temporal_ordered",
            )
            for kind in ("value_sum", "value_avg", "value_percentile", "value_median")
        ),
        ("rules: failed", "x.yml:3:14: unknown correlation type ''"),
        (COUNT.replace("rules: failed, ", ""), "x.yml:3:14: a correlation needs 'rules': names or ids of other rules"),
        (COUNT.replace("timespan: 5m, ", ""), "x.yml:3:14: a correlation needs a 'timespan'"),
        (COUNT.replace("5m", "5 min"), "x.yml:3:80: '5 min' is no time span such as 90s, 15m, 1h, 1d (at most a year)"),
        (
            COUNT.replace("source.ip", "source.ips"),
            "x.yml:3:59: no such field here: unknown field 'source.ips' (did you mean 'source.ip'?)",
        ),
        (COUNT.replace(", condition: {gte: 10}", ""), "x.yml:3:14: event_count needs a condition such as 'gte: 10'"),
        (COUNT.replace("gte: 10", "gte: many"), "x.yml:3:101: gte needs a whole number from 0 to 10000"),
        (COUNT.replace("gte: 10", "gte: true"), "x.yml:3:101: gte needs a whole number from 0 to 10000"),
        (COUNT.replace("gte: 10", "gte: 20000"), "x.yml:3:101: gte needs a whole number from 0 to 10000"),
        (COUNT.replace("gte: 10", "ge: 10"), "x.yml:3:96: unknown key 'ge' (did you mean 'gte'?)"),
        (COUNT.replace("gte: 10", "field: User"), "x.yml:3:96: unknown key 'field'"),
        (COUNT.replace("event_count", "value_count"), "x.yml:3:95: value_count needs the 'field' whose values it counts in its condition"),
        (COUNT + ", window: 5m", "x.yml:3:106: unknown key 'window'"),
        (COUNT + ", generate: maybe", "x.yml:3:116: 'generate' is true, false, or a list of names from 'rules'"),
        (COUNT + ", generate: [login]", "x.yml:3:117: 'generate' names no rule of this correlation: 'login'"),
        ("type: temporal, rules: [failed], timespan: 5m", "x.yml:3:39: temporal needs two rules or more"),
        (
            "type: temporal, rules: [failed, login], timespan: 5m, condition: {gte: 1}",
            "x.yml:3:80: temporal takes no condition here: all its rules must match",
        ),
        (COUNT + ", aliases: [a]", "x.yml:3:115: 'aliases' must be a map of names to maps"),
        (COUNT + ", aliases: {a: b}", "x.yml:3:119: alias 'a' must be a map of rules to fields"),
        (COUNT + ", aliases: {a: {login: User}}", "x.yml:3:120: unknown key 'login'"),
        (COUNT + ", aliases: {a: {}}", "x.yml:3:116: alias 'a' says nothing about the rule 'failed'"),
        (COUNT + ", aliases: {a: {failed: Usr}}", "x.yml:3:128: no such field here: unknown field 'Usr' (did you mean 'User'?)"),
    ],
)
def test_mistake_in_a_correlation_is_named_where_it_stands(body, error):
    assert errors_of(FAILED, LOGIN, text(body)) == [error.replace("x.yml:3:", "x.yml:21:")]


def test_correlation_has_no_detection_of_its_own():
    assert errors_of("title: c\ncorrelation: 5") == ["x.yml:1:1: 'correlation' must be a map"]
    assert errors_of(FAILED, text(COUNT, "logsource: {product: linux}")) == ["x.yml:13:12: a correlation rule has no 'logsource'"]
