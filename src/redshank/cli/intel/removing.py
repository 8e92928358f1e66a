"""`redshank intel remove`: follow a source no more."""

import argparse
import os
import time

from redshank.cli.help import Parser, examples
from redshank.cli.intel.listing import counted
from redshank.cli.intel.place import add_place, own_folder_of, say, shipped_allow_lists
from redshank.cli.intel.renewing import Renewal, compiled
from redshank.core.errors import ConfigError, did_you_mean


def add_arguments(parser: Parser) -> None:
    """The options of `remove`."""
    parser.add_argument("name", metavar="NAME", help="of a source that is followed")
    add_place(parser)
    parser.epilog = examples(("redshank intel remove ipsum-3", "what it alone named is listed no more"))


def run(arguments: argparse.Namespace) -> int:
    """Forget the source and its copy, compile the others; 0. Raises ConfigError where it is not followed."""
    folder = own_folder_of(arguments)
    with folder.held():
        followed = folder.sources()
        rest = [one for one in followed if one.source.name != arguments.name]
        if len(rest) == len(followed):
            near = did_you_mean(arguments.name, [one.source.name for one in followed])
            raise ConfigError(f"intel remove: '{arguments.name}' is not followed{near}")
        folder.copy(arguments.name).unlink(missing_ok=True)
        built = compiled(Renewal(folder, shipped_allow_lists(), time.time_ns, os.environ), rest)
    say(f"compiled: {counted(built.counts)}")
    return 0
