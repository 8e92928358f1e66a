"""`redshank intel`: what is known as bad, where it comes from, and whether a value is among it."""

import argparse
import importlib
from typing import cast

from redshank.cli.help import Parser, examples
from redshank.cli.main import CommandModule

VERBS = {
    "list": ("redshank.cli.intel.listing", "the sources that are followed, how they are; or the catalogue of public feeds"),
    "add": ("redshank.cli.intel.adding", "follow a feed of the catalogue, a URL or a file"),
    "remove": ("redshank.cli.intel.removing", "follow a source no more, and forget what it named"),
    "refresh": ("redshank.cli.intel.refreshing", "fetch sources again and compile what they name"),
    "lookup": ("redshank.cli.intel.looking", "whether an address, name, page or digest is listed, by whom, how old, under which terms"),
    "check": ("redshank.cli.intel.checking", "what a file would give, and which of its lines would be refused"),
}
"""Verb to the module that does it and one line about it."""

EXAMPLES = examples(
    ("redshank intel list --catalogue", "public feeds that are known by name"),
    ("redshank intel add ipsum-3", "follow one of them"),
    ("redshank intel add ./ours.csv --column ip --licence internal", "a list of your own"),
    ("redshank intel lookup 203.0.113.66 listed.example", "who lists these"),
    ("redshank intel check bundle.json", "whether a file is understood"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs, each with its own options."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    for verb, (name, summary) in VERBS.items():
        _module(name).add_arguments(verbs.add_parser(verb, help=summary, description=summary))
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """Do what the verb says; gives its exit status."""
    return _module(VERBS[arguments.verb][0]).run(arguments)


def _module(name: str) -> CommandModule:
    return cast(CommandModule, importlib.import_module(name))
