"""Everything about one alert in one answer of bounded size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from redshank.events.values import rfc3339
from redshank.server.api.alert_rows import alert_row, by_severity
from redshank.server.api.event_lines import ARGV_FIELDS, HIDDEN, cut_text, cut_value, hide_argv, line_of
from redshank.server.api.parts import RuleText
from redshank.server.api.shapes import (
    AlertDetail,
    Ancestor,
    EventLine,
    HistoryEntry,
    Prevalence,
    ProcessFacts,
    Reasoning,
    Related,
    RuleFacts,
)
from redshank.server.store.control import alerts, prevalence

MAX_BYTES = 60_000
LIMITS = (4096, 1024, 256, 96, 24)
"""Characters of one value, tried in turn until the answer is small enough; the last is enough for whatever comes."""
EVENTS_BYTES = 36_000
MAX_CLAUSES = 64
MAX_TEXT = 4_000
MAX_HISTORY = 50
NO_SESSION = 0xFFFF_FFFF
BEFORE_MATCH = 80
"""Characters before a match that are kept where a value is cut."""
_ENCODE = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of an alert beside its record: the alerts near it, and how usual it is."""

    related: alerts.Related | None
    prevalence: prevalence.Prevalence


def alert_detail(record: alerts.AlertRecord, around: Around, rule: RuleText | None, show_argv: bool) -> AlertDetail:
    """The detail, at most MAX_BYTES of JSON: long values are cut, then events are left out, the one that matched last."""
    for limit in LIMITS:
        detail = _detail(record, around, rule, show_argv, limit)
        if len(_ENCODE.encode(detail)) <= MAX_BYTES:
            break
    return detail


def _detail(record: alerts.AlertRecord, around: Around, rule: RuleText | None, show_argv: bool, limit: int) -> AlertDetail:
    body = record.body if show_argv else hide_argv(record.body)
    row = alert_row(record.row, show_argv)
    return AlertDetail(
        row=row,
        meaning=cut_text(rule.description if rule else "", min(MAX_TEXT, 8 * limit)),
        response=cut_text(str(body.get("alert.response", "")), min(MAX_TEXT, 8 * limit)),
        rule=_rule(record, rule, limit),
        why=[reason(clause, show_argv, limit) for clause in _clauses(body)[:limit]],
        events=_events(_told(record), show_argv, limit),
        events_total=record.events_total,
        process=_process(body, limit),
        related=_related(around.related, body),
        prevalence=_prevalence(around.prevalence),
        history=[_entry(entry, limit) for entry in record.history[-min(MAX_HISTORY, limit) :]],
    )


def _rule(record: alerts.AlertRecord, rule: RuleText | None, limit: int) -> RuleFacts:
    def text(key: str) -> str:
        return cut_text(str(record.body.get(key, "")), min(limit, 512))

    severity = rule.severity if rule else record.row.severity
    return RuleFacts(record.row.rule_id, record.row.rule_name, text("rule.author"), text("rule.reference"), text("rule.license"), severity)  # type: ignore[arg-type]


def _clauses(body: dict[str, Any]) -> list[dict[str, Any]]:
    why = body.get("why")
    return [clause for clause in why if isinstance(clause, dict)][:MAX_CLAUSES] if isinstance(why, list) else []


def _prevalence(found: prevalence.Prevalence) -> Prevalence:
    return Prevalence(
        found.hosts, found.of_hosts, found.first_ever, found.fired, prevalence.DAYS, found.at_least, prevalence.sentence(found)
    )


def reason(clause: dict[str, Any], show_argv: bool, limit: int) -> Reasoning:
    """A clause as it is shown: command lines hidden from who may not see them, long values cut around what matched."""
    name, value, span = str(clause.get("field", "")), clause.get("value"), clause.get("span")
    if not show_argv and name.partition("[")[0] in ARGV_FIELDS and value is not None:
        value, span = HIDDEN, None
    value, span = _around(value, span, limit)
    written = cut_text(str(clause.get("clause", "")), min(limit, 512))
    return Reasoning(written, cut_text(name, 128), value, span, bool(clause.get("matched")))


