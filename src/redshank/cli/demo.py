"""`redshank demo`: server, console and agent on a throw-away data folder, and a breach in them to look at."""

import argparse
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from redshank.cli.help import Parser, examples
from redshank.cli.output import open_output
from redshank.cli.simulate import ended_by_signals
from redshank.cli.story_text import LiveStory, account
from redshank.cli.up import Up
from redshank.core import config
from redshank.core.errors import ConfigError, HostError
from redshank.simulate.billgates import BILLGATES
from redshank.simulate.destination import DEFAULT_BIND
from redshank.simulate.play import Wish, clear, play
from redshank.simulate.sandbox.control_group import join, leave, make_group, open_groups
from redshank.simulate.scene import lacking
from redshank.simulate.work_folder import work_folder

DEMO_LEAD_S = 20.0
_LOOK_S = 0.5


def add_arguments(parser: Parser) -> None:
    """The options of `demo`."""
    parser.add_argument("--bind", metavar="ADDRESS:PORT", help=f"where the console listens (default {DEFAULT_BIND}, or a free port)")
    parser.add_argument(
        "--lead", type=float, default=DEMO_LEAD_S, metavar="SECONDS",
        help=f"how long the breach is older than the sandbox's agent (default {DEMO_LEAD_S:.0f})",
    )  # fmt: skip
    parser.epilog = examples(
        ("redshank demo", "open the printed link, and watch a breach become known (as root); Ctrl-C ends it"),
        ("redshank demo --bind 127.0.0.1:9000", "the same, elsewhere"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Show it until Ctrl-C; 0. Nothing of it is kept. Raises HostError where something that it needs is missing."""
    if reason := lacking():
        raise HostError(reason)
    if not 0 <= arguments.lead <= 86_400:
        raise ConfigError(f"demo: --lead {arguments.lead:g}: give seconds up to 86400")
    bind = arguments.bind or _free_bind()
    with ended_by_signals(), _group(), work_folder() as data:
        up = Up(data, (["--config", str(config.DEFAULT_PATH), "--data", str(data)], ["--bind", bind]), _say)
        try:
            up.start()
            _say(f"redshank: console: {up.link or up.address}")
            _tell(Wish(BILLGATES, arguments.lead, data, bind))
            _say(f"redshank: look at it in the console: {up.address}; Ctrl-C ends it, and nothing is kept")
            _wait(up)
        except KeyboardInterrupt:
            _say("redshank: ends, and removes what it made")
        finally:
            up.stop()
    return 0


@contextmanager
def _group() -> Iterator[None]:
    """All that is started from here on belongs to one control group: a demo that is killed can be cleared away as a whole."""
    with open_groups() as groups:
        clear(groups)
        group = make_group(groups, f"{os.getpid()}-demo")
        join(group.folder)
        try:
            yield
        finally:
            leave(group)
            group.end()


def _tell(wish: Wish) -> None:
    output = open_output("text", os.environ)
    account(play(wish, LiveStory(output)), output)


def _wait(up: Up) -> None:
    """Returns never; Ctrl-C ends it."""
    while not threading.Event().wait(_LOOK_S):
        up.look()


def _free_bind() -> str:
    """The usual address, or one with a free port where that is taken."""
    host, _, port = DEFAULT_BIND.rpartition(":")
    for wanted in (int(port), 0):
        try:
            with socket.create_server((host, wanted)) as one:
                return f"{host}:{one.getsockname()[1]}"
        except OSError:
            continue
    raise HostError(f"no port of {host} is free: give one with --bind")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
