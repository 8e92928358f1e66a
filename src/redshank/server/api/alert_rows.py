"""Alerts of the control store as rows of the API."""

from typing import cast

from redshank.events.values import rfc3339
from redshank.server.api.event_lines import cut_text
from redshank.server.api.shapes import AlertRow, Named, Severity, State
from redshank.server.store.control import alert_rows
from redshank.server.store.control.alert_filter import AlertFilter, Terms

OPEN = AlertFilter(where=Terms(states=("open",)))
MAX_TEXT = 512
"""Of one value in a row; the detail has the rest."""
_ALL = ("1", "2", "3")
_STATES = ("open", "acknowledged", "dismissed")


def alert_row(row: alert_rows.AlertRow, show_argv: bool) -> AlertRow:
    """One row. Titles hold values of events, command lines too: who may not see those gets the rule's name."""
    return AlertRow(
        id=row.id,
        number=row.number,
        severity=cast(Severity, row.severity),
        state=cast(State, row.state),
        title=cut_text(row.title if show_argv else row.rule_name, MAX_TEXT),
        rule=Named(row.rule_id, row.rule_name),
        host=Named(row.host_id or "", row.host_name or ""),
        user=row.user_name,
        first_seen=rfc3339(row.first_seen),
        last_seen=rfc3339(row.last_seen),
        created=rfc3339(row.created),
        count=row.count,
        techniques=list(row.techniques),
        tactics=list(row.tactics),
        simulated=row.simulated,
        assignee=row.assignee,
        process=cut_text(row.executable, MAX_TEXT) if row.executable else None,
        revision=row.revision,
    )


def by_severity(counts: dict[int, int]) -> dict[str, int]:
    """Counts with all three severities in them."""
    return {key: counts.get(int(key), 0) for key in _ALL}


def by_state(counts: dict[str, int]) -> dict[str, int]:
    """Counts with all three states in them."""
    return {key: counts.get(key, 0) for key in _STATES}
