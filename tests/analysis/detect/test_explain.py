import pytest
from hypothesis import HealthCheck, given, settings

from redshank.analysis.detect.explain import MAX_CLAUSES, explain
from redshank.analysis.detect.interpret import fires
from redshank.analysis.detect.sigma.tree import Rule
from tests.analysis.detect.random_rules import LISTS, meetings
from tests.analysis.detect.writing import Words, load_rule
from tests.generated import build

EVENT = build.process_exec(
    process_executable="/usr/bin/sh", process_parent_executable="/usr/sbin/apache2", process_command_line="sh -c 'İd; CURL x'",
    process_args=["sh", "-c", "İd; CURL x"],
)  # fmt: skip


def told(detection, event=EVENT, lists=None):
    return explain(load_rule(detection, lists=lists), event, lists)


def lines(explanation):
    return [(clause.clause, clause.value, clause.span, clause.matched) for clause in explanation.clauses]


def test_rule_that_fired_tells_what_held_with_field_value_and_span():
    explanation = told("s:\n  Image|endswith: [/bash, /sh]\n  CommandLine|contains|all: [curl, ' -C']\ncondition: s")
    assert explanation.fired
    assert explanation.failed == ()
    assert [clause.field for clause in explanation.clauses] == ["process.executable", "process.command_line", "process.command_line"]
    assert lines(explanation) == [
        ("s.Image|endswith: /sh", "/usr/bin/sh", (8, 3), True),
        ("s.CommandLine|contains|all: curl", "sh -c 'İd; CURL x'", (11, 4), True),
        ("s.CommandLine|contains|all:  -C", "sh -c 'İd; CURL x'", (2, 3), True),
    ]


def test_filter_that_did_not_hold_is_told_by_the_clause_that_kept_it_from_holding():
    explanation = told(
        "s: {Image|endswith: /sh}\nfilter_a: {Image|endswith: /sh, CommandLine|contains: [health, rotate, a, b]}\n"
        "condition: s and not 1 of filter_*"
    )
    assert explanation.fired
    assert lines(explanation)[1:] == [
        ("not filter_a.CommandLine|contains: [health, rotate, a, … 1 more]", "sh -c 'İd; CURL x'", None, True)
    ]


def test_filter_that_held_is_why_the_rule_did_not_fire():
    explanation = told("s: {Image|endswith: /sh}\nfilter_a: {ParentImage|endswith: /apache2}\ncondition: s and not filter_a")
    assert not explanation.fired
    assert lines(explanation) == [
        ("s.Image|endswith: /sh", "/usr/bin/sh", (8, 3), True),
        ("not filter_a.ParentImage|endswith: /apache2", "/usr/sbin/apache2", (9, 8), False),
    ]


def test_rule_that_did_not_fire_tells_what_failed_beside_what_held():
    explanation = told("s: {Image|endswith: /sh, User: nobody, container.id: null}\nt: {CommandLine|re: wget}\ncondition: all of them")
    assert not explanation.fired
    assert lines(explanation) == [
        ("s.Image|endswith: /sh", "/usr/bin/sh", (8, 3), True),
        ("s.User: nobody", "root", None, False),
        ("s.container.id: null", None, None, True),
        ("t.CommandLine|re: wget", "sh -c 'İd; CURL x'", None, False),
    ]
    assert [clause.clause for clause in explanation.failed] == ["s.User: nobody", "t.CommandLine|re: wget"]


def test_every_alternative_that_held_is_told_and_of_none_all():
    assert [line[0] for line in lines(told("a: {User: root}\nb: {Image: x}\nc: {Image|endswith: sh}\ncondition: 1 of them"))] == [
        "a.User: root",
        "c.Image|endswith: sh",
    ]
    assert [line[3] for line in lines(told("a: {User: no}\nb: {Image: x}\ncondition: 1 of them"))] == [False, False]


def test_failed_values_of_all_are_told_one_group_and_held_ones_left_out():
    assert lines(told("s: {CommandLine|contains|all: [curl, wget, ftp]}\ncondition: s")) == [
        ("s.CommandLine|contains|all: [wget, ftp]", "sh -c 'İd; CURL x'", None, False)
    ]


def test_element_of_a_list_is_the_value():
    assert lines(told("s: {process.args|contains: curl}\ncondition: s")) == [("s.process.args|contains: curl", "İd; CURL x", (4, 4), True)]


def test_keyword_names_the_field_it_was_found_in():
    explanation = told("k: [apache, /usr/bin]\ncondition: k")
    assert [(clause.clause, clause.field, clause.span) for clause in explanation.clauses] == [("k: /usr/bin", "process.executable", (0, 8))]
    missed = told("k: [nginx]\ncondition: k").clauses
    assert [(clause.clause, clause.field, clause.matched) for clause in missed] == [("k: nginx", "process.command_line", False)]


def test_list_that_holds_the_value_is_named():
    lists = {"shells": Words("/usr/bin/sh", name="site shells")}
    explanation = told("s: {Image|expand: '%shells%'}\ncondition: s", lists=lists)
    assert lines(explanation) == [("s.Image|expand: %shells% (in site shells)", "/usr/bin/sh", (0, 11), True)]


def test_other_event_type_is_the_reason_by_itself():
    explanation = told("s: {Image: x}\ncondition: s", build.file_open())
    assert lines(explanation) == [("event.action: [process.exec]", "file.open", None, False)]


def test_neq_is_told_as_not():
    assert lines(told("s: {User|neq: nobody}\ncondition: s")) == [("not s.User|neq: nobody", "root", None, True)]


def test_double_negation_is_told_plainly():
    assert lines(told("s: {User: root}\ncondition: not not s")) == [("s.User: root", "root", (0, 4), True)]


def test_number_of_clauses_is_bounded():
    words = ", ".join("sh" if n % 2 else f"s{n:03}" for n in range(8))
    text = "\n".join(f"s{n}: {{Image|endswith: [{words}], User: root}}" for n in range(60))
    assert len(told(f"{text}\ncondition: all of them").clauses) == MAX_CLAUSES


@pytest.mark.filterwarnings("default")
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(meetings())
def test_fired_rule_has_no_failed_clause_and_a_silent_one_has_some(meeting):
    rule_set, stream = meeting
    for rule in rule_set.rules:
        for event in stream:
            assert isinstance(rule, Rule)
            explanation = explain(rule, event, LISTS)
            assert explanation.fired == fires(rule, event, LISTS)
            assert explanation.fired == (not explanation.failed)
            for clause in explanation.clauses:
                if clause.span:
                    assert 0 <= clause.span[0] <= sum(clause.span) <= len(clause.value)
