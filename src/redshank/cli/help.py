"""What the command line says about itself: the list of commands, the parser that names the nearest word, and examples."""

import argparse
from dataclasses import dataclass
from typing import Any, NoReturn

from redshank.core.errors import ConfigError, did_you_mean


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand: its name, the module that is loaded when it is asked for, and one line about it."""

    name: str
    module: str
    summary: str


COMMANDS = (
    Command("up", "redshank.cli.up", "server, console and agent on this host, in the foreground"),
    Command("watch", "redshank.cli.watch", "watch this host now and print one line per alert as it happens"),
    Command("sweep", "redshank.cli.sweep", "look back over this host, or over a disk image: was it breached before you came"),
    Command("replay", "redshank.cli.replay", "put recorded events or an audit.log through the rules"),
    Command("rules", "redshank.cli.rules", "list, check, test and explain detection rules"),
    Command("intel", "redshank.cli.intel", "follow lists of what is known as bad, and ask whether a value is on one"),
    Command("suppressions", "redshank.cli.suppressions", "what is silenced and until when: propose, try, sign off, take back"),
    Command("agent", "redshank.cli.agent", "enrol this host at a server, watch it and report, say how the agent is"),
    Command("server", "redshank.cli.server", "take in events, judge them, serve the console; let agents and people in"),
    Command("simulate", "redshank.cli.simulate", "play a breach harmlessly in a sandbox host and say how soon it was known"),
    Command("demo", "redshank.cli.demo", "the whole product on a throw-away data folder, with a breach to look at"),
    Command("doctor", "redshank.cli.doctor", "what this host allows, what is missing, and what that costs"),
)
"""Every command that exists, in the order of the front page."""


def front_page() -> str:
    """The text of `redshank --help`."""
    wide = max(len(command.name) for command in COMMANDS)
    commands = "".join(f"  {command.name:<{wide}}  {command.summary}\n" for command in COMMANDS)
    return (
        "usage: redshank COMMAND [OPTION]...\n\n"
        "Redshank tells within seconds whether a Linux host is breached, what was done to it, and how to put it right.\n\n"
        f"commands:\n{commands}\n"
        "options:\n  -h, --help     this text; after a command, help on it\n  -V, --version  the version\n\n"
        "examples:\n"
        "  redshank doctor                        see what this host allows\n"
        "  redshank watch                         alerts of this host, as they happen (as root)\n"
        "  redshank replay /var/log/audit/audit.log\n"
        "                                         what the rules say to a recorded log\n\n"
        "exit status: 0 clean end, 1 findings (where a command documents it), 2 usage or environment error\n"
    )


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line that names the nearest known word; abbreviations are not taken."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**{**settings, "allow_abbrev": False})

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse has it, but an unknown word is an error of the command that did not know it."""
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(self._unknown(unknown[0]))
        return known, unknown

    def _unknown(self, word: str) -> str:
        if not word.startswith("-") or word == "-":
            return f"one argument too many: '{word}'"
        return f"unknown option '{word}'{did_you_mean(word.partition('=')[0], self._option_string_actions)}"

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """The choices of an argument, with the nearest one named."""
        if action.choices is not None and value not in action.choices:
            what = "/".join(action.option_strings) or action.dest
            choices = [str(choice) for choice in action.choices]
            raise argparse.ArgumentError(None, f"unknown {what} '{value}'{did_you_mean(str(value), choices)}: one of {', '.join(choices)}")

    def error(self, message: str) -> NoReturn:
        """Raises ConfigError: the message, and where the help is."""
        command = self.prog.removeprefix("redshank ")
        raise ConfigError(f"{command}: {message}; see '{self.prog} --help'")


def examples(*lines: tuple[str, str]) -> str:
    """The text below a command's options: pairs of a command line and what it does."""
    wide = max(len(command) for command, _ in lines)
    return "examples:\n" + "\n".join(f"  {command:<{wide}}  {what}".rstrip() for command, what in lines)
