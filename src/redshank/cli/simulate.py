"""`redshank simulate`: a breach played harmlessly in a sandbox host with its own agent, and how soon it was known."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redshank.cli.help import Parser, examples
from redshank.cli.lines import add_format_argument
from redshank.cli.output import json_line, open_output
from redshank.cli.signals import on_signals
from redshank.cli.story_text import LiveStory, account
from redshank.core.errors import ConfigError, HostError
from redshank.server.settings import ServerSettings
from redshank.simulate.billgates import STORIES
from redshank.simulate.destination import DEFAULT_BIND, Destination
from redshank.simulate.kept_alerts import KeptAlert
from redshank.simulate.play import Wish, clear, play
from redshank.simulate.report import to_json
from redshank.simulate.sandbox.control_group import open_groups
from redshank.simulate.story import LEAST_LEAD_S, USUAL_LEAD_S, Act

DEFAULT_DATA = ServerSettings().data


def add_arguments(parser: Parser) -> None:
    """The options of `simulate`."""
    parser.add_argument("name", nargs="?", metavar="NAME", help=f"the story: {', '.join(STORIES)}")
    parser.add_argument(
        "--lead", type=float, default=USUAL_LEAD_S, metavar="SECONDS",
        help=f"how long the breach is older than the agent (default {USUAL_LEAD_S:.0f}, at least {LEAST_LEAD_S:.0f})",
    )  # fmt: skip
    add_format_argument(parser)
    parser.add_argument(
        "--data", type=Path, default=DEFAULT_DATA, metavar="DIR",
        help="data of the server to report to, where it runs (default %(default)s); else one is started for the story",
    )  # fmt: skip
    parser.add_argument("--bind", default=DEFAULT_BIND, metavar="ADDRESS:PORT", help="where that server listens (default %(default)s)")
    parser.add_argument("--clean", action="store_true", help="only remove what a simulation that was killed has left")
    parser.epilog = examples(
        ("redshank simulate billgates", "the story, second by second (as root)"),
        ("redshank simulate billgates --lead 5 --format json", "quickly, for a program"),
        ("redshank simulate --clean", "take away what a killed simulation has left"),
    )


class Silent:
    """An audience that only waits for the end."""

    def opened(self, destination: Destination) -> None:
        """Says nothing."""

    def waits(self, seconds: float) -> None:
        """Says nothing."""

    def did(self, act: Act, seconds: float) -> None:
        """Says nothing."""

    def installed(self, watching_s: float) -> None:
        """Says nothing."""

    def kept(self, alert: KeptAlert, seconds: float) -> None:
        """Says nothing."""


def run(arguments: argparse.Namespace) -> int:
    """Play the story; 0 where nothing was left behind. Raises HostError where something that it needs is missing."""
    if arguments.clean:
        return _clean()
    if arguments.name is None:
        raise ConfigError(f"simulate: which story? one of {', '.join(STORIES)}; see 'redshank simulate --help'")
    wish = _wish(arguments)
    output = open_output(arguments.format, os.environ)
    with ended_by_signals():
        report = play(wish, Silent() if arguments.format == "json" else LiveStory(output))
    if arguments.format == "json":
        output.write([json_line(to_json(report))])
    else:
        account(report, output)
    return 1 if report.left else 0


def _wish(arguments: argparse.Namespace) -> Wish:
    if arguments.name not in STORIES:
        raise ConfigError(f"simulate: no story '{arguments.name}': one of {', '.join(STORIES)}")
    if not 0 <= arguments.lead <= 86_400:
        raise ConfigError(f"simulate: --lead {arguments.lead:g}: give seconds from {LEAST_LEAD_S:.0f} to 86400")
    if not arguments.bind.rpartition(":")[2].isdecimal():
        raise ConfigError(f"simulate: --bind {arguments.bind}: write it as 127.0.0.1:8765")
    return Wish(STORIES[arguments.name], arguments.lead, arguments.data, arguments.bind)


def _clean() -> int:
    if os.geteuid() != 0:
        raise HostError("simulate: --clean needs root, as the simulation did: run it with sudo")
    with open_groups() as groups:
        removed = clear(groups)
    for what in removed:
        sys.stderr.write(f"redshank: removed {what}\n")
    if not removed:
        sys.stderr.write("redshank: nothing is left of a simulation\n")
    return 0


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl-C does, and only the first of them counts: what puts everything away is not to be cut short."""
    came: list[int] = []

    def interrupt(number: int) -> None:
        came.append(number)
        if len(came) == 1:
            raise KeyboardInterrupt

    with on_signals(interrupt):
        yield
