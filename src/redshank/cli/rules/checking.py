"""`redshank rules check`: every mistake in rule files."""

import argparse
import os
import sys

from redshank.analysis.detect.selftest import untested
from redshank.analysis.detect.sigma.link import without_source
from redshank.analysis.detect.sigma.tree import Rule
from redshank.cli.detection import warn_line
from redshank.cli.help import examples
from redshank.cli.lines import add_format_argument
from redshank.cli.output import json_line, open_output
from redshank.cli.rules.loading import Loaded, add_places, load_rules
from redshank.cli.terminal import visible
from redshank.core.errors import ContentError

EXAMPLES = examples(
    ("redshank rules check", "the shipped rules"),
    ("redshank rules check ./rules", "every file below a folder"),
    ("redshank rules check x.yml --format json", "for an editor"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rules check` takes."""
    add_places(parser, "PATH")
    add_format_argument(parser)
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """0 where nothing is wrong, 1 where something is. Mistakes on standard output, their sum on standard error."""
    loaded = load_rules(arguments.places)
    errors = sorted(loaded.errors, key=lambda error: (error.path, error.line, error.column))
    output = open_output(arguments.format, os.environ)
    if arguments.format == "json":
        output.write(json_line(error_flat(error)) for error in errors)
    else:
        output.write(visible(line) for line in (*loaded.list_problems, *map(str, errors)))
    for rule in without_source(loaded.rules):
        warn_line(source_line(rule))
    sys.stderr.write(f"redshank: {account(loaded)}\n")
    return 1 if errors or loaded.list_problems else 0


def error_flat(error: ContentError) -> dict[str, object]:
    """A mistake for a program; line and column count from 1."""
    return {"path": error.path, "line": error.line, "column": error.column, "message": error.message}


def source_line(rule: Rule) -> str:
    """Where a rule that can never fire here stands, and why. It is no mistake of the rule."""
    return f"{rule.path}:{rule.line}: '{rule.title}': {rule.no_source}"


def account(loaded: Loaded) -> str:
    """How many rules stand, and what is wrong."""
    right, bare = len(loaded.rules), sum(len(untested(one)) for one in loaded.sets)
    wrong = len(loaded.errors) + len(loaded.list_problems)
    tests = f", {bare} without a test file" if bare else ""
    silent = len(without_source(loaded.rules))
    tests += f", {silent} with no source here" if silent else ""
    return f"{right} rule{'' if right == 1 else 's'} loaded{tests}; {wrong or 'no'} mistake{'' if wrong == 1 else 's'}"
