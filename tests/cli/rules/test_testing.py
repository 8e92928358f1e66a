import json
from pathlib import Path

import pytest

from redshank.cli import main
from tests.cli.make import BROKEN_RULE, rule_folder


def spoil(folder: Path) -> None:
    """Both expectations wrong: the firing example comes from cron, the quiet one from apache."""
    test = rule_folder(folder) / "shell.test.yml"
    test.write_text(test.read_text().replace("sbin/apache2", "sbin/x").replace("sbin/cron", "sbin/apache2").replace("sbin/x", "sbin/cron"))


def test_examples_as_expected_are_a_clean_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules", "test", str(rule_folder(tmp_path))]) == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "redshank: 2 of 2 examples came out as expected\n")


def test_failed_example_says_what_was_expected_and_which_clause_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(tmp_path)
    assert main.entry(["rules", "test", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert lines[0] == f"{tmp_path}/shell.test.yml:2: 'apache starts sh' should fire: did not fire"
    assert lines[1].startswith("    selection.ParentImage|endswith: ")
    assert f"{tmp_path}/shell.test.yml:6: 'cron starts sh' should stay quiet: fired" in lines
    assert shown.err == "redshank: 0 of 2 examples came out as expected, 2 did not\n"


def test_test_file_that_is_wrong_is_a_failure_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule_folder(tmp_path) / "shell.test.yml").write_text("fires: nothing\n")
    assert main.entry(["rules", "test", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith(f"{tmp_path}/shell.test.yml:1:8: ")


def test_results_as_json_are_one_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules", "test", str(rule_folder(tmp_path)), "--format", "json"]) == 0
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(result["expected"], result["passed"]) for result in results] == [("fires", True), ("quiet", True)]


def test_no_tests_at_all_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule_folder(tmp_path) / "shell.test.yml").unlink()
    assert main.entry(["rules", "test", str(tmp_path)]) == 1
    assert "no tests" in capsys.readouterr().err


def test_broken_rule_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule_folder(tmp_path) / "broken.yml").write_text(BROKEN_RULE)
    assert main.entry(["rules", "test", str(tmp_path)]) == 1
    assert "broken.yml:5:5" in capsys.readouterr().err
