"""`redshank intel lookup`: whether a value is listed, by whom, how old, under which terms."""

import argparse
import time
from collections.abc import Iterable
from typing import Any

from redshank.analysis.detection import SITE_FOLDER
from redshank.analysis.intel.list_lines import Domain, FileHash, parse_value
from redshank.analysis.intel.live import LiveStore
from redshank.analysis.intel.prefixes import number
from redshank.analysis.intel.store import ListSource, Store
from redshank.analysis.intel.urls import parse_url, refang
from redshank.analysis.lists import load_lists
from redshank.cli.help import Parser, examples
from redshank.cli.intel.place import add_format, add_place, age, folder_of, put, put_json, say
from redshank.core.errors import ConfigError
from redshank.core.resources import content_folder

_PLAIN = {"address": "listed_addresses", "domain": "listed_domains", "hash": "listed_hashes"}


def add_arguments(parser: Parser) -> None:
    """The options of `lookup`."""
    parser.add_argument("values", nargs="+", metavar="VALUE", help="an address, a name, a page or a digest; `evil[.]example` too")
    add_format(parser)
    add_place(parser)
    parser.epilog = examples(
        ("redshank intel lookup 203.0.113.66", "who lists this address"),
        ("redshank intel lookup 'hxxp://evil[.]example/x'", "the page, and its host"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Print what is known of each; 1 where any is listed, 0 where none is. Raises ConfigError for what is no indicator."""
    asked = [(word, kind, value) for word in arguments.values for kind, value in questions(word)]
    live = LiveStore(folder_of(arguments).store, time.time_ns)
    if live.trouble:
        say(live.trouble)
    plain = load_lists([content_folder("rules"), SITE_FOLDER]).by_name
    answers = []
    for word, kind, value in asked:
        name = plain[_PLAIN[kind]].lookup(value) if kind in _PLAIN else None
        answers.append((word, kind, value, sources(live.store, kind, value), name))
    now_ns = time.time_ns()
    if arguments.format == "json":
        put_json(answer_object(answer, now_ns) for answer in answers)
    else:
        put(line for answer in answers for line in answer_lines(answer, now_ns))
    return 1 if any(found or name for _, _, _, found, name in answers) else 0


Answer = tuple[str, str, str, list[ListSource], str | None]


def questions(word: str) -> list[tuple[str, str]]:
    """(kind, value) that a word asks for: a page asks for its host too."""
    text = refang(word.strip())
    if number(text):
        return [("address", text)]
    value = parse_value(text)
    if isinstance(value, FileHash):
        return [("hash", value.digest.hex())]
    if isinstance(value, Domain):
        return [("domain", value.name)]
    page = parse_url(text) if "/" in text else None
    if page is None:
        raise ConfigError(f"intel lookup: '{word}' is no address, name, page or digest")
    host = text.partition("://")[2] or text
    name = host.partition("/")[0].rpartition("@")[2]
    inner = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
    return [("url", text), ("address" if number(inner) else "domain", inner)]


def sources(store: Store | None, kind: str, value: str) -> list[ListSource]:
    """Who names the value."""
    return store.sources_of(getattr(store, kind)(value)) if store is not None else []


def answer_object(answer: Answer, now_ns: int) -> dict[str, Any]:
    """What is known of a value, for programs."""
    word, kind, value, found, name = answer
    told = [
        {
            "name": one.name, "licence": one.licence, "location": one.location, "confidence": one.confidence,
            "age_s": max(0, now_ns - one.fetched_ns) // 1_000_000_000, "until_ns": one.until_ns,
        }
        for one in found
    ]  # fmt: skip
    return {"asked": word, "kind": kind, "value": value, "listed": bool(found or name), "sources": told, "list": name or ""}


def answer_lines(answer: Answer, now_ns: int) -> Iterable[str]:
    """What is known of a value, for people."""
    _, kind, value, found, name = answer
    yield f"{value}: {kind}, {'listed' if found or name else 'not listed'}"
    if name:
        yield f"  {name}: list file"
    for one in found:
        fetched = f"{age(now_ns - one.fetched_ns)} old" if one.fetched_ns else "age not known"
        yield f"  {one.name}: {fetched}, {one.licence or 'licence not known'}, confidence {one.confidence}, {one.location}"
