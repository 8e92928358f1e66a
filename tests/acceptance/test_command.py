import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from redshank import __version__
from tests.acceptance.command import COMMAND, PLAIN, run, run_on_terminal, start
from tests.cli.make import AUDIT_LOG, BROKEN_RULE, RULE, json_lines, rule_folder, shell, without_styles
from tests.generated import build

HEAVY = {"yaml", "re2", "msgspec", "zstandard", "cryptography", "ahocorasick_rs", "asyncio", "subprocess", "socket", "ctypes"}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    return rule_folder(tmp_path / "rules")


def test_help_and_version_load_nothing_heavy() -> None:
    code = f"import sys; from redshank.cli.main import entry; entry(['--help']); print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], env=PLAIN, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version() -> None:
    assert run("--version").stdout == f"redshank {__version__}\n"


def test_installed_script_is_the_same_command() -> None:
    script = Path(sys.executable).with_name("redshank")
    if not script.exists():
        pytest.skip(f"no script redshank beside {sys.executable}: the package is not installed there")
    assert subprocess.run([script, "--version"], capture_output=True, text=True, check=True).stdout == f"redshank {__version__}\n"


def test_usage_error_is_one_line_and_status_2() -> None:
    done = run("replay", "--formt", "json", "x")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "redshank: replay: unknown option '--formt' (did you mean '--format'?); see 'redshank replay --help'\n"


def test_every_command_has_help_with_examples() -> None:
    for words in (["replay"], ["rules"], ["rules", "list"], ["rules", "check"], ["rules", "test"], ["rules", "explain"]):
        done = run(*words, "--help")
        assert (done.returncode, done.stderr) == (0, ""), words
        assert f"  redshank {' '.join(words)}" in done.stdout.partition("examples:")[2], words


def test_recording_through_a_pipe_gives_alerts_and_an_account(rules: Path) -> None:
    done = run("replay", "-", "--rules", rules, "--format", "json", stdin=json_lines(shell()) + b"broken\n")
    assert done.returncode == 0
    assert [json.loads(line)["rule.name"] for line in done.stdout.splitlines()] == ["Web service runs a shell"]
    assert "standard input:2: no JSON" in done.stderr


def test_audit_log_is_told_by_its_content(rules: Path, tmp_path: Path) -> None:
    (rules / "shell.yml").write_text(RULE.replace("ParentImage|endswith: [/apache2, /nginx]", "auid: 1000").replace("/bash", "/insmod"))
    (tmp_path / "saved").write_bytes(AUDIT_LOG + b"spoilt\n")
    done = run("replay", tmp_path / "saved", "--rules", rules, "--format", "json")
    (line,) = (json.loads(line) for line in done.stdout.splitlines())
    assert (line["process.name"], line["@timestamp"]) == ("insmod", "2025-11-24T16:00:00.123000Z")
    assert "bad lines: 1: no_record 1" in done.stderr


def test_own_output_replays_to_the_same_alerts(rules: Path, tmp_path: Path) -> None:
    day = tmp_path / "day.json"
    day.write_bytes(json_lines(shell(event_id="e1"), build.process_exit(event_id="e2")))
    first = run("replay", day, "--rules", rules, "--format", "json", "--events")
    again = run("replay", "-", "--rules", rules, "--format", "json", "--events", stdin=first.stdout.encode())
    assert "left out: 1" in again.stderr
    lines = [[json.loads(line) for line in one.stdout.splitlines()] for one in (first, again)]
    for line in (*lines[0], *lines[1]):
        if line["event.kind"] == "alert":
            line.pop("event.created")
    assert lines[0] == lines[1]


def test_event_on_a_live_pipe_is_judged_at_once(rules: Path) -> None:
    with start("replay", "-", "--rules", str(rules)) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json_lines(shell()))
        assert b"apache2 runs sh" in process.stdout.readline()
        process.stdin.close()
        assert process.wait(60) == 0


def test_reader_that_goes_ends_it_quietly(rules: Path, tmp_path: Path) -> None:
    day = tmp_path / "day.json"
    day.write_bytes(json_lines(*[shell()] * 20_000))
    with start("replay", day, "--rules", rules, "--events") as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


