"""`redshank intel check`: what a file would give, and which of its lines would be refused."""

import argparse
import time
from collections import Counter
from pathlib import Path

from redshank.analysis.intel.allow import read_allow_list
from redshank.analysis.intel.build import read_source
from redshank.analysis.intel.formats import READERS
from redshank.analysis.intel.reading import Shape, Tally
from redshank.analysis.intel.sources import Source
from redshank.cli.help import Parser, examples
from redshank.cli.intel.listing import counted
from redshank.cli.intel.place import add_format, put, put_json
from redshank.core.errors import ConfigError

_KINDS = {"Prefix": "addresses", "Domain": "domains", "Url": "urls", "FileHash": "hashes"}


def add_arguments(parser: Parser) -> None:
    """The options of `check`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a list, table, bundle or event")
    parser.add_argument("--as", dest="format_", choices=("auto", *READERS), default="auto", help="format (default: found by content)")
    parser.add_argument("--column", default="", metavar="COLUMN", help="of a CSV: name or number of the column (default: found)")
    parser.add_argument("--allow", action="store_true", help="it names what is harmless: plain lines, or a MISP warninglist")
    add_format(parser)
    parser.epilog = examples(("redshank intel check ./iocs.csv --column value", "before it is followed"))


def run(arguments: argparse.Namespace) -> int:
    """Print counts and the first refused lines; 0, or 1 where any is refused. Raises ConfigError where it cannot be read."""
    tally, kinds = Tally(), Counter[str]()
    try:
        with arguments.file.open("rb") as file:
            if arguments.allow:
                kind = "allow"
                read_allow_list("check", file, tally)
                kinds["entries"] = tally.taken
            else:
                source = Source("check", str(arguments.file), arguments.format_)
                kind, found = read_source(source, file, Shape(arguments.column, now_ns=time.time_ns()), tally)
                kinds.update(_KINDS[type(one.value).__name__] for one in found)
    except OSError as error:
        raise ConfigError(f"intel check: {arguments.file}: {error.strerror}") from error
    if arguments.format == "json":
        put_json([{"format": kind, "taken": dict(kinds), "refused": tally.refused, "samples": tally.samples}])
    else:
        put([f"{arguments.file}: {kind}: {counted(dict(kinds))}"])
        put(f"  {count:,} refused: {reason.replace('_', ' ')}" for reason, count in tally.refused.items())
        put(f"    {sample}" for sample in tally.samples)
    return 1 if tally.refused else 0
