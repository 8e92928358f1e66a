"""An incident as the API shows it: what is kept, told as steps, gaps, entry and clock."""

from collections.abc import Callable, Sequence

from redshank.analysis.incidents.chain import gaps_of, steps_of
from redshank.analysis.incidents.clock import clock_of
from redshank.analysis.incidents.entry import entry_point
from redshank.events.values import rfc3339
from redshank.findings.incident import Incident, Member, Step
from redshank.server.api.incident_shapes import (
    IncidentAlert,
    IncidentClock,
    IncidentDetail,
    IncidentEntry,
    IncidentGap,
    IncidentNote,
    IncidentReason,
    IncidentRow,
    IncidentStep,
)
from redshank.server.store.control import incidents
from redshank.server.store.control.incident_acts import Note

NS = 1_000_000_000
HIDDEN_TITLE = "(a title with arguments in it: your role sees none)"


def incident_row(row: incidents.IncidentRow, show_argv: bool) -> IncidentRow:
    """A row of the list. show_argv: whether whoever asks may see command lines, which titles can hold."""
    return IncidentRow(
        id=row.incident_id,
        number=f"I-{row.number}",
        severity=row.severity,  # type: ignore[arg-type]
        state=row.state,  # type: ignore[arg-type]
        outcome=row.outcome,  # type: ignore[arg-type]
        owner=row.owner,
        title=row.title if show_argv else HIDDEN_TITLE,
        hosts=list(row.hosts),
        alerts=row.alerts,
        opened=rfc3339(row.opened_at),
        attack_started=rfc3339(row.attack_at),
        breach_started=rfc3339(row.breach_at) if row.breach_at is not None else None,
        latest=rfc3339(row.latest_at),
        simulated=row.simulated,
    )


def incident_detail(
    row: incidents.IncidentRow, incident: Incident, notes: Sequence[Note], technique: Callable[[str], str], show_argv: bool
) -> IncidentDetail:
    """All of it. technique: name of an ATT&CK id."""
    steps = steps_of(incident)
    entry = entry_point(incident)
    titles = (lambda text: text) if show_argv else (lambda _: HIDDEN_TITLE)
    return IncidentDetail(
        incident=incident_row(row, show_argv),
        merged=list(incident.merged),
        steps=[_step(step, technique, titles) for step in steps],
        gaps=[IncidentGap(gap.phase, gap.proof) for gap in gaps_of(steps)],
        entry=None
        if entry is None
        else IncidentEntry(
            titles(entry.claim), entry.confidence, list(entry.evidence), titles(entry.rival) if entry.rival else "", entry.rival_confidence
        ),
        clock=_clock(incident),
        alerts=[_alert(member, titles) for member in incident.in_order()],
        reasons=[IncidentReason(one.alert_id, one.link, one.value, one.other) for one in incident.reasons],
        history=[IncidentNote(rfc3339(note.at), note.actor, note.action, note.text) for note in notes],
    )


def _step(step: Step, technique: Callable[[str], str], titles: Callable[[str], str]) -> IncidentStep:
    return IncidentStep(
        step.phase, step.technique, technique(step.technique), titles(step.claim), step.basis, step.confidence, rfc3339(step.at_ns),
        step.host, list(step.alerts), list(step.evidence),
    )  # fmt: skip


def _alert(member: Member, titles: Callable[[str], str]) -> IncidentAlert:
    return IncidentAlert(
        member.alert_id, member.severity, titles(member.title), member.rule_id, member.host, rfc3339(member.at_ns),  # type: ignore[arg-type]
        rfc3339(member.created_ns), list(member.phases), list(member.techniques), member.swept,
    )  # fmt: skip


def _clock(incident: Incident) -> IncidentClock:
    clock = clock_of(incident)
    start = clock.breach_ns if clock.breach_ns is not None else clock.attack_ns
    return IncidentClock(
        known_s=round((clock.known_ns - start) / NS, 3),
        severe_s=round((clock.severe_ns - start) / NS, 3) if clock.severe_ns is not None else None,
        opened_s=round((clock.opened_ns - start) / NS, 3),
    )
