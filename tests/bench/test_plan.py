from pathlib import Path

import pytest
from bench.plan import parse

PAGE = Path("performance.md")


def test_whole_run_writes_the_page():
    plan = parse([], PAGE)
    assert plan.page == PAGE
    assert plan.whole
    assert plan.auditd
    assert plan.modes == ("full", "light", "off")
    assert [operation.name for operation in plan.operations] == ["exec", "open", "write", "connect", "getpid"]


@pytest.mark.parametrize("arguments", [["--quick"], ["--only", "exec"], ["--modes", "full"]])
def test_part_of_a_run_leaves_the_page_alone(arguments):
    assert parse(arguments, PAGE).page is None
    assert parse([*arguments, "--page", "other.md"], PAGE).page == Path("other.md")


def test_operations_and_modes_keep_their_order():
    plan = parse(["--only", "connect, exec", "--modes", "off,full", "--pairs", "3"], PAGE)
    assert [operation.name for operation in plan.operations] == ["exec", "connect"]
    assert plan.modes == ("full", "off")
    assert (plan.pairs, plan.other_pairs) == (3, 3)


def test_quick_run_does_less_of_everything():
    quick, whole = parse(["--quick"], PAGE), parse([], PAGE)
    assert quick.acts < whole.acts
    assert all(few.count < many.count for few, many in zip(quick.operations, whole.operations, strict=True))


def test_unknown_operation_is_named():
    with pytest.raises(ValueError, match="no operation 'reboot': choose from exec, open, write, connect, getpid"):
        parse(["--only", "exec,reboot"], PAGE)
    with pytest.raises(ValueError, match="no mode 'half'"):
        parse(["--modes", "half"], PAGE)


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_number_of_pairs_is_at_least_one(number, capsys):
    with pytest.raises(SystemExit):
        parse(["--pairs", number], PAGE)
    assert "from 1 on" in capsys.readouterr().err
