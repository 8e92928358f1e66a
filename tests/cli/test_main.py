import argparse
import sys
from pathlib import Path
from types import ModuleType

import pytest

from redshank import __version__
from redshank.cli import main
from redshank.cli.help import COMMANDS, Command, Parser
from redshank.core.errors import HostError

DONE = "redshank.cli.fake_command"


def fake(monkeypatch: pytest.MonkeyPatch, run: object) -> None:
    module = ModuleType(DONE)
    module.add_arguments = lambda parser: parser.add_argument("--format", choices=("text", "json"))  # type: ignore[attr-defined]  # made here
    module.run = run  # type: ignore[attr-defined]  # made here
    monkeypatch.setitem(sys.modules, DONE, module)
    monkeypatch.setattr(main, "COMMANDS", (Command("watch", DONE, "watch"),))


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["--help"]) == 0
    out = capsys.readouterr().out
    assert [command.name for command in COMMANDS if f"  {command.name} " in out] == [command.name for command in COMMANDS]
    assert "exit status: 0" in out


def test_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry(["--version"]) == 0
    assert capsys.readouterr().out == f"redshank {__version__}\n"


def test_no_command_shows_help_and_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry([]) == 2
    shown = capsys.readouterr()
    assert "commands:" in shown.out
    assert shown.err == "redshank: no command given\n"


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("wach", "unknown command 'wach' (did you mean 'watch'?); see 'redshank --help'"),
        ("--versoin", "unknown option '--versoin' (did you mean '--version'?); see 'redshank --help'"),
        ("\x1b[31m", "unknown command '\\x1b[31m'; see 'redshank --help'"),
    ],
)
def test_unknown_word_names_the_nearest(word: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.entry([word]) == 2
    assert capsys.readouterr().err == f"redshank: {line}\n"


def test_status_of_the_command_is_the_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, lambda arguments: 1 if arguments.format == "json" else 0)
    assert main.entry(["watch", "--format", "json"]) == 1
    assert main.entry(["watch"]) == 0


def test_error_is_one_line_and_status_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(_: argparse.Namespace) -> int:
        raise HostError("no root:\nrun it with sudo")

    fake(monkeypatch, run)
    assert main.entry(["watch"]) == 2
    assert capsys.readouterr().err == "redshank: no root:\\nrun it with sudo\n"


def test_error_of_the_system_is_one_line_with_its_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fake(monkeypatch, lambda _: (tmp_path / "nothing").read_text())
    assert main.entry(["watch"]) == 2
    assert capsys.readouterr().err == f"redshank: {tmp_path}/nothing: No such file or directory\n"


def test_interrupt_is_quiet_and_has_the_shell_s_status(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(_: argparse.Namespace) -> int:
        raise KeyboardInterrupt

    fake(monkeypatch, run)
    assert main.entry(["watch"]) == 130
    assert capsys.readouterr().err == ""


def test_missing_package_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(main, "COMMANDS", (Command("server", "no_such_package.server", "x"),))
    assert main.entry(["server"]) == 2
    assert capsys.readouterr().err == "redshank: server needs the Python module 'no_such_package', which is not installed here\n"


def test_help_of_a_command_is_a_clean_end(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    fake(monkeypatch, lambda _: 5)
    assert main.entry(["watch", "--help"]) == 0
    assert "--format" in capsys.readouterr().out


def test_parser_of_a_command_carries_its_name() -> None:
    command = COMMANDS[1]
    parser = main.parser_of(command, main.load(command))
    assert isinstance(parser, Parser)
    assert parser.prog == f"redshank {command.name}"
