import json
from pathlib import Path

import pytest

from redshank.analysis.detect.sigma.load import load_text
from redshank.cli import main
from redshank.cli.line_fit import line_of
from redshank.cli.rules.listing import log_source, lookup, lookup_flat, rule_flat, table
from redshank.cli.terminal import Look, width
from tests.cli.make import BROKEN_RULE, CORRELATION, RULE, rule_folder


def test_rule_is_one_line_with_what_people_look_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules", "list", str(rule_folder(tmp_path))]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    for word in ("Severity 1", "Web service runs a shell", "linux/process_creation", "T1505.003", "6f1c7c0e-0000-4000-8000-000000000001"):
        assert word in line


def test_rule_as_json_says_where_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules", "list", str(rule_folder(tmp_path)), "--format", "json"]) == 0
    rule = json.loads(capsys.readouterr().out)
    assert (rule["rule.path"], rule["rule.line"]) == (f"{tmp_path}/shell.yml", 1)
    assert rule["event.action"] == ["process.exec"]
    assert rule["threat.tactic.id"] == ["TA0003"]


def test_rule_that_others_count_is_a_step_and_not_a_severity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "many.yml").write_text(RULE + CORRELATION)
    assert main.entry(["rules", "list", str(tmp_path)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("step        Web service runs a shell")
    assert second.startswith("Severity 2  Many shells")
    assert "event_count of web_shell" in second


def test_own_source_is_named_with_its_event_types() -> None:
    text = RULE.replace("category: process_creation", "service: redshank")
    (rule,) = load_text(text.replace("ParentImage", "event.action: process.exec\n    ParentImage"), "x.yml").rules
    assert log_source(rule) == "redshank/process.exec"


@pytest.mark.parametrize(
    ("clauses", "words"),
    [
        ("Image|endswith: [/sh, /bash]", "process.executable bash, sh"),
        ("Image|endswith: [/e, /d, /c, /b, /a]", "process.executable a, b, c +2"),
        ("CommandLine|contains: /dev/tcp/", 'text "/dev/tcp/"'),
        ("User: root", "what user.name may be"),
        ("process.pid|gt: 5", "always run"),
    ],
)
def test_key_of_the_index_is_named(clauses: str, words: str) -> None:
    text = RULE.replace("ParentImage|endswith: [/apache2, /nginx]\n    Image|endswith: [/sh, /bash]", clauses)
    (rule,) = load_text(text, "x.yml").rules
    assert lookup(rule) == words
    assert lookup_flat(rule)[0]["by"] == {"a": "always", "t": "text", "p": "name", "w": "answer"}[words[0]]


def test_refused_rule_is_a_line_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rule_folder(tmp_path) / "broken.yml").write_text(BROKEN_RULE)
    assert main.entry(["rules", "list", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert shown.out.count("\n") == 1
    assert "broken.yml:5:5" in shown.err


def test_columns_stand_below_each_other() -> None:
    rows = [
        ("Severity 1", "A", "linux/process_creation", "T1505.003", "name", "id-1"),
        ("Severity 3", "A longer title", "linux/auth", "-", "x", "2"),
    ]
    first, second = (line_of(parts, Look()) for parts in table(rows))
    assert first.index("linux/") == second.index("linux/")
    assert first.index("id-1") == second.index("2")
    assert first.endswith("id-1")


def test_table_fits_a_narrow_terminal() -> None:
    rows = [("Severity 2", "A title that says a lot of things", "linux/process_creation", "T1505.003 T1059", "process.name", "i" * 36)]
    assert width(line_of(table(rows)[0], Look(60))) <= 60


def test_rule_about_what_is_new_says_how_long_it_learns() -> None:
    more = "redshank: {first_seen: {fields: [ParentImage, Image|exact], per: fleet, learning: 3d}}\n"
    new, plain = load_text(RULE.partition("redshank:")[0] + more, "x.yml").rules[0], load_text(RULE, "x.yml").rules[0]
    assert log_source(new) == f"{log_source(plain)}, first seen per fleet, learns 3d"
    assert rule_flat(plain, True)["rule.first_seen"] is None
    assert rule_flat(new, True)["rule.first_seen"] == {
        "fields": ["process.parent.executable", "process.executable|exact"], "per": "fleet", "learning_s": 259_200, "remember_s": 2_592_000,
    }  # fmt: skip
