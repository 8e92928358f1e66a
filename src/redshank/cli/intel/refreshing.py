"""`redshank intel refresh`: fetch sources again and compile what they name."""

import argparse
import os
import time

from redshank.cli.help import Parser, examples
from redshank.cli.intel.listing import counted, source_lines
from redshank.cli.intel.place import add_place, own_folder_of, put, say, shipped_allow_lists
from redshank.cli.intel.renewing import Renewal, renew
from redshank.core.errors import ConfigError, did_you_mean


def add_arguments(parser: Parser) -> None:
    """The options of `refresh`."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="sources to fetch (default: all)")
    parser.add_argument("--due", action="store_true", help="only those whose time has come, as a server or a timer does")
    add_place(parser)
    parser.epilog = examples(
        ("redshank intel refresh", "all of them now"),
        ("redshank intel refresh --due", "for a timer, on a host without a server"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Fetch and compile; 0, or 1 where a source failed. Raises ConfigError where a name is not followed."""
    folder = own_folder_of(arguments)
    known = [one.source.name for one in folder.sources()]
    for name in arguments.names:
        if name not in known:
            raise ConfigError(f"intel refresh: '{name}' is not followed{did_you_mean(name, known)}")
    if not known and arguments.due:
        return 0
    work = Renewal(folder, shipped_allow_lists(), time.time_ns, os.environ)
    built = renew(work, arguments.names or None, arguments.due)
    if built is None:
        return 0
    meant = [one for one in built.followed if not arguments.names or one.source.name in arguments.names]
    for one in meant:
        if one.state.trouble:
            say(f"{one.source.name}: {one.state.trouble}")
    put(line for one in meant for line in source_lines(one, time.time_ns()))
    say(f"compiled: {counted(built.counts)}; {built.fresh:,} new")
    return 1 if any(one.state.trouble for one in meant) else 0
