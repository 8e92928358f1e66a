"""An alert as the parts of one text line: when, how bad, what, where, by whom, and why."""

import re
from collections.abc import Sequence
from datetime import date

from redshank.cli.event_text import chain, moment, who
from redshank.cli.line_fit import Part
from redshank.cli.terminal import Piece, Style, visible
from redshank.events.words import value_text
from redshank.findings.alert import Alert, Clause

SEVERITY_STYLES: dict[int, Style] = {1: "red", 2: "yellow"}
MAX_REASONS = 3
"""Fields named in the why of a line; the rest is in the JSON form."""

VALUE_COLUMNS = 56
"""Most of one value that is shown on a terminal, around what matched in it."""

Span = tuple[int, int]

_PLAIN_FIELDS = ("", "event.action", "host.name")
_OVER_TIME = re.compile(r"(event_count|value_count|temporal|temporal_ordered) .*within ")


def alert_parts(alert: Alert, today: date, bounded: bool) -> list[Part]:
    """The parts of an alert's line, left to right. bounded: values are cut around what matched, as for a terminal."""
    style = SEVERITY_STYLES.get(alert.severity, "")
    repeat = f" (\u00d7{alert.count})" if alert.count > 1 else ""
    return [
        Part(((moment(alert.event.timestamp, today), ""),)),
        Part(((f"Severity {alert.severity}", style),)),
        Part(((visible(alert.title), "bold"), (repeat, "")), order=7, least=28),
        Part(((visible(alert.event.host_name or ""), ""),), order=3),
        Part(((chain(alert.event), ""),), order=5, least=16, from_start=True),
        Part(((who(alert.event), ""),), order=2),
        Part(why_pieces(alert.why, VALUE_COLUMNS if bounded else None), order=4, least=20),
        Part(((" ".join(visible(technique) for technique in alert.technique_ids), "dim"),), order=1),
    ]


def why_pieces(clauses: Sequence[Clause], columns: int | None) -> tuple[Piece, ...]:
    """The matched fields with their values, what matched in them marked; several clauses on one value are one reason.

    What did not happen (`not filter…`), the event's type and its host are no reasons a person asks for first. A clause
    about a time span, `event_count gte 10 within 10m`, says more itself than its value does.
    """
    reasons: dict[tuple[str, str], list[Span]] = {}
    for clause in clauses:
        if not clause.matched or clause.field in _PLAIN_FIELDS or clause.clause.startswith("not "):
            continue
        spoken = (clause.clause, "") if _OVER_TIME.match(clause.clause) else (clause.field, value_text(clause.value))
        spans = reasons.setdefault(spoken, [])
        spans += [clause.span] if clause.span and isinstance(clause.value, str) else []
    pieces: list[Piece] = []
    for (field, value), spans in list(reasons.items())[:MAX_REASONS]:
        shown = [(" = ", ""), *marked(value, spans, columns)] if value else []
        pieces += [(f"{', ' if pieces else ''}{visible(field)}", ""), *shown]
    if len(reasons) > MAX_REASONS:
        pieces.append((f" and {len(reasons) - MAX_REASONS} more", ""))
    return tuple(pieces)


def marked(value: str, spans: Sequence[Span], columns: int | None) -> list[Piece]:
    """The value made visible, the spans in it marked. columns: about how much of it is kept, around the first span."""
    start, end = _window(value, spans, columns)
    pieces: list[Piece] = [("…", "")] if start else []
    at = start
    for first, last in _merged(spans, start, end):
        pieces += [(visible(value[at:first]), ""), (visible(value[first:last]), "mark")]
        at = last
    pieces += [(visible(value[at:end]), ""), ("…" if end < len(value) else "", "")]
    return [piece for piece in pieces if piece[0]]


def _window(value: str, spans: Sequence[Span], columns: int | None) -> Span:
    if columns is None or len(value) <= columns:
        return 0, len(value)
    first, length = min(spans, default=(0, 0))
    room = max(columns - length, 0)
    start = max(0, min(first - room // 2, len(value) - columns))
    return start, start + columns


def _merged(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The spans as (first, last) inside the window, in order, those that touch or overlap joined."""
    joined: list[Span] = []
    for first, length in sorted(spans):
        low, high = max(first, start), min(first + length, end)
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        elif low < high:
            joined.append((low, high))
    return joined
