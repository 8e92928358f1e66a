"""Suppressions and dry runs as the API shows them."""

from collections.abc import Mapping, Sequence

from redshank.analysis.detect.filters import Filters
from redshank.analysis.detect.suppression import MAX_DAYS, Part, to_sigma
from redshank.events.values import rfc3339
from redshank.server.api.alert_rows import alert_row
from redshank.server.api.event_cursor import cursor_of
from redshank.server.api.event_lines import ARGV_FIELDS, HIDDEN, line_of_event
from redshank.server.api.shapes import Named
from redshank.server.api.suppression_shapes import (
    EventsTrial,
    FilterCount,
    HiddenMatch,
    KeptAlertsTrial,
    ProposedField,
    SuppressionDetail,
    SuppressionField,
    SuppressionProposal,
    SuppressionRow,
    SuppressionVersion,
)
from redshank.server.store.control.suppressions import Record, Version
from redshank.server.suppress.dry_run import Found
from redshank.server.suppress.kept_alerts import Vanished
from redshank.server.suppress.signing import DEFAULT_DAYS, Proposal

MAX_LATEST = 20


def proposal_of(made: Proposal) -> SuppressionProposal:
    """A proposal with its fields."""
    row = made.alert
    return SuppressionProposal(
        rule=Named(row.rule_id, row.rule_name),
        severity=row.severity,  # type: ignore[arg-type]
        host=Named(row.host_id or "", row.host_name or ""),
        fields=[ProposedField(one.part.field, one.part.value, one.part.is_pattern, one.is_ticked, one.note) for one in made.fields],
        days=DEFAULT_DAYS,
        max_days=MAX_DAYS,
        refusal=made.refusal,
    )


def parts_of(fields: Sequence[SuppressionField]) -> tuple[Part, ...]:
    """The fields of a call as a suppression has them."""
    return tuple(Part(one.field, one.value, one.pattern) for one in fields)


def suppression_row(record: Record, now_ns: int, unused: Mapping[str, str], show_argv: bool) -> SuppressionRow:
    """A suppression in a list."""
    one = record.version.suppression
    state = record.state(now_ns)
    return SuppressionRow(
        id=one.id,
        rule=Named(one.rule_id, one.rule_title),
        severity=one.severity,  # type: ignore[arg-type]
        state=state,
        fields=[_field(part, show_argv) for part in one.parts],
        hosts=list(one.hosts),
        reason=one.reason,
        author=one.author,
        created=rfc3339(one.created_ns),
        expires=rfc3339(one.expires_ns),
        version=record.version.number,
        hidden=record.hidden,
        last_hidden=_time(record.last_hidden_at),
        unused=unused.get(one.id, "") if state == "active" else "",
    )


def suppression_detail(
    record: Record, history: Sequence[Version], filters: Filters | None, row: SuppressionRow, show_argv: bool
) -> SuppressionDetail:
    """All about one."""
    latest = [hidden for hidden in list(filters.latest) if hidden.filter_id == record.id] if filters else []
    return SuppressionDetail(
        row=row,
        sigma=to_sigma(record.version.suppression) if show_argv else "",
        history=[_version(one) for one in history],
        latest=[
            HiddenMatch(
                rfc3339(hidden.at_ns), row.rule, hidden.told, line_of_event(hidden.event, show_argv)
            ) for hidden in latest[-MAX_LATEST:]
        ],
    )  # fmt: skip


def filter_counts(filters: Filters | None, hidden: Mapping[str, tuple[int, int]]) -> list[FilterCount]:
    """The filters of files with what they hid."""
    found = []
    for one in filters.fixed if filters else ():
        count, last = hidden.get(one.id, (0, None))
        found.append(FilterCount(one.id, one.title, f"{one.path}:{one.line}", count, _time(last), _time(one.expires_ns)))
    return found


def kept_trial(found: Vanished, show_argv: bool) -> KeptAlertsTrial:
    """What of the kept alerts would have vanished."""
    return KeptAlertsTrial(
        looked_at=found.looked_at,
        of=found.of,
        hidden=found.hidden,
        firings=found.firings,
        unread=found.unread,
        by_day=found.by_day,
        by_host=found.by_host,
        by_state=found.by_state,
        samples=[alert_row(row, show_argv) for row in found.samples],
    )


def events_trial(found: Found, since_ns: int, show_argv: bool) -> EventsTrial:
    """What came of stored events."""
    return EventsTrial(
        looked_at=found.looked_at,
        stored=found.stored,
        since=rfc3339(since_ns),
        reached=_time(found.reached_ns or None),
        next=cursor_of(*found.after) if found.after else None,
        matches=found.matches,
        alerts=len(found.alerts),
        failures=found.failures,
        by_day=dict(sorted(found.by_day.items())),
        by_host=dict(found.by_host.most_common(50)),
        samples=[line_of_event(event, show_argv) for event in found.samples],
    )


def _field(part: Part, show_argv: bool) -> SuppressionField:
    value = part.value if show_argv or part.field not in ARGV_FIELDS else HIDDEN
    return SuppressionField(part.field, value, part.is_pattern)


def _version(one: Version) -> SuppressionVersion:
    expires = rfc3339(one.suppression.expires_ns)
    return SuppressionVersion(one.number, rfc3339(one.at), one.actor, one.action, one.why, one.state, expires, one.suppression.reason)


def _time(ns: int | None) -> str | None:
    return None if ns is None else rfc3339(ns)
