"""`redshank doctor`: what this host allows, conflicts by name, and what will be degraded."""

import argparse
import os
import sys

from redshank.cli.help import Parser, examples
from redshank.cli.lines import add_format_argument
from redshank.cli.terminal import look_of, visible
from redshank.events.codec import to_json
from redshank.host.sensor.preflight import Check, run_checks

_COLOURS = {"ok": "32", "degraded": "33", "missing": "31"}


def add_arguments(parser: Parser) -> None:
    """The options of `doctor`."""
    add_format_argument(parser)
    parser.description = (
        "Asks before the start: rights, kernel, conflicts, logs. Changes nothing.\nExit 0 all well, 1 something is degraded or missing."
    )
    parser.epilog = examples(("sudo redshank doctor", "what this host allows"), ("redshank doctor --format json", "the same for a program"))


def run(arguments: argparse.Namespace) -> int:
    """Print every check; 0 where all are ok, else 1."""
    checks = run_checks()
    if arguments.format == "json":
        sys.stdout.writelines(to_json({"check": c.name, "state": c.state, "detail": c.detail}).decode() + "\n" for c in checks)
    else:
        colour = look_of(sys.stdout, os.environ).coloured
        sys.stdout.write("".join(_line(check, colour) for check in checks) + _verdict(checks))
    return 0 if all(check.state == "ok" for check in checks) else 1


def _line(check: Check, colour: bool) -> str:
    word = f"{check.state:<8}"
    painted = f"\x1b[{_COLOURS[check.state]}m{word}\x1b[0m" if colour else word
    return f"{painted}  {check.name:<15}  {visible(check.detail)}\n"


def _verdict(checks: list[Check]) -> str:
    missing = [check.name for check in checks if check.state == "missing"]
    degraded = [check.name for check in checks if check.state == "degraded"]
    if missing:
        return f"\nNot everything works here: {', '.join(missing)}. What is left still gives alerts; `redshank watch` says which.\n"
    return f"\nEverything works{', ' + str(len(degraded)) + ' with less than it could' if degraded else ''}.\n"
