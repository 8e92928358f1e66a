"""`redshank rules explain`: one rule against one event, or against the last of several that were before it."""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.reasons import Reasons, reasons, reasons_flat
from redshank.analysis.detect.selftest import derived, needed_rules
from redshank.analysis.detect.sigma.load import RuleSet
from redshank.analysis.detect.sigma.tree import AnyRule
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
from redshank.findings.alert import Clause

MAX_EVENT_BYTES = 4 << 20
CLAUSE_COLUMNS = 64
"""Widest that a longer clause makes the column of all."""

VALUE_COLUMNS = 400
"""Most of one value that is shown, around what matched in it. A terminal wraps the line."""

EXAMPLES = examples(
    ("redshank rules explain ./rules/x.yml event.json", "a rule by its file"),
    ('redshank rules explain "Service runs a shell" -', "a shipped rule by its title, the event from a pipe"),
    ("redshank rules explain web_shell alert.json --rules ./rules", "an alert line holds its event too"),
    ("redshank rules explain guessing_then_login --event day.json", "the last of its events, after those before it"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `rules explain` takes."""
    parser.add_argument("rule", metavar="RULE", help="a rule file, or the id, name or title of a rule")
    parser.add_argument(
        "event", nargs="?", metavar="EVENT",
        help="file with one event (or alert) as JSON, or with several as JSON lines, of which the last is explained; - is standard input",
    )  # fmt: skip
    parser.add_argument("--event", dest="event_file", metavar="FILE", help="the same, by name")
    parser.add_argument(
        "--rules", action="append", type=Path, default=[], metavar="DIR", help="where to look for the rule; the shipped rules by default"
    )
    add_format_argument(parser)
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """0 where the rule fires on the event, 1 where it does not."""
    rules, lists = _find(arguments.rule, arguments.rules)
    if (arguments.event is None) == (arguments.event_file is None):
        raise ConfigError("name one EVENT: a file with it as JSON, or - for standard input")
    name = arguments.event_file or arguments.event
    told = told_of(rules, events_of(_read(name), name), lists)
    output = open_output(arguments.format, os.environ)
    if arguments.format == "json":
        output.write([json_line(reasons_flat(told))])
    else:
        output.write(reasons_lines(rules[0], told, output.look()))
    return 0 if told.alerts else 1


def told_of(rules: list[AnyRule], events: list[Event], lists: Lists) -> Reasons:
    """The first of the rules against the last of the events, after those before it. rules: with all that it joins."""
    engine = Engine(rules, lists=lists, clock=lambda: max(event.timestamp for event in events))
    alerts = [alert for event in events for alert in engine.detect([event])]
    completed = any(alert.rule_id == rules[0].id and alert.event is events[-1] for alert in alerts)
    return reasons(engine.remembered(), rules[0], events[-1], completed=completed)


def _find(word: str, places: list[Path]) -> tuple[list[AnyRule], Lists]:
    """The rule meant by a path, id, name or title, and behind it those that it joins. Raises ConfigError."""
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
    return needed_rules(found[0], RuleSet(loaded.rules)), loaded.lists


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_EVENT_BYTES + 1)
        with Path(name).open("rb") as stream:
            return stream.read(MAX_EVENT_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot read {name}: {error.strerror}") from error


def events_of(data: bytes, name: str) -> list[Event]:
    """The events of a file, JSON lines or one JSON text. Raises ConfigError."""
    if len(data) > MAX_EVENT_BYTES:
        raise ConfigError(f"{name} is over {MAX_EVENT_BYTES} bytes: give the events that count")
    lines = data.strip().splitlines()
    if len(lines) < 2 or not _is_json(lines[0]):
        return [event_of(data, name)]
    return [event_of(line, f"{name}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


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


def reasons_lines(rule: AnyRule, told: Reasons, look: Look) -> Iterator[str]:
    """For people: the result, the outcome in words, then a line for each clause, what matched in its value marked."""
    result: Piece = ("fires", "red") if told.alerts else ("does not fire", "bold")
    place: Piece = (visible(f"{rule.path}:{rule.line}"), "dim")
    look = replace(look, columns=None)
    yield line_of([Part(((f"{visible(told.rule_name)} ", "bold"), result)), Part((place,))], look)
    if not told.alerts:
        yield line_of([Part(((f"  {visible(told.sentence)}", ""),))], look)
    yield from _clause_lines(told, "  ", look)


def _clause_lines(told: Reasons, indent: str, look: Look) -> Iterator[str]:
    shown = [visible(clause.clause) for clause in told.clauses]
    column = min(max(map(width, shown), default=0), CLAUSE_COLUMNS)
    for clause, text in zip(told.clauses, shown, strict=True):
        yield line_of(_clause_parts(clause, indent, text + " " * (column - width(text))), look)
    for part in told.parts:
        outcome = "matches" if part.matched else part.sentence
        yield line_of([Part(((f"{indent}{visible(part.rule_name)}: ", "bold"), (visible(outcome), "")))], look)
        yield from _clause_lines(part, f"{indent}  ", look)


def _clause_parts(clause: Clause, indent: str, text: str) -> list[Part]:
    spans = [clause.span] if clause.span and isinstance(clause.value, str) else []
    value = marked(value_text(clause.value), spans, VALUE_COLUMNS)
    field: list[Piece] = [(f"{visible(clause.field)} = ", ""), *value] if clause.field else []
    return [
        Part(((f"{indent}held    " if clause.matched else f"{indent}failed  ", "" if clause.matched else "yellow"), (text, ""))),
        Part(tuple(field)),
    ]
