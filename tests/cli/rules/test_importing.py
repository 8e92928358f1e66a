import json
from pathlib import Path

import pytest

from redshank.analysis.detection import rule_places
from redshank.cli import main
from redshank.cli.rules.importing import default_name
from tests.cli.make import BROKEN_RULE, RULE, json_lines, shell


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    place = tmp_path / "Sigma Rules"
    (place / "rules/linux").mkdir(parents=True)
    (place / "rules/linux/shell.yml").write_text(RULE)
    (place / "rules/windows.yml").write_text(RULE.replace("product: linux", "product: windows"))
    (place / "LICENSE").write_text("free for all")
    return place


def imported(*words: object) -> int:
    return main.entry(["rules", "import", *map(str, words)])


def test_rules_come_with_licence_and_record_and_are_then_in_use(checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "etc"
    assert imported(checkout, "--to", site / "rules") == 0
    shown = capsys.readouterr()
    assert "1 rules imported" in shown.err
    assert "1 files for other systems" in shown.err
    place = site / "rules/sigma-rules"
    assert (place / "rules/linux/shell.yml").read_text() == RULE
    assert (place / "LICENSE").read_text() == "free for all"
    record = json.loads((place / "imported.json").read_text())
    assert (record["rules"], list(record["files"]), record["licences"]) == (1, ["rules/linux/shell.yml"], ["LICENSE"])
    assert rule_places([], site)[1:] == [site / "rules"]


def test_second_import_replaces_the_first_whole(checkout: Path, tmp_path: Path) -> None:
    to = tmp_path / "rules"
    assert imported(checkout, "--to", to, "--name", "sigma") == 0
    (checkout / "rules/linux/shell.yml").rename(checkout / "rules/linux/other.yml")
    assert imported(checkout, "--to", to, "--name", "sigma") == 0
    assert [file.name for file in to.rglob("*.yml")] == ["other.yml"]
    assert [file.name for file in to.iterdir()] == ["sigma"]


def test_somebodys_own_folder_is_not_replaced(checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rules/sigma").mkdir(parents=True)
    (tmp_path / "rules/sigma/mine.yml").write_text(RULE)
    assert imported(checkout, "--to", tmp_path / "rules", "--name", "sigma") == 2
    assert "was not imported" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "rules/sigma").iterdir()] == ["mine.yml"]


def test_refused_rule_is_a_line_with_its_place_and_dry_run_writes_nothing(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "rules/linux/broken.yml").write_text(BROKEN_RULE)
    assert imported(checkout, "--to", tmp_path / "rules", "--dry-run") == 1
    shown = capsys.readouterr()
    assert shown.out.startswith("rules/linux/broken.yml:5:5: ")
    assert "would be imported; 1 refused" in shown.err
    assert not (tmp_path / "rules").exists()


def test_source_without_linux_rules_or_a_bad_name_is_an_error(tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    assert imported(tmp_path / "empty", "--to", tmp_path / "rules") == 2
    assert imported(checkout, "--to", tmp_path / "rules", "--name", "../x") == 2
    assert "--name '../x'" in capsys.readouterr().err


def test_name_of_an_archive_loses_its_endings() -> None:
    assert default_name(Path("/x/Sigma_All.tar.gz")) == "sigma_all"
    assert default_name(Path("/x/.zip")) == "imported"


def test_alert_of_an_imported_rule_names_author_link_and_licence(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = "license: DRL-1.1\nreferences: [https://example.org/rule]\n"
    (checkout / "rules/linux/shell.yml").write_text(more + RULE)
    assert imported(checkout, "--to", tmp_path / "site") == 0
    (tmp_path / "day.json").write_bytes(json_lines(shell()))
    capsys.readouterr()
    assert main.entry(["replay", str(tmp_path / "day.json"), "--rules", str(tmp_path / "site"), "--format", "json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["rule.author"], told["rule.license"]) == ("Somebody", "DRL-1.1")
    assert told["rule.reference"] == "https://example.org/rule"
