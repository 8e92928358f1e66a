import json
import re
from pathlib import Path

import pytest

from redshank.cli import main
from redshank.cli.rules.explaining import event_of
from redshank.core.errors import ConfigError
from redshank.events import Event
from redshank.events.codec import to_json
from redshank.findings.alert import to_flat as alert_to_flat
from tests.cli.make import CORRELATION, RULE, alert, json_lines, rule_folder, shell


def written(tmp_path: Path, data: bytes) -> str:
    (tmp_path / "event.json").write_bytes(data)
    return str(tmp_path / "event.json")


def explain(tmp_path: Path, data: bytes, *more: str) -> int:
    return main.entry(["rules", "explain", str(rule_folder(tmp_path) / "shell.yml"), written(tmp_path, data), *more])


def test_firing_rule_shows_what_held(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(tmp_path, json_lines(shell())) == 0
    first, *clauses = capsys.readouterr().out.splitlines()
    assert first.startswith("Web service runs a shell fires")
    (clause,) = (line for line in clauses if line.startswith("  held    selection.Image|endswith: /sh "))
    assert clause.endswith("process.executable = /usr/bin/sh")


def test_quiet_rule_shows_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(tmp_path, json_lines(shell(process_parent_executable="/usr/sbin/cron"))) == 1
    shown = capsys.readouterr().out
    assert "does not fire" in shown
    assert "  failed  selection.ParentImage|endswith: " in shown
    assert "process.parent.executable = /usr/sbin/cron" in shown


def test_json_form_has_clauses_with_spans(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(tmp_path, json_lines(shell()), "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["fired"] is True
    assert {
        "clause": "selection.Image|endswith: /sh", "field": "process.executable", "value": "/usr/bin/sh", "span": [8, 3], "matched": True,
    } in told["why"]  # fmt: skip


@pytest.mark.parametrize("word", ["web_shell", "6f1c7c0e-0000-4000-8000-000000000001", "Web service runs a shell"])
def test_rule_is_found_by_name_id_and_title(tmp_path: Path, word: str) -> None:
    event = written(tmp_path, json_lines(shell()))
    assert main.entry(["rules", "explain", word, event, "--rules", str(rule_folder(tmp_path))]) == 0


def test_unknown_rule_names_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event = written(tmp_path, json_lines(shell()))
    assert main.entry(["rules", "explain", "web_shel", event, "--rules", str(rule_folder(tmp_path))]) == 2
    assert "no rule is called 'web_shel' (did you mean 'web_shell'?)" in capsys.readouterr().err


def correlated(tmp_path: Path, capsys: pytest.CaptureFixture[str], *events: Event) -> tuple[int, str]:
    (rule_folder(tmp_path) / "many.yml").write_text(RULE + CORRELATION)
    status = main.entry(["rules", "explain", str(tmp_path / "many.yml"), "--event", written(tmp_path, json_lines(*events))])
    return status, capsys.readouterr().out


def test_correlation_says_how_far_it_has_come(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, shown = correlated(tmp_path, capsys, shell())
    assert status == 1
    assert "does not fire" in shown
    assert re.search(r"1 of \d+ in \w+, needs \d+", shown)
    assert "Web service runs a shell: matches" in shown


def test_correlation_fires_on_the_last_event_after_those_before_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = [shell(event_id=f"e-{number}", timestamp=1_000_000_000 * number) for number in range(1, 31)]
    fired = [number for number in (2, 3, 5, 10, 20, 30) if correlated(tmp_path, capsys, *events[:number])[0] == 0]
    assert fired


def test_correlation_of_other_events_names_why_each_rule_is_no_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, shown = correlated(tmp_path, capsys, shell(process_executable="/usr/bin/id"))
    assert status == 1
    assert "none of the rules it joins matches this event" in shown
    assert "failed  selection.Image|endswith: " in shown


def test_event_of_another_type_names_the_log_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(tmp_path, b'{"event.action":"net.connect","destination.port":443}') == 1
    assert "event type net.connect is not in linux/process_creation (process.exec)" in capsys.readouterr().out


@pytest.mark.parametrize("more", [[], ["x.json", "--event", "y.json"]])
def test_no_event_or_two_is_a_usage_error(tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["rules", "explain", str(rule_folder(tmp_path) / "shell.yml"), *more]) == 2
    assert "name one EVENT" in capsys.readouterr().err


def test_event_of_an_alert_is_taken_out_of_it() -> None:
    assert event_of(to_json(alert_to_flat(alert(shell()))), "x").process_executable == "/usr/bin/sh"


def test_event_written_by_hand_may_leave_out_what_the_sensor_makes() -> None:
    event = event_of(b'{"event.action":"process.exec","process.executable":"/bin/sh","process.args":["sh","-c","id"]}', "x")
    assert (event.process_name, event.process_command_line) == ("sh", "sh -c id")


def test_json_over_several_lines_is_one_event() -> None:
    assert event_of(b'{\n "event.action": "process.fork"\n}\n', "x").event_action == "process.fork"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (json_lines(shell(), shell()), "more than one event"),
        (b"no json", "holds no JSON"),
        (b"", "holds no JSON"),
        (b"[]", "holds no event"),
        (b'{"event.action":"process.exek"}', "did you mean 'process.exec'"),
        (b'{"event.action":"process.exec","process.nam":"x"}', "did you mean 'process.name'"),
        (b"\xff\xfe", "holds no JSON"),
        (b" " * (5 << 20), "give one event"),
    ],
)
def test_what_is_no_event_is_refused_in_one_line(data: bytes, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        event_of(data, "x.json")