def test_interrupt_ends_it_with_an_account_and_no_traceback(rules: Path) -> None:
    with start("replay", "-", "--rules", rules) as process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdin.write(json_lines(shell()))
        process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        said = process.stderr.read().decode()
        assert process.wait(60) == 130
    assert said.splitlines()[0] == "redshank: 1 event: process.exec 1"
    assert "Traceback" not in said


def test_closed_output_is_one_clear_line(rules: Path, tmp_path: Path) -> None:
    day = tmp_path / "day.json"
    day.write_bytes(json_lines(shell()))
    words = [*COMMAND, "replay", str(day), "--rules", str(rules)]
    done = subprocess.run(["/bin/sh", "-c", 'exec "$@" >&-', "sh", *words], env=PLAIN, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "redshank: standard output is closed: there is nowhere to write to\n")


def test_full_disk_is_one_clear_line(rules: Path, tmp_path: Path) -> None:
    day = tmp_path / "day.json"
    day.write_bytes(json_lines(shell()))
    words = [*COMMAND, "replay", str(day), "--rules", str(rules)]
    done = subprocess.run(["/bin/sh", "-c", 'exec "$@" >/dev/full', "sh", *words], env=PLAIN, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "redshank: No space left on device\n")


def test_terminal_gets_colour_and_lines_that_fit(rules: Path, tmp_path: Path) -> None:
    day = tmp_path / "day.json"
    day.write_bytes(json_lines(shell(process_command_line="x" * 500, host_name="h" * 60)))
    shown = run_on_terminal("replay", day, "--rules", rules, "--events", columns=80, TERM="xterm")
    assert "\x1b[1;31mSeverity 1\x1b[0m" in shown
    lines = without_styles(shown).splitlines()
    assert len(lines) == 2
    assert all(len(line) <= 80 for line in lines)


def test_terminal_without_colour_has_none(rules: Path, tmp_path: Path) -> None:
    day = tmp_path / "day.json"
    day.write_bytes(json_lines(shell()))
    shown = run_on_terminal("replay", day, "--rules", rules, columns=200, TERM="xterm", NO_COLOR="1")
    assert "\x1b[1;31m" not in shown
    assert "\x1b[4;1m" in shown
    assert "\x1b" not in run_on_terminal("replay", day, "--rules", rules, columns=200, TERM="dumb")


def test_hostile_event_writes_nothing_to_the_terminal_but_text(rules: Path, tmp_path: Path) -> None:
    day = tmp_path / "day.json"
    hostile = "\x1b]0;owned\x07\x1b[2J\u202e\r\n"
    day.write_bytes(json_lines(shell(host_name=hostile, process_command_line=hostile, user_name=hostile, process_parent_name=hostile)))
    shown = run_on_terminal("replay", day, "--rules", rules, "--events", columns=400, TERM="xterm")
    assert all(line.isprintable() for line in without_styles(shown).splitlines())


def test_poor_locale_does_not_stop_it(rules: Path, tmp_path: Path) -> None:
    day = tmp_path / "day.json"
    day.write_bytes(json_lines(shell(host_name="\u4e2d")))
    done = run("replay", day, "--rules", rules, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "\\u4e2d" in done.stdout or "\u4e2d" in done.stdout


def test_rules_check_test_and_explain_say_it_by_status(rules: Path, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_bytes(json_lines(shell()))
    assert [run("rules", verb, rules).returncode for verb in ("list", "check", "test")] == [0, 0, 0]
    assert run("rules", "explain", rules / "shell.yml", event).returncode == 0
    assert run("rules", "explain", rules / "shell.yml", "-", stdin=json_lines(shell(user_name="root"))).returncode == 1
    (rules / "broken.yml").write_text(BROKEN_RULE)
    assert [run("rules", verb, rules).returncode for verb in ("list", "check", "test")] == [0, 1, 1]
    assert run("rules", "explain", "nobody", event, "--rules", rules).returncode == 2
