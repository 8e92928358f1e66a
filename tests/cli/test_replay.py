import json
from pathlib import Path

import pytest

from redshank.cli import main
from redshank.events.codec import to_json
from redshank.findings.alert import to_flat as alert_to_flat
from tests.cli.make import BROKEN_RULE, alert, json_lines, rule_folder, shell
from tests.generated import build


@pytest.fixture
def rules(tmp_path: Path) -> str:
    (tmp_path / "rules").mkdir()
    return str(rule_folder(tmp_path / "rules"))


def recorded(tmp_path: Path, content: bytes, name: str = "day.json") -> str:
    (tmp_path / name).write_bytes(content)
    return str(tmp_path / name)


def test_alert_of_a_recorded_event_is_one_line(tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    day = recorded(tmp_path, json_lines(build.process_fork(), shell(), build.process_exit()))
    assert main.entry(["replay", day, "--rules", rules, "--format", "json"]) == 0
    shown = capsys.readouterr()
    (line,) = shown.out.splitlines()
    assert json.loads(line)["alert.title"] == "apache2 runs sh"
    assert "redshank: 3 events: process.fork 1, process.exec 1, process.exit 1" in shown.err
    assert "redshank: 1 alert: 1 of severity 1" in shown.err


def test_events_come_each_before_its_alert(tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    day = recorded(tmp_path, json_lines(shell(), build.process_exit(), shell()))
    assert main.entry(["replay", day, "--rules", rules, "--format", "json", "--events"]) == 0
    kinds = [json.loads(line)["event.kind"] for line in capsys.readouterr().out.splitlines()]
    assert kinds == ["event", "alert", "event", "event", "alert"]


def test_milder_alerts_are_hidden_and_counted(tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    rule = Path(rules, "shell.yml")
    rule.write_text(rule.read_text().replace("severity: 1", "severity: 3"))
    day = recorded(tmp_path, json_lines(shell()))
    assert main.entry(["replay", day, "--rules", rules, "--min-severity", "2"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "1 alert: 1 of severity 3; 1 of them not shown" in shown.err


def test_bad_lines_are_counted_and_the_end_is_clean(tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    day = recorded(tmp_path, b"nonsense\n" + json_lines(shell()) + b'{"event.action":"x"}\n' + to_json(alert_to_flat(alert())) + b"\n")
    assert main.entry(["replay", day, "--rules", rules]) == 0
    shown = capsys.readouterr()
    assert shown.out.count("\n") == 1
    assert "redshank: bad lines: 2" in shown.err
    assert f"{day}:1: no JSON" in shown.err
    assert f"{day}:3: event.action is 'x'" in shown.err
    assert "left out: 1" in shown.err


def test_several_files_are_one_stream_and_their_events_differ(tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = [recorded(tmp_path, json_lines(shell(event_id=None)), name) for name in ("a.json", "b.json")]
    assert main.entry(["replay", *files, "--rules", rules, "--format", "json"]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["alert.id"] == second["alert.id"]
    assert [first["alert.count"], second["alert.count"]] == [1, 2]
    assert (first["event.ids"], second["event.ids"]) == (["replay-1-1"], ["replay-2-1"])


def test_slip_in_the_last_name_shows_before_anything_is_read(tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    day = recorded(tmp_path, json_lines(shell()))
    assert main.entry(["replay", day, str(tmp_path / "gone"), "--rules", rules]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"redshank: cannot read {tmp_path}/gone: No such file or directory\n"


def test_standard_input_twice_is_refused(rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["replay", "-", "-", "--rules", rules]) == 2
    assert "once only" in capsys.readouterr().err


def test_empty_file_is_a_clean_end(tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["replay", recorded(tmp_path, b""), "--rules", rules]) == 0
    assert capsys.readouterr().err == "redshank: 0 events\nredshank: 0 alerts\n"


def test_refused_rule_is_said_and_the_rest_work(tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(rules, "broken.yml").write_text(BROKEN_RULE)
    assert main.entry(["replay", recorded(tmp_path, json_lines(shell())), "--rules", rules]) == 0
    shown = capsys.readouterr()
    assert "broken.yml:5:5" in shown.err
    assert shown.out.count("\n") == 1


def test_interrupt_still_gives_the_account(
    tmp_path: Path, rules: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> object:
        yield [shell()]
        raise KeyboardInterrupt

    monkeypatch.setattr("redshank.cli.replay.read_events", interrupted)
    assert main.entry(["replay", recorded(tmp_path, json_lines(shell())), "--rules", rules]) == 130
    assert "1 event: process.exec 1" in capsys.readouterr().err
