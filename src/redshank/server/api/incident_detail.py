"""An incident as the API shows it: what is kept, told as steps, gaps, entry and clock."""

from collections.abc import Callable, Sequence

from redshank.analysis.incidents.clock import Clock
from redshank.analysis.incidents.likeness import Likeness
from redshank.analysis.incidents.report import Report
from redshank.events.values import rfc3339
from redshank.findings.incident import EntryPoint, Member, Step
from redshank.findings.playbook import Action
from redshank.server.api.incident_shapes import (
    IncidentAlert,
    IncidentClock,
    IncidentDeed,
    IncidentDetail,
    IncidentEntry,
    IncidentFamily,
    IncidentGap,
    IncidentNote,
    IncidentReason,
    IncidentRow,
    IncidentSentence,
    IncidentSign,
    IncidentStep,
)
from redshank.server.store.control import incidents
from redshank.server.store.control.incident_acts import Note

NS = 1_000_000_000
Titles = Callable[[str], str]
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


def incident_detail(row: incidents.IncidentRow, report: Report, notes: Sequence[Note], show_argv: bool) -> IncidentDetail:
    """All of it. Who may see no command lines is told the chain without its titles, and neither story nor playbook."""
    case = report.case
    titles: Titles = (lambda text: text) if show_argv else (lambda text: HIDDEN_TITLE if text else "")
    return IncidentDetail(
        incident=incident_row(row, show_argv),
        merged=list(case.incident.merged),
        steps=[_step(step, report.names.get(step.technique, ""), titles) for step in case.steps],
        gaps=[IncidentGap(gap.phase, gap.proof) for gap in case.gaps],
        entry=_entry(case.entry, titles) if case.entry is not None else None,
        clock=_clock(case.clock),
        story=[IncidentSentence(one.topic, one.text, list(one.alerts), list(one.evidence)) for one in report.story if show_argv],
        family=_family(case.family) if case.family is not None else None,
        playbook=[_deed(action) for action in report.playbook.actions if show_argv],
        alerts=[_alert(member, titles) for member in case.incident.in_order()],
        reasons=[IncidentReason(one.alert_id, one.link, one.value, one.other) for one in case.incident.reasons],
        history=[IncidentNote(rfc3339(note.at), note.actor, note.action, note.text) for note in notes],
    )


def _entry(entry: EntryPoint, titles: Titles) -> IncidentEntry:
    return IncidentEntry(titles(entry.claim), entry.confidence, list(entry.evidence), titles(entry.rival), entry.rival_confidence)


def _step(step: Step, technique: str, titles: Titles) -> IncidentStep:
    return IncidentStep(
        step.phase, step.technique, technique, titles(step.claim), step.basis, step.confidence, rfc3339(step.at_ns),
        step.host, list(step.alerts), list(step.evidence),
    )  # fmt: skip


def _family(found: Likeness) -> IncidentFamily:
    return IncidentFamily(
        found.id, found.name, found.class_name, found.level, [IncidentSign(one.says, list(one.alerts)) for one in found.hits],
        [IncidentSign(one.says, []) for one in found.misses], [IncidentSign(one.says, list(one.alerts)) for one in found.against],
        found.second_name, found.margin,
    )  # fmt: skip


def _deed(action: Action) -> IncidentDeed:
    return IncidentDeed(
        action.id, action.stage, action.verb, action.host, list(action.targets), action.title, action.why, action.command, action.preview,
        action.undo, action.caution, action.by_hand,
    )  # fmt: skip


def _alert(member: Member, titles: Titles) -> IncidentAlert:
    return IncidentAlert(
        member.alert_id, member.severity, titles(member.title), member.rule_id, member.host, rfc3339(member.at_ns),  # type: ignore[arg-type]
        rfc3339(member.created_ns), list(member.phases), list(member.techniques), member.swept,
    )  # fmt: skip


def _clock(clock: Clock) -> IncidentClock:
    start = clock.breach_ns if clock.breach_ns is not None else clock.attack_ns
    return IncidentClock(
        known_s=round((clock.known_ns - start) / NS, 3),
        severe_s=round((clock.severe_ns - start) / NS, 3) if clock.severe_ns is not None else None,
        opened_s=round((clock.opened_ns - start) / NS, 3),
    )
