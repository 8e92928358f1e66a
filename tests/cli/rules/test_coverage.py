import json
from pathlib import Path

import pytest

from redshank.cli import main
from tests.cli.make import CORRELATION, RULE


@pytest.fixture
def rules(tmp_path: Path) -> str:
    (tmp_path / "a.yml").write_text(RULE)
    other = RULE.replace("0001", "0002").replace("severity: 1", "severity: 3").replace("name: web_shell", "name: two")
    (tmp_path / "b.yml").write_text(other)
    return str(tmp_path)


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main.entry(["rules", "coverage", *words]) == 0
    return capsys.readouterr().out


def test_technique_has_its_rules_and_their_worst_severity(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    first, last = shown(capsys, rules).splitlines()
    assert first.split()[:5] == ["T1505.003", "2", "rules", "Severity", "1"]
    assert last.startswith("1 techniques and sub-techniques")
    assert json.loads(shown(capsys, rules, "--format", "json"))["rule.count"] == 2


def test_layer_is_one_the_navigator_reads(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    layer = json.loads(shown(capsys, rules, "--format", "layer"))
    assert (layer["domain"], layer["versions"]["layer"]) == ("enterprise-attack", "4.5")
    assert [(one["techniqueID"], one["score"]) for one in layer["techniques"]] == [("T1505.003", 2)]
    assert layer["techniques"][0]["comment"] == "Web service runs a shell\nWeb service runs a shell"


def test_rule_that_is_only_a_step_is_not_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yml").write_text(RULE + CORRELATION)
    assert shown(capsys, str(tmp_path), "--format", "json") == ""


def test_controls_of_a_standard_are_told_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = RULE.replace("tags: [", "tags: [pci_dss.10.2.1, pci_dss.6.4.2, soc2.cc7.2, ")
    assert rule != RULE
    (tmp_path / "a.yml").write_text(rule)
    assert [line.split()[:3] for line in shown(capsys, str(tmp_path), "--compliance", "pci_dss").splitlines()] == [
        ["6.4.2", "1", "rules"], ["10.2.1", "1", "rules"],
    ]  # fmt: skip
    assert json.loads(shown(capsys, str(tmp_path), "--compliance", "soc2", "--format", "json"))["control"] == "soc2.cc7.2"
