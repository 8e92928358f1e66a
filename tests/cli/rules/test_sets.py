import json

import pytest

from redshank.cli import main


def test_every_shipped_set_is_told_and_names_only_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules", "sets", "--format", "json"]) == 0
    output = capsys.readouterr()
    rows = {row["set"]: row for row in map(json.loads, output.out.splitlines())}
    assert set(rows) >= {"base", "server", "developer", "container-host", "compliance"} and output.err == ""
    assert rows["developer"]["severity_2"] < rows["base"]["severity_2"] and rows["compliance"]["severity_1"] > 0


def test_set_is_one_line_for_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    main.entry(["rules", "sets"])
    assert any(line.startswith("server ") and "Severity 1-3:" in line for line in capsys.readouterr().out.splitlines())
