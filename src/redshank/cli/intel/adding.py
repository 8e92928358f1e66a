"""`redshank intel add`: follow a feed of the catalogue, a URL or a file."""

import argparse
import os
import re
import time
from dataclasses import replace
from pathlib import Path

from redshank.analysis.intel.catalogue import FEEDS, feed
from redshank.analysis.intel.formats import READERS
from redshank.analysis.intel.sources import Followed, Source
from redshank.cli.duration import duration_s
from redshank.cli.help import Parser, examples
from redshank.cli.intel.listing import counted, source_lines
from redshank.cli.intel.place import add_place, own_folder_of, put, say, shipped_allow_lists
from redshank.cli.intel.renewing import Renewal, renew
from redshank.core.errors import ConfigError, did_you_mean


def add_arguments(parser: Parser) -> None:
    """The options of `add`."""
    parser.add_argument("what", metavar="WHAT", help="name of a feed of the catalogue, an https address, or a file")
    parser.add_argument("--name", metavar="NAME", help="what to call it (default: the feed's name, or the file's without its ending)")
    parser.add_argument("--as", dest="format_", choices=("auto", *READERS), help="format (default: found by content)")
    parser.add_argument("--column", metavar="COLUMN", help="of a CSV: name or number of the column with the indicators (default: found)")
    parser.add_argument("--licence", metavar="TEXT", help="its terms, as alerts name them")
    parser.add_argument("--every", metavar="TIME", help="how often it is fetched: 1h, 1d (default 1d)")
    parser.add_argument(
        "--keep", metavar="TIME", help="how old a copy may grow and still be believed; 0: always (default 7d; a file: always)"
    )
    parser.add_argument("--confidence", type=int, metavar="N", help="how far it is trusted, 0 to 100 (default 50)")
    parser.add_argument(
        "--least-confidence", type=int, metavar="N", help="leave single indicators of which it is less sure (STIX; default 0)"
    )
    parser.add_argument("--allow", action="store_true", help="it names what is harmless: plain lines, or a MISP warninglist")
    parser.add_argument("--local", action="store_true", help="it may lie at a private or loopback address, and be asked for without TLS")
    add_place(parser)
    parser.epilog = examples(
        ("redshank intel add ipsum-3", "a feed of the catalogue"),
        ("redshank intel add https://lists.example.org/bad.csv --column ip", "any other"),
        ("redshank intel add ./partners.txt --allow", "never alert on these"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Follow it, fetch it, compile; 0, or 1 where it could not be fetched (it is followed all the same)."""
    source, folder = chosen(arguments), own_folder_of(arguments)
    with folder.held():
        followed = folder.sources()
        if any(one.source.name == source.name for one in followed):
            raise ConfigError(f"intel add: '{source.name}' is followed already: remove it first, or give another --name")
        folder.save([*followed, Followed(source)])
    built = renew(Renewal(folder, shipped_allow_lists(), time.time_ns, os.environ), [source.name])
    assert built is not None  # only a refresh of what is due may have nothing to do
    added = next(one for one in built.followed if one.source.name == source.name)
    put(source_lines(added, time.time_ns()))
    say(f"compiled: {counted(built.counts)}; {built.fresh:,} new")
    return 1 if added.state.trouble else 0


def chosen(arguments: argparse.Namespace) -> Source:
    """The source that the words name. Raises ConfigError."""
    found = feed(arguments.what) or _elsewhere(arguments)
    given = {
        "name": arguments.name, "format": arguments.format_, "column": arguments.column, "licence": arguments.licence,
        "every_s": _seconds(arguments.every), "keep_s": _seconds(arguments.keep), "confidence": arguments.confidence,
        "least_confidence": arguments.least_confidence, "allow": arguments.allow or None, "local": arguments.local or None,
    }  # fmt: skip
    try:
        return replace(found, **{name: value for name, value in given.items() if value is not None})
    except ValueError as error:
        raise ConfigError(f"intel add: {error}") from error


def _elsewhere(arguments: argparse.Namespace) -> Source:
    what, name = arguments.what, arguments.name
    if what.startswith(("https://", "http://")):
        return Source(name or _name(what.rstrip("/").rpartition("/")[2].partition("?")[0]), what)
    path = Path(what)
    if not path.is_file():
        near = did_you_mean(what, [one.name for one in FEEDS])
        raise ConfigError(f"intel add: '{what}' is no feed of the catalogue, no https address and no file{near}")
    return Source(name or _name(path.name), str(path.resolve()), keep_s=0)


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.rpartition(".")[0].lower() or text.lower()).strip("-._")[:63] or "source"


def _seconds(text: str | None) -> int | None:
    return None if text is None else int(duration_s(text))
