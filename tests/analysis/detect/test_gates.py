from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.analysis.detect.gates import FALSE, FOLDER, GATES, TRUE, Gate, attributes, is_dear, narrowed, relaxed, telling
from redshank.analysis.detect.interpret import fires, holds
from redshank.analysis.detect.sigma.tree import Rule
from tests.analysis.detect.random_rules import LISTS, meetings
from tests.analysis.detect.writing import EXEC, load_rule
from tests.generated import build

FILE = "{product: linux, category: file_event}"
PROGRAM, PARENT, PLACE = Gate(("process_executable",)), Gate(("process_parent_executable",)), Gate(("file_path",), part=FOLDER)


def tree(detection, logsource=EXEC, event_type="process.exec"):
    return load_rule(detection, logsource).trees[event_type]


def lets_through(gate, detection, **fields):
    return holds(relaxed(tree(detection), gate), build.process_exec(**fields), {})


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
)
@given(meetings(), st.sampled_from([gate for gate in GATES if gate.part != FOLDER]))
def test_gate_never_holds_back_what_matches(meeting, gate):
    rule_set, stream = meeting
    for rule in rule_set.rules:
        for event in stream:
            if isinstance(rule, Rule) and fires(rule, event, LISTS):
                assert holds(relaxed(rule.trees[event.event_action], gate), event, LISTS)


def test_gate_asks_only_about_its_own_field():
    both = "a: {Image|endswith: /sh}\nb: {ParentImage|endswith: /nginx}\ncondition: a and b"
    assert attributes(relaxed(tree(both), PROGRAM)) == {"process_executable"}
    assert not lets_through(PROGRAM, both, process_executable="/bin/ls")
    assert lets_through(PROGRAM, both, process_executable="/bin/sh")
    either = "a: {Image|endswith: /sh}\nb: {ParentImage|endswith: /nginx}\ncondition: a or b"
    assert relaxed(tree(either), PROGRAM) == TRUE


def test_negation_is_asked_too_and_what_is_unknown_under_it_may_be_false():
    others = "a: {Image|startswith: /usr/}\nb: {CommandLine|contains: abcd}\ncondition: b and not a"
    assert [lets_through(PROGRAM, others, process_executable=path) for path in ("/usr/bin/x", "/tmp/x", None)] == [False, True, True]
    mixed = "a: {Image|startswith: /usr/, CommandLine|contains: abcd}\ncondition: not a"
    assert relaxed(tree(mixed), PROGRAM) == TRUE


def test_at_least_counts_what_is_not_known_as_true():
    some = "a: {Image: /x}\nb: {ParentImage: /y}\nc: {Image: /z}\ncondition: 2 of them"
    assert [lets_through(PROGRAM, some, process_executable=path) for path in ("/x", "/other")] == [True, False]
    all_of_one = "a: {Image: /x}\nb: {Image: /z}\ncondition: 2 of them"
    assert not lets_through(PROGRAM, all_of_one, process_executable="/x")


@pytest.mark.parametrize(
    ("test", "through", "held"),
    [
        ("TargetFilename|startswith: /etc/cron.d/a", ["/etc/", "/etc/cron.d/", "/etc/cron.d/abc/", ""], ["/var/", "/etc/init.d/"]),
        ("TargetFilename: /etc/Passwd", ["/etc/"], ["/", "/etc/x/", ""]),
        ("TargetFilename|contains: /.ssh/auth", ["/root/.ssh/", "/.SSH/x/"], ["/root/"]),
        ("TargetFilename|contains: ['/.ssh/auth', php]", ["/root/"], []),
        ("TargetFilename|endswith: /.ssh/config", ["/root/.ssh/"], ["/.ssh/x/"]),
        ("TargetFilename|endswith: .so", ["/usr/lib/", ""], []),
        ("TargetFilename: /tmp/*/x", ["/tmp/", "/tmp/a/"], ["/var/tmp/"]),
        ("TargetFilename: '*/spool/cron/*'", ["/var/spool/cron/"], ["/var/spool/"]),
        ("TargetFilename|re: ^/tmp/", ["/var/"], []),
        ("TargetFilename|contains|cased: É/x", ["/var/"], []),
    ],
)
def test_folder_of_a_path_says_what_the_path_cannot_be(test, through, held):
    asked = relaxed(tree(f"s: {{{test}}}\ncondition: s", FILE, "file.create"), PLACE)
    found = {folder: holds(asked, build.file_create(file_path=folder), {}) for folder in (*through, *held)}
    assert found == dict.fromkeys(through, True) | dict.fromkeys(held, False)


def test_folder_is_never_asked_under_a_negation():
    assert relaxed(tree("s: {TargetFilename|startswith: /tmp/}\ncondition: not s", FILE, "file.create"), PLACE) == TRUE


def test_gate_is_telling_where_events_without_the_field_are_ruled_out():
    assert PARENT in telling(tree("s: {ParentImage: /x}\ncondition: s"), "process.exec")
    assert telling(tree("s: {ParentImage: /x}\ncondition: not s"), "process.exec") == []


def test_list_may_grow_and_is_never_kept():
    detection = "s: {Image|expand: '%x%'}\ncondition: s"
    lists: Any = {"x": None}
    assert relaxed(load_rule(detection, EXEC, lists=lists).trees["process.exec"], PROGRAM) == TRUE


def test_what_is_the_same_for_all_events_of_a_type_is_known_at_once():
    two_types = "s: {event.action: [process.exec, file.open]}\nt: {Image: /x}\ncondition: s and t"
    rule = load_rule(two_types, "{product: linux, service: redshank}")
    assert relaxed(rule.trees["process.exec"], PARENT) == TRUE
    assert relaxed(tree("s: {Image: /x}\ncondition: s"), PROGRAM) not in (TRUE, FALSE)


def test_patterns_and_networks_are_dear():
    assert is_dear(tree("s: {Image|re: a.b}\ncondition: not s"))
    assert not is_dear(tree("s: {Image|endswith: /x}\ncondition: s"))


def test_gate_of_several_fields_is_narrowed_to_those_in_use():
    assert narrowed(Gate(("a", "b")), {"b", "c"}) == Gate(("b",))
