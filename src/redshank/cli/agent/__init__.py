"""`redshank agent`: enrol this host at a server, run its agent, say how it is."""

import argparse
import importlib
import os
from pathlib import Path
from typing import Protocol, cast

from redshank.cli.help import Parser, examples
from redshank.core import config
from redshank.host.agent_settings import AgentSettings

ENROL = """Makes a key on this host and lets a server know it. The server's operator gives its address, its pin (not needed on
the server's own host) and a token, which lets one host in."""
RUN = "Watches this host and reports to the server it is enrolled at. What the server has not confirmed is kept on disk."
STATUS = "Every source, its cost and its losses, what waits on disk, and the last word of the server.\nExit 1 where no agent runs."

CLEAN = "Takes out the audit rules that a killed agent left, and puts the audit settings back. The next start does the same."

MODULES = {
    "enrol": "redshank.cli.agent.enrolling",
    "run": "redshank.cli.agent.guarding",
    "status": "redshank.cli.agent.status",
    "clean": "redshank.cli.agent.cleaning",
}
"""Verb to the module that does it."""
WORKER = "redshank.cli.agent.working"
"""What `run --no-guardian` does. It is loaded there alone, so that the guardian starts at once."""


class VerbModule(Protocol):
    """What the module of a verb offers."""

    def run(self, arguments: argparse.Namespace, settings: AgentSettings) -> int:
        """Do it; gives the exit status. Raises RedshankError with one clear line."""
        ...


def add_arguments(parser: Parser) -> None:
    """The verbs, each with its options."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    _add_enrol(verbs.add_parser("enrol", help="make this host's key and let a server know it", description=ENROL))
    _add_run(verbs.add_parser("run", help="watch this host and report to the server (as root)", description=RUN))
    _add_status(verbs.add_parser("status", help="how the agent is: sources, what waits, what was lost", description=STATUS))
    _add_clean(verbs.add_parser("clean", help="take out what a killed agent left in the audit system", description=CLEAN))
    parser.epilog = examples(
        ("redshank agent enrol --server https://192.0.2.10:8765 --pin sha256/… --token-file -", "let this host in"),
        ("redshank agent run", "watch it, until Ctrl-C"),
        ("redshank agent status", "how it goes"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says; gives its exit status."""
    flags = {"agent.data": arguments.data.absolute()} if arguments.data else {}
    if getattr(arguments, "no_pin", False):
        flags["agent.pin"] = False
    settings = config.load({"agent": AgentSettings}, arguments.config, os.environ, flags)["agent"]
    name = WORKER if arguments.verb == "run" and arguments.no_guardian else MODULES[arguments.verb]
    return cast(VerbModule, importlib.import_module(name)).run(arguments, settings)


def _add_enrol(parser: Parser) -> None:
    parser.add_argument("--server", metavar="URL", help="https://HOST:PORT, or http://localhost:PORT on the server's own host")
    parser.add_argument("--pin", default="", metavar="PIN", help="for https: hash of the server's key (sha256/…), which it prints")
    parser.add_argument("--token-file", required=True, metavar="FILE", help="file with the token; - reads it from standard input")
    parser.add_argument("--again", action="store_true", help="a new key and a new identity, though this host has one")
    _add_place(parser)
    parser.epilog = examples(
        ("redshank agent enrol --server https://192.0.2.10:8765 --pin sha256/… --token-file -", "then paste the token"),
        ("redshank agent enrol --server http://localhost:8765 --token-file token", "on the server's own host"),
    )


def _add_run(parser: Parser) -> None:
    parser.add_argument("--no-guardian", action="store_true", help="without the process that starts the agent again should it be killed")
    parser.add_argument("--no-pin", action="store_true", help="leave nothing in the kernel for the next start should it be killed")
    parser.add_argument("--tell-fd", type=int, metavar="N", help="write a line of JSON to this descriptor once everything is watched")
    _add_place(parser)
    parser.epilog = examples(
        ("redshank agent run", "until Ctrl-C or SIGTERM"),
        ("redshank agent run --data /srv/redshank", "with its files elsewhere"),
    )


def _add_status(parser: Parser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people (default) or one JSON object")
    _add_place(parser)
    parser.epilog = examples(("redshank agent status", "for people"), ("redshank agent status --format json", "for a program"))


def _add_clean(parser: Parser) -> None:
    _add_place(parser)
    parser.epilog = examples(("redshank agent clean", "after an agent was killed that is not started again"))


def _add_place(parser: Parser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="where key, identity and spool are kept (default /var/lib/redshank)")
    parser.add_argument("--config", type=Path, default=config.DEFAULT_PATH, metavar="FILE", help="settings (default %(default)s)")
