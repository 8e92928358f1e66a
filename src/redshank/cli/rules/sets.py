"""`redshank rules sets`: the rule sets to choose from."""

import argparse
import os
from collections.abc import Sequence
from typing import Any

from redshank.analysis.detect.sigma.link import silent_ids
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.analysis.detection import SITE_FOLDER
from redshank.analysis.rule_sets import BASE, choose, read_set, set_files, set_folders
from redshank.cli.detection import warn_line
from redshank.cli.help import examples
from redshank.cli.lines import add_format_argument
from redshank.cli.output import json_line, open_output
from redshank.cli.rules.loading import load_rules
from redshank.cli.terminal import visible
from redshank.core.errors import ConfigError
from redshank.core.resources import content_folder

EXAMPLES = examples(("redshank rules sets", "what `rule_set` in the server's settings may say"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rules sets` takes."""
    add_format_argument(parser)
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """One line for each set. 1 where a set is refused or names what no rule is; that is a line on standard error."""
    rules = load_rules(()).rules
    folders = set_folders(SITE_FOLDER)
    rows, wrong = [], 0
    for name in sorted({BASE, *set_files(folders)}):
        try:
            wanted = read_set(name, folders)
        except ConfigError as error:
            warn_line(str(error))
            wrong += 1
            continue
        kept, unused = choose(rules, wanted, content_folder("rules"))
        for sentence in unused:
            warn_line(sentence)
        wrong += len(unused)
        rows.append(flat(name, wanted.title, kept))
    output = open_output(arguments.format, os.environ)
    output.write(json_line(row) for row in rows) if arguments.format == "json" else output.write(visible(line(row)) for row in rows)
    return 1 if wrong else 0


def flat(name: str, title: str, kept: Sequence[AnyRule]) -> dict[str, Any]:
    """A set for a program: how many of its rules alert, by severity."""
    steps = silent_ids(kept)
    counts = {f"severity_{wanted}": sum(rule.severity == wanted and rule.id not in steps for rule in kept) for wanted in (1, 2, 3)}
    return {"set": name, "title": title, **counts}


def line(row: dict[str, Any]) -> str:
    """A set for a person."""
    counts = " ".join(f"{row[f'severity_{wanted}']:>4}" for wanted in (1, 2, 3))
    return f"{row['set']:<16} Severity 1-3: {counts}  {row['title']}"
