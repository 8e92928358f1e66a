"""What documents show is tried: commands run, examples are taken by the code they are about."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def redshank(*words: str) -> "subprocess.CompletedProcess[str]":
    """The command as a process of its own."""
    return subprocess.run([sys.executable, "-m", "redshank", *words], check=False, capture_output=True, text=True, cwd=ROOT)


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in one language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)


def test_rule_of_the_guide_loads_and_passes_its_own_tests(tmp_path):
    rule, tests = blocks("docs/howto/write-a-rule.md", "yaml")
    (tmp_path / "compiler_by_web_server.yml").write_text(rule)
    (tmp_path / "compiler_by_web_server.test.yml").write_text(tests)
    checked, tested = redshank("rules", "check", str(tmp_path)), redshank("rules", "test", str(tmp_path))
    assert (checked.returncode, tested.returncode) == (0, 0), checked.stderr + tested.stdout + tested.stderr


def test_rules_shown_in_the_readme_can_be_listed():
    done = redshank("rules", "list")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 1


def test_front_page_names_every_command_of_the_reference():
    page = redshank("--help").stdout
    commands = re.findall(r"^## `redshank ([a-z]+)", (ROOT / "docs/reference/cli.md").read_text(), re.MULTILINE)
    assert commands
    assert [command for command in commands if command not in page] == []


def test_readme_shows_an_act_the_alert_it_gives_and_a_picture():
    act, alert, *_ = blocks("README.md", "console")
    assert "/dev/shm/.x" in act
    assert re.match(r"\d\d:\d\d:\d\d\.\d{3}  Severity 1  root ran a hidden program: /dev/shm/\.x  ", alert)
    assert "docs/redshank.svg" in (ROOT / "README.md").read_text()


def test_extras_and_locks_named_in_documents_exist():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {"build", "dev"} <= set(project["optional-dependencies"])
    for name in re.findall(r"requirements[a-z-]*\.lock", (ROOT / "docs/decisions/0001-the-house.md").read_text()):
        assert (ROOT / name).is_file()


def test_dependencies_of_the_base_are_argued_one_by_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    table = (ROOT / "docs/decisions/0001-the-house.md").read_text()
    named = [re.split(r"[<>=]", requirement)[0] for requirement in project["dependencies"]]
    assert [name for name in named if f"| {name} |" not in table] == []


def test_words_of_the_glossary_stand_in_it_once():
    words = re.findall(r"^\| ([a-z][^|]*?) \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)
    words = [word for word in words if word != "word"]
    assert len(words) > 50
    assert len(words) == len(set(words))
    assert {"event", "alert", "incident", "loss", "severity"} <= set(words)
