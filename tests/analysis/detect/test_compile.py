import pytest
from hypothesis import HealthCheck, given, settings

from redshank.analysis.detect.compile import compile_rules
from redshank.analysis.detect.interpret import fires
from redshank.analysis.detect.sigma.tree import Rule
from tests.analysis.detect.random_rules import LISTS, meetings
from tests.analysis.detect.writing import EXEC, Words, load_rule
from tests.generated import build


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)
@given(meetings())
def test_compiled_rules_match_what_the_tree_walk_matches(meeting):
    rule_set, stream = meeting
    rules = [rule for rule in rule_set.rules if isinstance(rule, Rule)]
    plans = compile_rules(rules, LISTS)
    for event in stream:
        plan = plans.get(event.event_action)
        found = sorted(set(plan.run(event))) if plan else []
        assert found == [number for number, rule in enumerate(rules) if fires(rule, event, LISTS)], plan.source if plan else ""


def plan_of(*detections, logsource=EXEC, lists=None):
    rules = [load_rule(detection, logsource, lists=lists) for detection in detections]
    return next(iter(compile_rules(rules, lists or {}).values()))


def test_rule_filed_under_several_keys_is_found_once():
    plan = plan_of("s: {CommandLine|contains: [abcd, cdef]}\ncondition: s")
    assert plan.run(build.process_exec(process_command_line="ABCDEF abcdef")) == [0]


RUNS = (("/bin/y", "y"), ("/bin/X", "x"), ("/bin/y", "y xABCDx"))


def test_rules_are_told_by_how_they_are_filed():
    plan = plan_of(
        "s: {CommandLine|contains: abcd}\ncondition: s", "s: {Image|endswith: /x}\ncondition: s", "s: {user.id: 0}\ncondition: not s"
    )
    assert plan.event_type == "process.exec"
    assert plan.always == ("id-r",)
    assert [plan.places(build.process_exec(process_executable=path, process_command_line=line)) for path, line in RUNS] == [
        (2,), (1, 2), (0, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("detection", "fields", "found"),
    [
        ("s: {Image|endswith: /curl}\ncondition: s", {"process_executable": "/USR/BIN/CURL"}, True),
        ("s: {Image|endswith: /curl}\ncondition: s", {"process_executable": "curl"}, False),
        ("s: {Image|endswith: /curl}\ncondition: s", {"process_executable": None}, False),
        ("s: {ParentImage|endswith: /nginx, Image|startswith: /usr/bin/}\ncondition: s", {"process_parent_executable": "/x/nginx"}, True),
        ("s: {CommandLine|re: '(?i)bash -I'}\ncondition: s", {"process_command_line": "ba\u017fh -i"}, True),
        ("s: {CommandLine|contains: '\u017f\u017f\u017f'}\ncondition: s", {"process_command_line": "\u017f\u017f\u017f"}, True),
        ("s: {CommandLine|contains: '\u017f\u017f\u017f'}\ncondition: s", {"process_command_line": "sss"}, False),
        ("s: {'process.args[0]': CURL}\ncondition: s", {"process_args": ["curl", "x"]}, True),
        ("s: {'process.args[0]': CURL}\ncondition: s", {"process_args": []}, False),
        ("s: {process.ancestors|endswith: /apache2}\ncondition: s", {"process_ancestors": [{"pid": 1, "executable": "/x/apache2"}]}, True),
        ("s: {process.ancestors|endswith: /apache2}\ncondition: s", {"process_ancestors": [{"pid": 1}]}, False),
    ],
)
def test_index_and_test_agree_at_the_edges(detection, fields, found):
    assert plan_of(detection).run(build.process_exec(**fields)) == ([0] if found else [])


def test_port_is_a_key_of_its_own():
    plan = plan_of("s: {DestinationPort: [4444, 5555]}\ncondition: s", logsource="{product: linux, category: network_connection}")
    assert plan.always == ()
    assert [plan.run(build.net_connect(destination_port=port)) for port in (4444, 80, None)] == [[0], [], []]


def test_list_is_asked_at_every_match_also_when_it_is_replaced():
    lists = {"bad": Words()}
    plan = plan_of(
        "s: {DestinationIp|expand: '%bad%'}\ncondition: s", logsource="{product: linux, category: network_connection}", lists=lists
    )
    event = build.net_connect(destination_ip="192.0.2.1")
    assert plan.run(event) == []
    lists["bad"] = Words("192.0.2.1")
    assert plan.run(event) == [0]


def test_place_of_a_rule_that_is_left_out_stays_free():
    rules = [None, load_rule("s: {Image: a}\ncondition: s")]
    assert compile_rules(rules, {})["process.exec"].run(build.process_exec(process_executable="A")) == [1]


def test_command_line_with_every_literal_many_times_is_still_found():
    plan = plan_of(*(f"s: {{CommandLine|contains: {'a' * n}}}\ncondition: s" for n in range(3, 20)))
    assert sorted(plan.run(build.process_exec(process_command_line="a" * 32_768))) == list(range(17))


def test_condition_too_long_for_python_is_walked_instead():
    words = ", ".join(f"word{n}" for n in range(4000))
    plan = plan_of(f"s: {{CommandLine|contains|all: [{words}]}}\ncondition: s")
    assert "holds(" in plan.source
    assert plan.run(build.process_exec(process_command_line=" ".join(f"WORD{n}" for n in range(4000)))) == [0]
    assert plan.run(build.process_exec(process_command_line=" ".join(f"WORD{n}" for n in range(3999)))) == []


def test_many_selections_of_which_some_must_hold_compile():
    selections = "\n".join(f"s{n}: {{user.id: {n}}}" for n in range(400))
    plan = plan_of(f"{selections}\ncondition: 1 of s* and not 2 of s*")
    assert [plan.run(build.process_exec(user_id=uid)) for uid in (7, 400, None)] == [[0], [], []]


def test_condition_nested_as_deep_as_is_taken_compiles():
    depth = 12
    condition = "(a or not (b and " * depth + "a" + "))" * depth
    plan = plan_of(f"a: {{user.id: 0}}\nb: {{User: root}}\ncondition: {condition}")
    assert plan.run(build.process_exec(user_id=0)) == [0]
