import json
import time
from pathlib import Path

import pytest

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.sigma.load import load_text
from redshank.cli import main
from tests.analysis.detect.bad_files import BAD_FILES, SLOW_ELSEWHERE, pattern_rule
from tests.analysis.detect.writing import rule_text
from tests.cli.make import BROKEN_RULE, rule_folder
from tests.generated import build


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


def test_every_kind_of_bad_file_is_one_line_with_its_place_and_the_good_rule_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = rule_folder(tmp_path) / "bad"
    bad.mkdir()
    for name, data in BAD_FILES.items():
        (bad / f"{name}.yml").write_bytes(data)
    begin = time.process_time()
    assert main.entry(["rules", "check", str(tmp_path)]) == 1
    assert time.process_time() - begin < 10
    shown = capsys.readouterr()
    places = [line.removeprefix(f"{bad}/").split(".yml:")[0] for line in shown.out.splitlines()]
    assert sorted(places) == sorted(BAD_FILES)
    for line in shown.out.splitlines():
        row, column, *_ = line.split(".yml:")[1].split(":")
        assert int(row) > 0
        assert int(column) > 0
        assert len(line) < 1000
    assert f"1 rule loaded; {len(BAD_FILES)} mistakes" in shown.err


def test_pattern_that_takes_other_engines_for_ever_loads_and_is_quick() -> None:
    rules = [rule for n, pattern in enumerate(SLOW_ELSEWHERE) for rule in load_text(pattern_rule(str(n), pattern), f"{n}.yml").rules]
    assert len(rules) == len(SLOW_ELSEWHERE)
    engine = Engine(rules, lists={}, clock=lambda: 0)
    begin = time.process_time()
    engine.detect([build.process_exec(process_command_line="a" * 30_000 + "-")])
    assert time.process_time() - begin < 5
    assert not engine.failures


def test_rule_without_a_source_is_no_mistake_and_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = rule_text("s: {type: SERVICE_STOP}\ncondition: s", "{product: linux, service: auditd}")
    (tmp_path / "a.yml").write_text(text)
    assert main.entry(["rules", "check", str(tmp_path)]) == 0
    assert main.entry(["rules", "list", str(tmp_path)]) == 0
    assert main.entry(["rules", "coverage", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    said = f"redshank: {tmp_path}/a.yml:1: 'r': no source here: our events have nothing of these audit records\n"
    assert shown.err.count(said) == 2
    assert "1 rule loaded, 1 without a test file, 1 with no source here; no mistakes" in shown.err
    assert "no source here  id-r" in shown.out
