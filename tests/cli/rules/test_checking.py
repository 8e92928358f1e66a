import json
from pathlib import Path

import pytest

from redshank.cli import main
from tests.cli.make import BROKEN_RULE, rule_folder


def test_right_rules_are_a_clean_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules", "check", str(rule_folder(tmp_path))]) == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "redshank: 1 rule loaded; no mistakes\n")


def test_every_mistake_is_a_line_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule_folder(tmp_path) / "b.yml").write_text(BROKEN_RULE)
    (tmp_path / "a.yml").write_text("title: [\n")
    assert main.entry(["rules", "check", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    first, second = shown.out.splitlines()
    assert first.startswith(f"{tmp_path}/a.yml:")
    assert second.startswith(f"{tmp_path}/b.yml:5:5: ")
    assert shown.err == "redshank: 1 rule loaded; 2 mistakes\n"


def test_mistake_as_json_has_line_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.yml").write_text(BROKEN_RULE)
    assert main.entry(["rules", "check", str(tmp_path), "--format", "json"]) == 1
    mistake = json.loads(capsys.readouterr().out)
    assert (mistake["path"], mistake["line"], mistake["column"]) == (f"{tmp_path}/b.yml", 5, 5)
    assert "Imge" in mistake["message"]


def test_rule_without_test_file_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule_folder(tmp_path) / "shell.test.yml").unlink()
    assert main.entry(["rules", "check", str(tmp_path)]) == 0
    assert "1 rule loaded, 1 without a test file" in capsys.readouterr().err


def test_mistake_in_a_filter_is_told_like_one_in_a_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule_folder(tmp_path)
    (tmp_path / "f.yml").write_text(
        "title: f\nlogsource: {product: linux, service: redshank}\nfilter: {rules: [q], s: {User: a}, condition: not s}\n"
    )
    assert main.entry(["rules", "check", str(tmp_path)]) == 1
    assert "f.yml:3:18: no rule is called 'q'" in capsys.readouterr().out
