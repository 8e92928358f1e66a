import pytest

from redshank.analysis.detect.codegen import GLOBALS, MANY_LITERALS, Scope, condition, cost, staged
from redshank.analysis.detect.sigma.tree import (
    AllOf,
    AnyOf,
    AtLeast,
    Attribute,
    Exists,
    Fixed,
    Glob,
    Item,
    Negation,
    Regex,
    TextTest,
    ValueTest,
)
from tests.analysis.detect.writing import load_rule
from tests.generated import build

IMAGE = Attribute("process.executable", "process_executable", "text")
YES, NO = (
    Item("y", (Fixed("event.action", ("x",)),), (ValueTest("x", (TextTest("equals", "x"),)),)),
    Item("n", (Fixed("z"),), (ValueTest("x", (TextTest("equals", "x"),)),)),
)


def clause(*matchers, every=False, source=IMAGE):
    return Item("c", (source,), tuple(ValueTest("v", (matcher,)) for matcher in matchers), every)


def source(expr):
    return condition(expr, Scope({}))


def value(expr, event):
    scope = Scope(dict(GLOBALS) | {"LISTS": {}})
    code = condition(expr, scope)
    body = "\n".join(f"    {line}" for line in [*scope.lines(), f"return {code}"])
    exec(f"def f(e):\n{body}", scope.names)
    return scope.names["f"](event)


def test_what_is_always_so_leaves_no_code():
    assert source(AllOf((YES, YES))) == "True"
    assert source(AllOf((YES, NO))) == "False"
    assert source(AnyOf((NO, Negation(NO)))) == "True"
    assert source(AllOf(())) == "True"
    assert source(AnyOf(())) == "False"
    assert source(AnyOf((NO, clause(Exists(True))))) == "v_process_executable is not None"


def test_literals_go_in_by_repr_and_nothing_of_a_rule_is_pasted():
    hostile = "'); import os; ('\n\\"
    code = source(clause(TextTest("contains", hostile)))
    assert code == f"{hostile!r} in l_process_executable"
    assert value(clause(TextTest("contains", hostile)), build.process_exec(process_executable=f"a{hostile}b")) is True
    rule = load_rule("'x\"\\n; import os': {Image: a}\ncondition: 1 of *")
    assert "import os" not in source(rule.trees["process.exec"])


def test_cheap_parts_are_tried_first():
    regex, contains, equals = clause(Regex("a")), clause(TextTest("contains", "a")), clause(TextTest("equals", "a"))
    assert [cost(part) for part in (equals, contains, regex, Negation(regex), AnyOf((equals, regex)))] == [0, 1, 3, 3, 3]
    assert source(AllOf((regex, contains, equals))).index("==") < source(AllOf((regex, contains, equals))).index(" in ")


def test_many_alternatives_are_looked_for_at_once():
    many = clause(*(TextTest("contains", f"word{n}") for n in range(MANY_LITERALS)))
    assert len(source(many)) < 50
    assert value(many, build.process_exec(process_executable="/x/WORD7"))
    assert not value(many, build.process_exec(process_executable="/x/word"))


@pytest.mark.parametrize(
    ("expr", "present", "absent"),
    [
        (clause(TextTest("equals", "")), False, False),
        (clause(TextTest("contains", "")), True, False),
        (clause(TextTest("startswith", "", True)), True, False),
        (clause(Glob(("", "*", ""))), True, False),
        (clause(Exists(False), TextTest("equals", "x")), False, True),
        (AtLeast(2, (clause(Exists(True)), clause(Exists(False)), clause(TextTest("endswith", "SH")))), True, False),
        (clause(TextTest("endswith", "sh"), TextTest("contains", "bin"), every=True), True, False),
    ],
)
def test_absent_field_is_told_from_an_empty_one(expr, present, absent):
    assert bool(value(expr, build.process_exec(process_executable="/bin/sh"))) is present
    assert bool(value(expr, build.process_exec(process_executable=None))) is absent


def test_condition_is_staged_so_that_loads_come_after_what_needs_none():
    given = {"process_executable": "x"}
    line = Attribute("process.command_line", "process_command_line", "text")
    tree = AllOf((clause(Regex("a"), source=line), clause(TextTest("contains", "b"), source=line), clause(TextTest("endswith", "/sh"))))
    stages = staged(tree, {}, given)
    assert stages[0].code == "x.endswith('/sh')"
    assert stages[1].code.startswith("'b' in l_process_command_line and (v_process_command_line is not None and C0(")
    assert stages[0].loads == ()
    assert [load.split(" = ")[0] for load in stages[1].loads] == ["v_process_command_line", "l_process_command_line"]
    assert len(stages) == 2


def test_stage_that_is_left_out_takes_no_load_with_it():
    always = AnyOf((clause(Exists(True)), Negation(NO)))
    stages = staged(AllOf((always, AnyOf((clause(Exists(False)), clause(Regex("a")))))), {}, {})
    assert [stage.loads for stage in stages] == [("v_process_executable = e.process_executable",)]


def test_stages_of_what_always_holds_are_none():
    assert staged(AllOf((YES, YES)), {}, {}) == []
