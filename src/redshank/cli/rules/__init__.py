"""`redshank rules`: what the rules are, whether they are right, and why one fires or does not."""

import argparse
import importlib
from typing import cast

from redshank.cli.help import Parser, examples
from redshank.cli.main import CommandModule

VERBS = {
    "list": ("redshank.cli.rules.listing", "the rules, one a line: id, severity, title, log source, techniques, how they are looked up"),
    "check": ("redshank.cli.rules.checking", "every mistake in rule files, as file:line:column: message"),
    "test": ("redshank.cli.rules.testing", "run the tests that lie beside rules (x.test.yml beside x.yml)"),
    "import": ("redshank.cli.rules.importing", "other people's Sigma rules, taken in as they are, with their authors and licence"),
    "coverage": ("redshank.cli.rules.coverage", "which ATT&CK techniques the rules look for; as a layer for the ATT&CK Navigator too"),
    "sets": ("redshank.cli.rules.sets", "the rule sets to choose from: how many rules of each severity are at work in each"),
    "explain": ("redshank.cli.rules.explaining", "one rule against one event: which clauses held, and which did not"),
}
"""Verb to the module that does it and one line about it."""

EXAMPLES = examples(
    ("redshank rules list", "the shipped rules"),
    ("redshank rules check ./rules", "mistakes in rules of your own"),
    ("redshank rules test ./rules/x.yml", "what x.test.yml expects of x.yml"),
    ("redshank rules import ~/sigma", "the Linux rules of a SigmaHQ checkout"),
    ("redshank rules coverage --format layer", "a layer for the ATT&CK Navigator"),
    ("redshank rules explain ./rules/x.yml event.json", "why it fires on this event, or does not"),
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
