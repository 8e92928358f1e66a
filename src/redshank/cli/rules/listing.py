"""`redshank rules list`: the rules, one a line."""

import argparse
import os
from collections.abc import Sequence
from typing import Any

from redshank.analysis.detect.gates import telling
from redshank.analysis.detect.keys import choose_key
from redshank.analysis.detect.novelty import words_of
from redshank.analysis.detect.sigma.link import silent_ids
from redshank.analysis.detect.sigma.tree import AnyRule, Correlation, Expr
from redshank.cli.alert_text import SEVERITY_STYLES
from redshank.cli.detection import warn_line
from redshank.cli.help import examples
from redshank.cli.line_fit import Part, line_of
from redshank.cli.lines import add_format_argument
from redshank.cli.output import json_line, open_output
from redshank.cli.rules.loading import add_places, load_rules
from redshank.cli.terminal import Style, visible, width
from redshank.events._generated.types import KEYS

EXAMPLES = examples(
    ("redshank rules list", "the shipped rules"),
    ("redshank rules list ./rules --format json", "rules of your own, for a program"),
)

SHOWN_VALUES = 3
"""Values of a key that a line names."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rules list` takes."""
    add_places(parser, "DIR")
    parser.add_argument("--unindexed", action="store_true", help="only rules that every event of their type runs: what speed costs")
    add_format_argument(parser)
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """One line for each rule that could be loaded; the refused ones are lines on standard error."""
    loaded = load_rules(arguments.places)
    for sentence in (*loaded.list_problems, *map(str, loaded.errors)):
        warn_line(sentence)
    output = open_output(arguments.format, os.environ)
    rules = [rule for rule in loaded.rules if not arguments.unindexed or always_runs(rule)]
    steps = silent_ids(loaded.rules)  # counted or ordered by others, and giving no alerts by themselves
    if arguments.format == "json":
        output.write(json_line(rule_flat(rule, rule.id not in steps)) for rule in rules)
    else:
        look = output.look()
        output.write(line_of(parts, look) for parts in table([rule_words(rule, rule.id not in steps) for rule in rules]))
    return 0


def rule_flat(rule: AnyRule, alerts: bool) -> dict[str, Any]:
    """What a program wants to know of a rule. alerts: it gives alerts by itself."""
    return {
        "rule.id": rule.id,
        "rule.name": rule.title,
        "rule.author": rule.author,
        "alert.severity": rule.severity,
        "rule.alerts": alerts,
        "rule.level": rule.level,
        "rule.log_source": log_source(rule),
        "rule.lookup": lookup_flat(rule),
        "rule.no_source": "" if isinstance(rule, Correlation) else rule.no_source,
        "event.action": [] if isinstance(rule, Correlation) else list(rule.event_types),
        "rule.first_seen": first_seen_flat(rule),
        "threat.technique.id": list(rule.technique_ids),
        "threat.tactic.id": list(rule.tactic_ids),
        "rule.license": rule.license,
        "rule.path": rule.path,
        "rule.line": rule.line,
    }


def rule_words(rule: AnyRule, alerts: bool) -> tuple[str, ...]:
    """The columns of a rule: severity (or that it is a step of others), title, log source, techniques, how it is looked up, id."""
    severity, techniques = f"Severity {rule.severity}" if alerts else "step", " ".join(rule.technique_ids) or "-"
    return tuple(visible(column) for column in (severity, rule.title, log_source(rule), techniques, lookup(rule), rule.id))


def log_source(rule: AnyRule) -> str:
    """Where its events come from: `linux/process_creation`, for our own source the event types; of a correlation, what it joins.

    A rule about what is new says so there, and how long it only learns.
    """
    if isinstance(rule, Correlation):
        return f"{rule.kind} of {', '.join(rule.rules)}"
    new = f", {words_of(rule.first_seen)}" if rule.first_seen else ""
    return (f"redshank/{', '.join(rule.event_types)}" if rule.logsource.endswith("/redshank") else rule.logsource) + new


def first_seen_flat(rule: AnyRule) -> dict[str, Any] | None:
    """What a rule wants never to have been seen, None where it wants nothing of the kind."""
    if isinstance(rule, Correlation) or (wanted := rule.first_seen) is None:
        return None
    return {
        "fields": [name + (f"|{reading}" if reading else "") for name, reading in wanted.fields],
        "per": "host" if wanted.per_host else "fleet",
        "learning_s": wanted.learning_ns // 10**9,
        "remember_s": wanted.remember_ns // 10**9,
    }


def lookup(rule: AnyRule) -> str:
    """By what the engine finds it for an event: `process.executable insmod, modprobe`, `text "/dev/tcp"`, `what user.name may be`
    where the answer for each value is kept, or `always run`."""
    if isinstance(rule, Correlation):
        return "by its rules"
    if rule.no_source:
        return "no source here"
    return "; ".join(dict.fromkeys(_key_words(tree, event_type) for event_type, tree in rule.trees.items()))


def always_runs(rule: AnyRule) -> bool:
    """True where no key spares it the events of some type."""
    return "always run" in lookup(rule)


def _key_words(tree: Expr, event_type: str) -> str:
    key = choose_key(tree, event_type)
    if key is None:
        fields = [KEYS[name] for gate in telling(tree, event_type) for name in gate.attributes]
        return f"what {' and '.join(fields[:SHOWN_VALUES])} may be" if fields else "always run"
    values = sorted(f'"{value}"' if key.kind == "text" else str(value) for value in key.values)
    more = f" +{len(values) - SHOWN_VALUES}" if len(values) > SHOWN_VALUES else ""
    where = "text" if key.kind == "text" else KEYS[key.attribute]
    return f"{where} {', '.join(values[:SHOWN_VALUES])}{more}"


def lookup_flat(rule: AnyRule) -> list[dict[str, Any]]:
    """The keys for a program, one for each event type; `always` has neither field nor values."""
    if isinstance(rule, Correlation):
        return []
    return [{"event.action": event_type} | _key_flat(tree, event_type) for event_type, tree in rule.trees.items()]


def _key_flat(tree: Expr, event_type: str) -> dict[str, Any]:
    if key := choose_key(tree, event_type):
        return {"by": key.kind, "field": KEYS[key.attribute], "values": sorted(key.values, key=str)}
    fields = [KEYS[name] for gate in telling(tree, event_type) for name in gate.attributes]
    return {"by": "answer", "fields": fields} if fields else {"by": "always"}


def table(rows: Sequence[tuple[str, ...]]) -> list[list[Part]]:
    """The rows as parts of lines, columns below each other."""
    widths = [max((width(row[column]) for row in rows), default=0) for column in range(len(rows[0]) if rows else 0)]
    return [[_cell(column, text, widths) for column, text in enumerate(row)] for row in rows]


def _cell(column: int, text: str, widths: Sequence[int]) -> Part:
    padding = "" if column == len(widths) - 1 else " " * (widths[column] - width(text))
    order, least = ((0, 0), (6, 24), (3, 12), (4, 9), (2, 10), (1, 0))[column]
    return Part(((text, _style(column, text)), (padding, "")), order=order, least=least)


def _style(column: int, text: str) -> Style:
    if column == 0:
        return next((style for severity, style in SEVERITY_STYLES.items() if text.endswith(str(severity))), "")
    return "bold" if column == 1 else ""
