"""`redshank rules coverage`: which ATT&CK techniques the rules look for."""

import argparse
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from redshank.analysis.detect.sigma.link import silent_ids, without_source
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.cli.detection import warn_line
from redshank.cli.help import examples
from redshank.cli.output import json_line, open_output
from redshank.cli.rules.checking import source_line
from redshank.cli.rules.loading import add_places, load_rules
from redshank.cli.terminal import visible
from redshank.findings.compliance import CONTROLS, controls

EXAMPLES = examples(
    ("redshank rules coverage", "techniques and how many rules look for each"),
    ("redshank rules coverage --compliance pci_dss", "controls of PCI DSS and how many rules serve each"),
    ("redshank rules coverage --format layer > layer.json", "to open in the ATT&CK Navigator"),
)
COMMENT_RULES = 20
"""Rules that a technique's comment names; more of them are a number."""
LAYER_VERSIONS = {"attack": "18", "navigator": "5.1.0", "layer": "4.5"}
"""Of the format, from the Navigator's own description of layers."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A technique and the rules that look for it. severity: the worst of theirs, 1 the worst of all."""

    technique: str
    rules: tuple[AnyRule, ...]

    @property
    def severity(self) -> int:
        """1 to 3."""
        return min(rule.severity for rule in self.rules)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rules coverage` takes."""
    add_places(parser, "PATH")
    known = ("text", "json", "layer")
    parser.add_argument("--format", choices=known, default="text", help="lines (default), JSON lines, or a layer of the ATT&CK Navigator")
    parser.add_argument(
        "--compliance", choices=tuple(CONTROLS), metavar="STANDARD", help=f"controls of a standard instead: {', '.join(CONTROLS)}"
    )
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """0. One line for each technique, in the order of their ids; a rule that is refused is a line on standard error."""
    loaded = load_rules(arguments.places)
    for sentence in (*loaded.list_problems, *map(str, loaded.errors)):
        warn_line(sentence)
    for rule in without_source(loaded.rules):
        warn_line(source_line(rule))
    if arguments.compliance:
        return _write_controls(loaded.rules, arguments.compliance, arguments.format)
    found = covered(loaded.rules)
    output = open_output("text" if arguments.format == "text" else "json", os.environ)
    if arguments.format == "layer":
        output.write([json.dumps(layer(found))])
    elif arguments.format == "json":
        output.write(json_line(flat(one)) for one in found)
    else:
        output.write(visible(line) for line in lines(found))
    return 0


def covered(rules: Iterable[AnyRule]) -> list[Covered]:
    """Techniques with the rules that give alerts about them, by id. Not counted: steps of others, and rules with no source here."""
    rules = tuple(rules)
    steps = silent_ids(rules) | {rule.id for rule in without_source(rules)}
    by_technique: dict[str, list[AnyRule]] = {}
    for rule in rules:
        if rule.id not in steps:
            for technique in rule.technique_ids:
                by_technique.setdefault(technique, []).append(rule)
    return [Covered(technique, tuple(found)) for technique, found in sorted(by_technique.items())]


def controls_served(rules: Iterable[AnyRule], standard: str) -> dict[str, list[AnyRule]]:
    """The controls of a standard with the rules that serve each and give alerts, in order of the controls."""
    rules = tuple(rules)
    steps = silent_ids(rules)
    by_control: dict[str, list[AnyRule]] = {}
    for rule in rules:
        for control in controls(rule.tags, standard) if rule.id not in steps else ():
            by_control.setdefault(control, []).append(rule)
    return dict(sorted(by_control.items(), key=lambda found: natural(found[0])))


def natural(control: str) -> list[tuple[int, str]]:
    """A key by which 10.2 comes after 9.1."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in control.split(".")]


def _write_controls(rules: Iterable[AnyRule], standard: str, form: str) -> int:
    found = controls_served(rules, standard)
    output = open_output("text" if form == "text" else "json", os.environ)
    if form == "text":
        output.write(visible(f"{control:<18} {len(serving):>3} rules  {serving[0].title}") for control, serving in found.items())
    else:
        output.write(
            json_line({"control": f"{standard}.{control}", "rule.ids": [rule.id for rule in serving]}) for control, serving in found.items()
        )
    return 0


def lines(found: list[Covered]) -> Iterable[str]:
    """A line for each technique, and their sum."""
    for one in found:
        count = f"{len(one.rules):>3} rule{'s' if len(one.rules) > 1 else ' '}"
        yield f"{one.technique:<10} {count}  Severity {one.severity}  {one.rules[0].title}"
    parents = {one.technique.partition(".")[0] for one in found}
    yield f"{len(found)} techniques and sub-techniques, of {len(parents)} techniques"


def flat(one: Covered) -> dict[str, Any]:
    """A technique for a program."""
    return {
        "threat.technique.id": one.technique,
        "rule.count": len(one.rules),
        "alert.severity": one.severity,
        "rule.ids": [rule.id for rule in one.rules],
    }


def layer(found: list[Covered]) -> dict[str, Any]:
    """A layer of the ATT&CK Navigator: a technique's score is the number of its rules."""
    most = max((len(one.rules) for one in found), default=1)
    return {
        "name": "Redshank rules",
        "versions": LAYER_VERSIONS,
        "domain": "enterprise-attack",
        "description": "Techniques that at least one detection rule looks for",
        "filters": {"platforms": ["Linux"]},
        "gradient": {"colors": ["#fbe9e7", "#8c0d1b"], "minValue": 0, "maxValue": most},
        "techniques": [
            {"techniqueID": one.technique, "score": len(one.rules), "comment": _comment(one.rules), "enabled": True} for one in found
        ],
    }


def _comment(rules: tuple[AnyRule, ...]) -> str:
    more = [f"and {len(rules) - COMMENT_RULES} more"] if len(rules) > COMMENT_RULES else []
    return "\n".join([*(rule.title for rule in rules[:COMMENT_RULES]), *more])
