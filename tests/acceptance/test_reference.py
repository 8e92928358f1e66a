"""Every command and option stands in the reference."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from redshank.cli.help import COMMANDS
from redshank.cli.main import load, parser_of

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "cli.md"


def words_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """(command, word): every option and argument of a parser and of its verbs."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from words_of(child)
            continue
        if "--help" in action.option_strings:
            continue
        yield from ((parser.prog, option) for option in action.option_strings or [str(action.metavar or action.dest)])


def progs_of(parser: argparse.ArgumentParser) -> list[str]:
    """The command itself, or each of its verbs where it has some."""
    subparsers = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return [child.prog for action in subparsers for child in action.choices.values()] or [parser.prog]


def section(command: str) -> str:
    """The part of the reference about one command, up to the next heading."""
    text = REFERENCE.read_text()
    _, heading, rest = text.partition(f"\n## `{command}`\n")
    assert heading, f"{command} has no heading in {REFERENCE.name}"
    return rest.split("\n## ", 1)[0]


def test_every_option_of_every_command_stands_in_its_section() -> None:
    for command in COMMANDS:
        for prog, word in words_of(parser_of(command, load(command))):
            assert f"`{word}" in section(prog), f"{prog} {word} is missing in {REFERENCE.name}"


def test_exit_statuses_are_said_for_every_command() -> None:
    for command in COMMANDS:
        for name in progs_of(parser_of(command, load(command))):
            assert "Exit status" in section(name), name


def test_examples_of_the_help_stand_in_the_reference() -> None:
    text = REFERENCE.read_text()
    for command in COMMANDS:
        epilog = parser_of(command, load(command)).epilog or ""
        for line in epilog.splitlines()[1:]:
            assert line.strip().split("  ")[0] in text, line
