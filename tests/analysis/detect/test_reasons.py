import json

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.reasons import reasons, reasons_flat
from redshank.findings.alert import Clause
from tests.analysis.detect.writing import load_all, rule_text
from tests.generated import build

SECOND, START = 10**9, 10**18
DAY = 86_400 * SECOND
SHELL = rule_text("s: {Image|endswith: /sh, User: root}\ncondition: s", name="shell")
COUNT = "{type: event_count, rules: [shell], group-by: [User], timespan: 5m, condition: {gte: 10}}"
MANY = f"title: Many\nname: many\nid: many\ncorrelation: {COUNT}\n"
OVER = "title: Over\nid: over\ncorrelation: {type: temporal, rules: [many, other], group-by: [User], timespan: 1h}\n"
OTHER = rule_text("s: {Image|endswith: /id}\ncondition: s", name="other")
NEW = rule_text("s: {User: root}\ncondition: s", name="new", more="redshank: {first_seen: {fields: Image}}\n")


def shell(seconds=0, **fields):
    plain = {"timestamp": START + int(seconds * SECOND), "process_executable": "/bin/sh", "user_name": "root", "event_id": f"e-{seconds}"}
    return build.process_exec(**plain | fields)


def told(texts, rule_id, event, before=(), **more):
    engine = Engine(load_all(*texts), clock=lambda: START + 100 * DAY)
    engine.detect(list(before))
    return reasons(engine.remembered(), engine.rules[rule_id], event, **more)


def test_rule_that_fires_says_what_held():
    found = told([SHELL], "id-shell", shell())
    assert (found.matched, found.alerts, found.sentence) == (True, True, "fires")
    assert [clause.field for clause in found.clauses] == ["process.executable", "user.name"]


def test_clause_that_failed_is_shown_with_the_value_it_met():
    found = told([SHELL], "id-shell", shell(user_name="bob"))
    assert (found.alerts, found.sentence) == (False, "1 clause of its condition did not hold")
    assert [(clause.value, clause.matched) for clause in found.clauses] == [("/bin/sh", True), ("bob", False)]


def test_event_type_outside_the_log_source_is_named():
    found = told([SHELL], "id-shell", build.net_connect())
    assert found.sentence == "event type net.connect is not in linux/process_creation (process.exec)"


def test_step_of_a_correlation_matches_and_gives_no_alert():
    found = told([SHELL, MANY], "id-shell", shell())
    assert (found.matched, found.alerts, found.sentence) == (True, False, "matches, and alerts only by way of a correlation")


def test_correlation_says_how_many_of_how_many():
    found = told([SHELL, MANY], "many", shell(3), [shell(n) for n in range(4)])
    assert found.sentence == "event_count gte 10 within 5m: 4 of 10 in 5m, needs 10"
    assert [(part.rule_id, part.matched) for part in found.parts] == [("id-shell", True)]


def test_correlation_without_a_match_says_so_and_why_for_each_of_its_rules():
    found = told([SHELL, MANY], "many", shell(user_name="bob"))
    assert found.sentence == "none of the rules it joins matches this event"
    assert found.parts[0].sentence == "1 clause of its condition did not hold"


def test_event_without_its_key_is_not_counted():
    text = MANY.replace("User", "host.id")
    assert told([SHELL, text], "many", shell(host_id=None)).sentence == "the event is not counted: it has no value for group-by host.id"


def test_correlation_over_correlations_is_told_to_the_bottom():
    found = told([SHELL, MANY, OTHER, OVER], "over", shell(process_executable="/bin/id"), [shell(process_executable="/bin/id")])
    assert found.sentence.endswith("still missing within the time span: Many")
    assert [part.rule_id for part in found.parts] == ["many", "id-other"]
    assert found.parts[0].parts[0].rule_id == "id-shell"


def test_completed_correlation_fires():
    assert told([SHELL, MANY], "many", shell(), completed=True).alerts


def test_baseline_says_whether_it_learns_knows_or_finds_it_new():
    assert told([NEW], "id-new", shell()).sentence == "first_seen: learning has not begun: it would begin with this event"
    found = told([NEW], "id-new", shell(10), [shell(1)])
    assert found.sentence.startswith("first_seen: known on this host since 2001-09-09T01:46:41")
    assert told([NEW], "id-new", shell(process_executable="/bin/x"), [shell(1)]).sentence.endswith("it is only learned")
    new = shell(9 * 86_400, process_executable="/bin/x")
    assert told([NEW], "id-new", new, [shell(1)]).alerts
    assert told([NEW], "id-new", new, [shell(1), new]).alerts, "also once it was judged"


def test_explaining_teaches_nothing():
    engine = Engine(load_all(NEW), clock=lambda: START + 100 * DAY)
    for _ in range(2):
        assert "would begin with this event" in reasons(engine.remembered(), engine.rules["id-new"], shell()).sentence
    assert list(engine.novelty.rows()) == []


def test_suppression_is_the_last_word():
    found = told([SHELL], "id-shell", shell(), silenced=lambda rule, event: Clause("backup of the night", "", None, None, True))
    assert (found.matched, found.alerts, found.sentence) == (True, False, "suppressed: backup of the night")
    assert told([SHELL], "id-shell", shell(), silenced=lambda rule, event: None).alerts


def test_rule_that_was_switched_off_says_so():
    engine = Engine(load_all(SHELL), clock=lambda: START)
    engine.disabled["id-shell"] = "failed on 50 events"
    assert reasons(engine.remembered(), engine.rules["id-shell"], shell()).sentence == "switched off: failed on 50 events"


def test_flat_form_is_json():
    flat = json.loads(json.dumps(reasons_flat(told([SHELL, MANY], "many", shell()))))
    assert (flat["rule.id"], flat["fired"], flat["rules"][0]["matched"]) == ("many", False, True)
