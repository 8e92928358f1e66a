"""Events and alerts as lines: text for people, JSON for programs."""

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from redshank.cli.alert_text import alert_parts
from redshank.cli.event_text import chain, moment, who
from redshank.cli.line_fit import Part, line_of
from redshank.cli.output import Format, Output, json_line, open_output
from redshank.cli.terminal import Look, visible
from redshank.events import Event
from redshank.events.codec import to_flat as event_to_flat
from redshank.events.codec import to_line
from redshank.events.words import what
from redshank.findings.alert import Alert
from redshank.findings.alert import to_flat as alert_to_flat

EventOrAlert = Event | Alert

FIRST_KEYS = (
    "@timestamp", "event.kind", "event.action", "alert.id", "alert.severity", "alert.title", "alert.count", "rule.id", "rule.name",
    "rule.author", "threat.technique.id", "threat.tactic.id", "host.name", "process.pid", "process.pid_namespace", "process.executable",
    "process.name", "process.args", "process.ancestors", "why", "event.ids", "event.created", "file.path", "destination.ip",
    "destination.port", "user.name", "redshank.swept", "redshank.simulated",
)  # fmt: skip
"""Keys of a JSON line in the order people look for them; the rest follows as the field table has it."""


@dataclass(frozen=True, slots=True)
class LineWriter:
    """Writes events and alerts, a batch at a time. today: the local date, which text lines leave out."""

    output: Output
    today: Callable[[], date] = field(default=lambda: datetime.now().date())

    def write(self, batch: Iterable[EventOrAlert]) -> None:
        """One line for each event and alert. Raises BrokenPipeError where the reader has gone."""
        if self.output.form == "json":
            self.output.write(json_text(one) for one in batch)
        else:
            look, today = self.output.look(), self.today()
            self.output.write(text_line(one, look, today) for one in batch)


def open_writer(form: Format, environment: Mapping[str, str]) -> LineWriter:
    """A writer to standard output. Raises HostError where it is closed."""
    return LineWriter(open_output(form, environment))


def add_line_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every command that writes events and alerts as they come."""
    add_format_argument(parser)
    parser.add_argument(
        "--min-severity", type=int, choices=(1, 2, 3), default=3, metavar="N",
        help="show alerts of severity N and worse; 1 wakes somebody, 2 is for review, 3 is for the record (default 3: all)",
    )  # fmt: skip
    parser.add_argument("--events", action="store_true", help="show every event too, each before the alerts it gave")


def add_format_argument(parser: argparse.ArgumentParser) -> None:
    """The option that every command has whose output programs read."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people (default) or JSON lines for programs")


def interleaved(events: Iterable[Event], alerts: Iterable[Alert]) -> Iterator[EventOrAlert]:
    """Events in order, each followed by the alerts it completed; alerts of other events, as of a time span that ended, come last."""
    by_event: dict[int, list[Alert]] = {}
    for alert in alerts:
        by_event.setdefault(id(alert.event), []).append(alert)
    for event in events:
        yield event
        yield from by_event.pop(id(event), ())
    for rest in by_event.values():
        yield from rest


def json_text(one: EventOrAlert) -> str:
    """The JSON line of an event or alert without its end. Events come by the thousand: theirs is made the quick way."""
    return json_line(flat(one)) if isinstance(one, Alert) else to_line(one).decode()


def flat(one: EventOrAlert) -> dict[str, Any]:
    """The event or alert as flat dotted keys, in the order of FIRST_KEYS."""
    values = alert_to_flat(one) if isinstance(one, Alert) else event_to_flat(one)
    ordered = {key: values.pop(key) for key in FIRST_KEYS if key in values}
    return ordered | values


def text_line(one: EventOrAlert, look: Look, today: date) -> str:
    """The event or alert as one line without its end: nothing in it acts on a terminal but the styles of the look."""
    if isinstance(one, Alert):
        return line_of(alert_parts(one, today, bounded=look.columns is not None), look)
    return line_of(event_parts(one, today), look)


def event_parts(event: Event, today: date) -> list[Part]:
    """The parts of an event's line: when, which type, where, by which process and user, what; a login names its user there."""
    user = "" if event.event_action.startswith("session.") else who(event)
    return [
        Part(((moment(event.timestamp, today), "dim"),)),
        Part(((event.event_action, ""),)),
        Part(((visible(event.host_name or ""), ""),), order=2),
        Part(((chain(event), ""),), order=3, least=16, from_start=True),
        Part(((user, ""),), order=1),
        Part(((visible(what(event)), ""),), order=4, least=24),
    ]
