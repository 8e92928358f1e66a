import re
from pathlib import Path

import pytest

from redshank.cli import agent, main

REFERENCE = Path(__file__).parents[2] / "docs/reference/cli.md"


@pytest.fixture
def config(tmp_path: Path) -> str:
    (tmp_path / "redshank.toml").write_text("[server]\nbind = 'x'\n[agent]\nheartbeat_s = 5\n")
    return str(tmp_path / "redshank.toml")


def help_of(verb: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main.entry(["agent", verb, "--help"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("verb", [*agent.MODULES])
def test_help_has_examples_and_every_option_stands_in_the_reference(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = help_of(verb, capsys)
    assert "examples:" in shown and f"redshank agent {verb}" in shown
    page = REFERENCE.read_text().partition(f"## `redshank agent {verb}`")[2].partition("\n## ")[0]
    options = set(re.findall(r"^  (?:-h, )?(--[a-z-]+)", shown, re.MULTILINE)) - {"--help"}
    assert options and options <= set(re.findall(r"--[a-z-]+", page)), f"not in docs/reference/cli.md: {options}"


def test_missing_enrolment_is_one_sentence(tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("run", "status"):
        assert main.entry(["agent", verb, "--data", str(tmp_path), "--config", config]) == 2
        shown = capsys.readouterr().err
        assert shown.count("\n") == 1 and "redshank agent enrol" in shown


def test_wrong_setting_names_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "redshank.toml").write_text("[agent]\nhearbeat_s = 5\n")
    assert main.entry(["agent", "status", "--config", str(tmp_path / "redshank.toml")]) == 2
    assert "did you mean 'heartbeat_s'?" in capsys.readouterr().err


def test_token_as_an_argument_is_not_taken(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["agent", "enrol", "--server", "http://localhost:1", "--token", "x"]) == 2
    assert "--token" in capsys.readouterr().err
