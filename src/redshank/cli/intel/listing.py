"""`redshank intel list`: what is followed and how it is, or the catalogue of public feeds."""

import argparse
import time
from collections.abc import Iterable
from typing import Any

import msgspec

from redshank.analysis.intel.catalogue import FEEDS
from redshank.analysis.intel.live import LiveStore
from redshank.analysis.intel.sources import Followed, Source
from redshank.cli.help import Parser, examples
from redshank.cli.intel.place import add_format, add_place, age, folder_of, put, put_json, say


def add_arguments(parser: Parser) -> None:
    """The options of `list`."""
    parser.add_argument("--catalogue", action="store_true", help="public feeds that are known by name, whether followed or not")
    add_format(parser)
    add_place(parser)
    parser.epilog = examples(("redshank intel list", "what is followed, how old it is, what was refused or removed"))


def run(arguments: argparse.Namespace) -> int:
    """Print it; 0, or 1 where a followed source is failing or stale."""
    if arguments.catalogue:
        put_json(msgspec.to_builtins(feed) for feed in FEEDS) if arguments.format == "json" else put(map(feed_line, FEEDS))
        return 0
    folder, now_ns = folder_of(arguments), time.time_ns()
    followed = folder.sources()
    live = LiveStore(folder.store, time.time_ns)
    if live.trouble:
        say(live.trouble)
    if arguments.format == "json":
        put_json(source_object(one, now_ns) for one in followed)
    else:
        put(line for one in followed for line in source_lines(one, now_ns))
        if live.store is not None:
            put([f"compiled: {counted(live.store.notes.counts)}, {live.store.size_bytes / 1e6:.1f} MB"])
    if not followed:
        say("nothing is followed: see `redshank intel list --catalogue`, then `redshank intel add NAME`")
    return 1 if live.trouble or any(one.condition(now_ns) in ("failing", "stale") for one in followed) else 0


def counted(counts: dict[str, int]) -> str:
    """`3 addresses, 1 domains`."""
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items() if count) or "nothing"


def feed_line(feed: Source) -> str:
    """A feed of the catalogue as a line."""
    kind = "harmless: " if feed.allow else ""
    return f"{feed.name:<20} {feed.licence:<26} {kind}{feed.about}  {feed.location}"


def source_object(one: Followed, now_ns: int) -> dict[str, Any]:
    """A source for programs."""
    told: dict[str, Any] = {"condition": one.condition(now_ns), "until_ns": one.until_ns()}
    known: dict[str, Any] = msgspec.to_builtins(one.source) | msgspec.to_builtins(one.state)
    return known | told


def source_lines(one: Followed, now_ns: int) -> Iterable[str]:
    """A source for people: how it is, then what is worth knowing of it."""
    source, state = one.source, one.state
    fetched = f"{age(now_ns - state.good_ns)} old" if state.good_ns else "no copy"
    what = "allow-list" if source.allow else f"{state.taken:,} taken"
    yield f"{source.name:<20} {one.condition(now_ns):<8} {what}, {fetched}, {source.licence or 'licence not known'}, {source.location}"
    if state.trouble:
        used = "no longer matched" if one.is_stale(now_ns) else "the last good copy is used" if state.good_ns else "there is no copy"
        yield f"  last try failed: {state.trouble}: {used}"
    elif one.is_stale(now_ns):
        yield f"  older than {age(source.keep_s * 1_000_000_000)}: no longer matched"
    total = state.taken + sum(state.removed.values())
    for name, count in state.removed.items():
        yield (
            f"  {count:,} of {total:,} removed: on allow-list {name}"
            if name != "in part"
            else f"  {count:,} ranges cut: they hold what is allowed"
        )
    for reason, count in state.refused.items():
        yield f"  {count:,} refused: {reason.replace('_', ' ')}"
    yield from (f"    {sample}" for sample in state.samples)
