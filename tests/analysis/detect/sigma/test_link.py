import pytest

from redshank.analysis.detect.sigma.link import ids_by_name, silent_ids
from redshank.analysis.detect.sigma.load import load_text
from tests.analysis.detect.writing import errors_of, load_all, rule_text

OWN = "{product: linux, service: redshank}"
FAILED = rule_text("s: {event.action: session.login_failed}\ncondition: s", OWN, "failed")
LOGIN = rule_text("s: {event.action: session.login}\ncondition: s", OWN, "login")


def count(name, rules, more="", group="source.ip"):
    body = f"type: event_count, rules: [{rules}], group-by: {group}, timespan: 5m, condition: {{gte: 3}}{more}"
    return f"title: {name}\nname: {name}\nid: id-{name}\ncorrelation: {{{body}}}\n"


def titles(*texts):
    return [rule.title for rule in load_text("\n---\n".join(texts), "x.yml").rules]


def test_correlation_finds_rules_by_name_and_by_id_wherever_they_stand():
    assert titles(count("first", "failed"), count("second", "id-first"), FAILED) == ["first", "second", "failed"]


def test_second_rule_with_a_known_id_or_name_is_refused():
    again = FAILED.replace("title: failed", "title: again").replace("id: id-failed", "id: other")
    assert errors_of(FAILED, again) == ["x.yml:10:1: 'failed' is already the rule at x.yml:1"]
    assert titles(FAILED, again) == ["failed"]


def test_correlation_over_a_missing_rule_is_refused_at_its_name():
    assert errors_of(FAILED, count("c", "faild")) == ["x.yml:13:42: no rule is called 'faild' (did you mean 'failed'?)"]


def test_correlation_over_a_refused_rule_is_refused_and_so_on_upwards():
    broken = count("broken", "nobody")
    errors = errors_of(broken, count("above", "broken"))
    assert errors[0].startswith("x.yml:4:42: no rule is called 'nobody'")
    assert errors[1].startswith("x.yml:10:42: rule 'broken' was refused: no rule is called 'nobody'")


def test_correlations_in_a_circle_are_refused():
    errors = errors_of(count("a", "b"), count("b", "a"))
    assert len(errors) == 2
    assert "the correlation refers to itself by way of 'a'" in errors[0]
    assert errors_of(count("a", "a")) == ["x.yml:4:42: the correlation refers to itself by way of 'a'"]


def test_key_that_no_event_of_a_rule_has_is_refused():
    assert errors_of(FAILED, count("c", "failed", group="file.path")) == [
        "x.yml:13:14: no such field here: no event of rule 'failed' has 'file.path'"
    ]


def test_many_correlations_that_build_on_one_another_are_judged_once_each():
    steps = [count("c0", "failed")] + [count(f"c{n}", f"c{n - 1}, c{n - 1}") for n in range(1, 60)]
    assert len(titles(FAILED, *steps)) == 61


@pytest.mark.parametrize(("generate", "silent"), [("", {"id-failed"}), (", generate: true", set()), (", generate: [failed]", set())])
def test_rules_of_a_correlation_are_silent_unless_it_generates_them(generate, silent):
    rules = load_all(FAILED, LOGIN, count("c", "failed", generate))
    assert silent_ids(rules) == silent
    assert ids_by_name(rules)["failed"] == ids_by_name(rules)["id-failed"] == "id-failed"


def test_rule_that_one_of_two_correlations_generates_is_not_silent():
    rules = load_all(FAILED, count("c", "failed"), count("d", "failed", ", generate: true"))
    assert silent_ids(rules) == set()
