from dataclasses import replace

from redshank.events import Event
from redshank.findings.alert import Alert, Clause, clause_to_flat, to_flat
from tests.generated import build

AT = 1_763_958_251_000_000_000
CLAUSE = Clause("selection.Image|endswith: /sh", "process.executable", "/usr/bin/sh", (8, 3), True)


def alert(event: Event) -> Alert:
    return Alert(
        id="a1",
        severity=1,
        title="apache2 runs sh",
        rule_id="r1",
        rule_name="Web server runs a shell",
        rule_author="Redshank",
        technique_ids=("T1505.003",),
        tactic_ids=("TA0003",),
        event=event,
        why=(CLAUSE,),
        created=AT + 1_000_000,
        count=2,
        first_seen=AT - 5_000_000_000,
    )


def test_alert_is_its_events_fields_and_its_own_over_them():
    flat = to_flat(alert(build.process_exec(process_executable="/usr/bin/sh", event_created=AT)))
    assert flat["event.kind"] == "alert"
    assert flat["event.action"] == "process.exec"
    assert flat["process.executable"] == "/usr/bin/sh"
    assert flat["event.created"] == "2025-11-24T04:24:11.001000Z"
    assert (flat["alert.id"], flat["alert.severity"], flat["alert.count"]) == ("a1", 1, 2)
    assert flat["alert.first_seen"] == "2025-11-24T04:24:06.000000Z"
    assert (flat["threat.technique.id"], flat["threat.tactic.id"]) == (["T1505.003"], ["TA0003"])


def test_lists_that_programs_rely_on_are_there_even_when_empty():
    flat = to_flat(alert(build.session_login(process_args=None, process_ancestors=None)))
    assert (flat["process.args"], flat["process.ancestors"]) == ([], [])


def test_first_firing_was_first_seen_when_it_happened():
    flat = to_flat(replace(alert(build.process_exec(timestamp=AT)), first_seen=0))
    assert flat["alert.first_seen"] == flat["@timestamp"]


def test_events_behind_an_alert_are_named_oldest_first_or_the_one_itself():
    last = build.process_exec(event_id="e2")
    assert to_flat(alert(last))["event.ids"] == ["e2"]
    assert to_flat(replace(alert(last), events=(build.process_exec(event_id="e1"), last)))["event.ids"] == ["e1", "e2"]


def test_source_licence_and_response_stand_only_where_the_rule_has_them():
    plain = to_flat(alert(build.process_exec()))
    told = to_flat(replace(alert(build.process_exec()), rule_licence="DRL-1.1", rule_source="https://example.org/r", response="Look."))
    assert set(told) - set(plain) == {"rule.license", "rule.reference", "alert.response"}


def test_clause_says_where_in_the_value_it_matched():
    assert clause_to_flat(CLAUSE) == {
        "clause": "selection.Image|endswith: /sh",
        "field": "process.executable",
        "value": "/usr/bin/sh",
        "span": [8, 3],
        "matched": True,
    }
    assert clause_to_flat(replace(CLAUSE, span=None))["span"] is None


def test_clause_about_the_start_of_a_value_has_a_span_of_no_length_too():
    assert clause_to_flat(replace(CLAUSE, span=(0, 0)))["span"] == [0, 0]