def _around(value: Any, span: Any, limit: int) -> tuple[Any, list[int] | None]:
    """The value cut around what matched, and where that lies in what is left."""
    if not isinstance(value, str) or not isinstance(span, list) or len(span) != 2:
        return cut_value(value, limit), None
    start, length = span
    if len(value) <= limit:
        return value, [start, length]
    first = max(0, min(start - min(BEFORE_MATCH, limit // 4), len(value) - limit))
    head = "…" if first else ""
    shown = cut_text(head + value[first:], limit)
    at = start - first + len(head)
    return shown, [at, max(0, min(length, len(shown) - at))]


def _told(record: alerts.AlertRecord) -> tuple[Sequence[dict[str, Any]], int]:
    """The events of an alert, and the place of the one that completed the match."""
    match = record.body.get("event.id")
    places = [place for place, flat in enumerate(record.events) if flat.get("event.id") == match]
    return (record.events, places[0]) if places else ((*record.events, _event_of(record.body)), len(record.events))


def _event_of(body: dict[str, Any]) -> dict[str, Any]:
    """An alert's own event: its fields without those of the alert."""
    of_alert = ("alert.", "rule.", "threat.", "why", "event.ids", "event.kind")
    return {key: value for key, value in body.items() if not key.startswith(of_alert)}


def _events(told: tuple[Sequence[dict[str, Any]], int], show_argv: bool, limit: int) -> list[EventLine]:
    """The events that fit, oldest first: the one that completed the match always, then the first, then the latest ones."""
    flats, match = told
    order = dict.fromkeys((match, 0, *range(len(flats) - 1, -1, -1)))
    kept: dict[int, EventLine] = {}
    room = EVENTS_BYTES
    for place in order:
        line = line_of(flats[place], limit, show_argv)
        room -= len(_ENCODE.encode(line))
        if room < 0 and kept:
            break
        kept[place] = line
    return [kept[place] for place in sorted(kept)]


def _process(body: dict[str, Any], limit: int) -> ProcessFacts | None:
    if body.get("process.pid") is None and not body.get("process.executable") and not body.get("process.entity_id"):
        return None
    return ProcessFacts(
        entity_id=_text(body, "process.entity_id", limit),
        pid=_number(body.get("process.pid")),
        executable=_text(body, "process.executable", limit),
        args=[str(arg) for arg in cut_value(_list(body, "process.args"), limit)],
        working_directory=_text(body, "process.working_directory", limit),
        user=_who(body, "user"),
        effective_user=_who(body, "user.effective"),
        audit_user=_who(body, "user.audit"),
        session=_session(body),
        tty=_text(body, "process.tty.name", limit),
        start=_text(body, "process.start", limit),
        ancestors=_ancestors(_list(body, "process.ancestors"), limit),
    )


def _ancestors(listed: list[Any], limit: int) -> list[Ancestor]:
    entries = [entry for entry in listed if isinstance(entry, dict)][:64]
    each = max(16, limit // 4)
    return [Ancestor(_number(entry.get("pid")), _text(entry, "executable", each)) for entry in entries]


def _text(body: dict[str, Any], key: str, limit: int) -> str | None:
    value = body.get(key)
    return None if value is None else cut_text(str(value), limit)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _list(body: dict[str, Any], key: str) -> list[Any]:
    value = body.get(key)
    return value if isinstance(value, list) else []


def _who(body: dict[str, Any], prefix: str) -> str | None:
    """A user's name, or `uid 33` where the name is not known."""
    name, number = body.get(f"{prefix}.name"), body.get(f"{prefix}.id")
    if name:
        return cut_text(str(name), 64)
    return None if number is None else f"uid {number}"


def _related(related: alerts.Related | None, body: dict[str, Any]) -> Related:
    """Counts of others. An alert without a session or process has nothing that could be of the same one."""
    if related is None:
        return Related(by_severity({}), None, None)
    return Related(
        by_severity(related.same_host_5min),
        by_severity(related.same_session) if _session(body) is not None else None,
        by_severity(related.same_process_tree) if body.get("process.entity_id") else None,
    )


def _session(body: dict[str, Any]) -> str | None:
    """The login session's number; None where the kernel says there is none."""
    number = body.get("redshank.session.id")
    return None if number in (None, NO_SESSION) else str(number)


def _entry(entry: alerts.HistoryEntry, limit: int) -> HistoryEntry:
    text = None if entry.text is None else cut_text(entry.text, min(limit, 500))
    if entry.action == "assign" and not text:
        text = f"to {entry.assignee}" if entry.assignee else "to nobody"
    return HistoryEntry(rfc3339(entry.at), entry.actor, entry.action, entry.reason, text)
