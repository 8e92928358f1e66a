import random

from bench.rule_costs import dearest, load, per_type

from bench import rules
from redshank.analysis.detect.interpret import fires
from redshank.analysis.detect.sigma.tree import Rule
from redshank.analysis.lists import load_lists
from redshank.core.resources import content_folder


def test_shipped_rules_match_on_the_mix_what_the_tree_walk_matches():
    lists = load_lists([content_folder("rules")], ()).by_name
    loaded = load()
    single = [rule for rule in loaded.rules if isinstance(rule, Rule)]
    found = 0
    for event in rules.make_events(random.Random(3), 1200):
        plan = loaded.engine.plans.get(event.event_action)
        matched = sorted(plan.run(event)) if plan else []
        assert matched == [number for number, rule in enumerate(single) if fires(rule, event, lists)]
        found += len(matched)
    assert found > 50


def test_shipped_rules_stay_far_below_their_budget_also_on_long_events():
    loaded = load()
    events = rules.make_events(random.Random(4), 128)
    long = [rules.made("process.exec", {"timestamp": 1}, process_command_line="sh -c " + "/tmp/.x; " * 3600, process_executable="/bin/sh")]
    for batch in (events, long * 64):
        for _ in range(10):
            loaded.engine.detect(batch)
    assert loaded.engine.disabled == {}
    assert loaded.engine.counters["events"] == 10 * (128 + 64)


def test_costs_are_named_by_type_and_rule():
    events, loaded = rules.make_events(random.Random(5), 200), load()
    assert any(line.startswith("process.exec: ") for line in per_type(loaded, events))
    assert len(list(dearest(loaded, events))) == 10
