"""`redshank rules explain`: one rule against one event."""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from redshank.analysis.detect.explain import Explanation, explain
from redshank.analysis.detect.selftest import derived
from redshank.analysis.detect.sigma.tree import AnyRule, Correlation, Rule
from redshank.cli.alert_text import marked
from redshank.cli.detection import warn_line
from redshank.cli.help import examples
from redshank.cli.line_fit import Part, line_of
from redshank.cli.lines import add_format_argument
from redshank.cli.output import json_line, open_output
from redshank.cli.rules.loading import load_rules
from redshank.cli.terminal import Look, Piece, visible, width
from redshank.core.errors import ConfigError, InputError, did_you_mean
from redshank.events import Event
from redshank.events._generated.names import FIELDS
from redshank.events.codec import from_flat
from redshank.events.words import value_text
from redshank.findings.alert import Clause, clause_to_flat

MAX_EVENT_BYTES = 4 << 20
CLAUSE_COLUMNS = 64
"""Widest that a longer clause makes the column of all."""

VALUE_COLUMNS = 400
"""Most of one value that is shown, around what matched in it. A terminal wraps the line."""

EXAMPLES = examples(
    ("redshank rules explain ./rules/x.yml event.json", "a rule by its file"),
    ('redshank rules explain "Service runs a shell" -', "a shipped rule by its title, the event from a pipe"),
    ("redshank rules explain web_shell alert.json --rules ./rules", "an alert line holds its event too"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rules explain` takes."""
    parser.add_argument("rule", metavar="RULE", help="a rule file, or the id, name or title of a rule")
    parser.add_argument("event", metavar="EVENT", help="file with one event (or alert) as JSON; - is standard input")
    parser.add_argument(
        "--rules", action="append", type=Path, default=[], metavar="DIR", help="where to look for the rule; the shipped rules by default"
    )
    add_format_argument(parser)
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """0 where the rule fires on the event, 1 where it does not."""
    rule, lists = _find(arguments.rule, arguments.rules)
    event = event_of(_read(arguments.event), arguments.event)
    told = explain(rule, event, lists)
    output = open_output(arguments.format, os.environ)
    if arguments.format == "json":
        output.write([json_line(explanation_flat(rule, told))])
    else:
        output.write(explanation_lines(rule, told, output.look()))
    return 0 if told.fired else 1


def _find(word: str, places: list[Path]) -> tuple[Rule, Any]:
    """The rule meant by a path, id, name or title. Raises ConfigError."""
    is_file = Path(word).is_file()
    loaded = load_rules([Path(word)] if is_file else places)
    for error in loaded.errors if is_file else ():
        warn_line(str(error))
    found = loaded.rules[-1:] if is_file else [found for one in loaded.sets if (found := one.find(word))]
    if not found and is_file:
        raise ConfigError(f"no rule of {word} could be loaded")
    if not found:
        known = [name for rule in loaded.rules for name in (rule.id, rule.name, rule.title) if name]
        raise ConfigError(f"no rule is called '{word}'{did_you_mean(word, known)}; see 'redshank rules list'")
    return _single(found[0]), loaded.lists


def _single(rule: AnyRule) -> Rule:
    if isinstance(rule, Correlation):
        raise ConfigError(f"'{rule.title}' joins several events; explain one of its rules: {', '.join(rule.rules)}")
    return rule


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_EVENT_BYTES + 1)
        with Path(name).open("rb") as stream:
            return stream.read(MAX_EVENT_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot read {name}: {error.strerror}") from error


def event_of(data: bytes, name: str) -> Event:
    """The one event in a JSON text; of an alert, its event. Raises ConfigError where there is none, or more than one.

    One written by hand may leave out its time and what the sensor makes of other fields, as in a test file.
    """
    if len(data) > MAX_EVENT_BYTES:
        raise ConfigError(f"{name} is over {MAX_EVENT_BYTES} bytes: give one event")
    try:
        flat = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if len(data.strip().splitlines()) > 1 and data.lstrip().startswith(b"{"):
            raise ConfigError(f"{name} holds more than one event, or no JSON ({error}); give one line of it") from error
        raise ConfigError(f"{name} holds no JSON: {error}") from error
    if not isinstance(flat, dict):
        raise ConfigError(f"{name} holds no event: a JSON object with dotted keys")
    if flat.get("event.kind") == "alert":
        flat = {key: value for key, value in flat.items() if key in FIELDS or key == "event.action"}
    try:
        return from_flat(derived({"@timestamp": 0} | flat))
    except InputError as error:
        raise ConfigError(f"{name}: {error}") from error


def explanation_flat(rule: Rule, told: Explanation) -> dict[str, Any]:
    """The explanation for a program."""
    clauses = [clause_to_flat(clause) for clause in told.clauses]
    return {"rule.id": rule.id, "rule.name": rule.title, "fired": told.fired, "why": clauses}


def explanation_lines(rule: Rule, told: Explanation, look: Look) -> Iterator[str]:
    """The explanation for people: one line of result, then one for each clause, what matched in its value marked."""
    result: Piece = ("fires", "red") if told.fired else ("does not fire", "bold")
    place: Piece = (visible(f"{rule.path}:{rule.line}"), "dim")
    look = replace(look, columns=None)
    yield line_of([Part(((f"{visible(rule.title)} ", "bold"), result)), Part((place,))], look)
    shown = [visible(clause.clause) for clause in told.clauses]
    column = min(max(map(width, shown), default=0), CLAUSE_COLUMNS)
    for clause, text in zip(told.clauses, shown, strict=True):
        yield line_of(_clause_parts(clause, text + " " * (column - width(text))), look)


def _clause_parts(clause: Clause, text: str) -> list[Part]:
    spans = [clause.span] if clause.span and isinstance(clause.value, str) else []
    value = marked(value_text(clause.value), spans, VALUE_COLUMNS)
    field: list[Piece] = [(f"{visible(clause.field)} = ", ""), *value] if clause.field else []
    return [
        Part((("  held    " if clause.matched else "  failed  ", "" if clause.matched else "yellow"), (text, ""))),
        Part(tuple(field)),
    ]
