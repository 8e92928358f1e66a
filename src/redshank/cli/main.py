"""The command `redshank`: finds the subcommand, loads its module, and turns what goes wrong into one line and an exit status."""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from redshank import __version__
from redshank.cli.help import COMMANDS, Command, Parser, front_page
from redshank.cli.terminal import visible
from redshank.core.errors import ConfigError, HostError, RedshankError, did_you_mean

CLEAN, FINDINGS, FAILED = 0, 1, 2
"""Exit statuses: clean end; findings, where a command documents them; usage or environment."""

INTERRUPTED = 128 + signal.SIGINT
BROKEN_PIPE = 128 + signal.SIGPIPE
"""What a shell says of a program these signals ended: a script must not take half an answer for a whole one."""


class CommandModule(Protocol):
    """What the module of a command offers."""

    def add_arguments(self, parser: Parser) -> None:
        """Declare options, arguments and examples."""
        ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; gives the exit status. Raises RedshankError with one clear line."""
        ...


def entry(argv: Sequence[str] | None = None) -> int:
    """Exit status of one command line; argv: without the program's name, by default that of this process."""
    try:
        status = _dispatch(list(sys.argv[1:] if argv is None else argv))
        _flush()
        return status
    except RedshankError as error:
        return _fail(str(error))
    except BrokenPipeError:
        _drop_output()
        return BROKEN_PIPE
    except OSError as error:
        _flush_or_drop()
        return _fail(": ".join(str(word) for word in (error.filename, error.strerror or error) if word))
    except KeyboardInterrupt:
        return INTERRUPTED


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        sys.stdout.write(front_page())
        return CLEAN if words else _fail("no command given")
    if words[0] in ("-V", "--version"):
        sys.stdout.write(f"redshank {__version__}\n")
        return CLEAN
    command = find_command(words[0])
    module = load(command)
    try:
        return module.run(parser_of(command, module).parse_args(words[1:]))
    except SystemExit as end:  # argparse ends so after --help
        return end.code if isinstance(end.code, int) else CLEAN


def find_command(word: str) -> Command:
    """The command called `word`. Raises ConfigError with the nearest name."""
    for command in COMMANDS:
        if command.name == word:
            return command
    kind, names = ("option", ["--help", "--version"]) if word.startswith("-") else ("command", [command.name for command in COMMANDS])
    raise ConfigError(f"unknown {kind} '{word}'{did_you_mean(word, names)}; see 'redshank --help'")


def load(command: Command) -> CommandModule:
    """The module of a command. Raises HostError where it needs a package that is not installed."""
    try:
        return cast(CommandModule, importlib.import_module(command.module))
    except ModuleNotFoundError as error:
        raise HostError(f"{command.name} needs the Python module '{error.name}', which is not installed here") from error


def parser_of(command: Command, module: CommandModule) -> Parser:
    """The parser of one command's own words."""
    parser = Parser(prog=f"redshank {command.name}", description=command.summary)
    module.add_arguments(parser)
    return parser


def _flush() -> None:
    """A pipe that broke at the last buffer is found here, not when the interpreter ends, which would print it."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _flush_or_drop() -> None:
    """What was written so far goes out; where writing is what failed, the interpreter's own last flush must not fail again."""
    try:
        _flush()
    except OSError:
        _drop_output()


def _fail(sentence: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"redshank: {visible(sentence)}\n")
    return FAILED


def _drop_output() -> None:
    """Let the interpreter's own last flush go nowhere, else it would complain about the broken pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
