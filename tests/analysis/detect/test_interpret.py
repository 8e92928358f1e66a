import pytest

from redshank.analysis.detect.interpret import constant, fires, holds
from redshank.analysis.detect.sigma.tree import AllOf, AnyOf, AtLeast, Attribute, Fixed, InList, Item, Negation, SameAs, TextTest, ValueTest
from tests.analysis.detect.writing import load_rule
from tests.generated import build

EVENT = build.process_exec(process_executable="/usr/bin/curl", process_command_line="curl -o x")


def item(*tests, every=False, source=None):
    image = source or Attribute("process.executable", "process_executable", "text")
    return Item("s", (image,), tuple(ValueTest(text, (TextTest("contains", text),)) for text in tests), every)


YES, NO, NEVER = item("curl"), item("wget"), item("x", source=Fixed("file.path"))
ALWAYS = Negation(NEVER)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (item("wget", "curl"), True),
        (item("wget", "curl", every=True), False),
        (item("usr", "curl", every=True), True),
        (AllOf((YES, YES)), True),
        (AllOf((YES, NO)), False),
        (AllOf(()), True),
        (AnyOf((NO, YES)), True),
        (AnyOf(()), False),
        (Negation(NO), True),
        (AtLeast(2, (YES, NO, YES)), True),
        (AtLeast(2, (YES, NO, NO)), False),
    ],
)
def test_tree_is_walked_part_by_part(expr, expected):
    assert holds(expr, EVENT, {}) is expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (YES, None),
        (NEVER, False),
        (ALWAYS, True),
        (AllOf((YES, NEVER)), False),
        (AllOf((YES, ALWAYS)), None),
        (AnyOf((YES, ALWAYS)), True),
        (AnyOf((NEVER, NEVER)), False),
        (AtLeast(2, (ALWAYS, NEVER, YES)), None),
        (AtLeast(2, (ALWAYS, NEVER, NEVER)), False),
        (AtLeast(2, (ALWAYS, ALWAYS, YES)), True),
        (Item("s", (Fixed("event.action", ("process.exec",)),), (ValueTest("%x%", (InList("x"),)),)), None),
        (Item("s", (Fixed("event.action", ("process.exec",)),), (ValueTest("y", (SameAs(Fixed("z")),)),)), None),
    ],
)
def test_what_is_the_same_for_every_event_of_a_type_is_known_beforehand(expr, expected):
    assert constant(expr, EVENT) is expected


def test_rule_fires_only_on_types_it_looks_at():
    rule = load_rule("s: {Image|endswith: /curl}\ncondition: s")
    assert fires(rule, EVENT, {})
    assert not fires(rule, build.process_exit(process_executable="/usr/bin/curl"), {})
