"""The incident that a server made of what a story did, and when it stood: with its chain, its family and the way in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from redshank.analysis.incidents.likeness import Likeness
from redshank.analysis.incidents.report import Report
from redshank.events.values import rfc3339
from redshank.findings.incident import EntryPoint, Incident, Step
from redshank.server.api.storybook import Storybook
from redshank.server.store.control import incidents
from redshank.server.store.control.database import Control

LEAST_STEPS = 5
LEVELS = ("probable", "confirmed")


@dataclass(frozen=True, slots=True)
class KeptIncident:
    """number: as people call it. count: how many incidents this host has. ready_ns: when it stood; None where it never did."""

    number: str
    count: int
    report: Report
    ready_ns: int | None


def read_incident(control: Control, host_id: str, storybook: Storybook, now_ns: int) -> KeptIncident | None:
    """The largest incident of a host; None where it has none."""
    with control.read() as c:
        found = [row for row in incidents.rows(c, limit=500) if host_id in row.hosts]
        if not found:
            return None
        row = max(found, key=lambda one: (one.alerts, -one.number))
        whole, names = incidents.whole(c, row.incident_id), incidents.host_names(c, row.hosts)
    ready = next((at for at, known in _growing(whole) if stands(storybook.report(known, at))), None)
    return KeptIncident(f"I-{row.number}", len(found), storybook.report(whole, now_ns, names), ready)


def stands(report: Report) -> bool:
    """Whether all is there that people would have needed a minute for: five steps with evidence, a family, a way in, something to do."""
    case = report.case
    steps = [step for step in case.steps if step.evidence]
    return bool(len(steps) >= LEAST_STEPS and case.family and case.family.level in LEVELS and case.entry and report.playbook.actions)


def _growing(whole: Incident) -> Iterator[tuple[int, Incident]]:
    """The incident as it was known at each moment at which an alert came."""
    members = sorted(whole.members.values(), key=lambda one: (one.created_ns, one.alert_id))
    for at in sorted({one.created_ns for one in members}):
        known = {one.alert_id: one for one in members if one.created_ns <= at}
        reasons = [reason for reason in whole.reasons if reason.alert_id in known]
        yield at, Incident(whole.id, known, reasons, [], min(whole.opened_ns, at))


def to_flat(kept: KeptIncident) -> dict[str, Any]:
    """As `redshank simulate --format json` prints it."""
    case = kept.report.case
    return {
        "id": case.incident.id,
        "number": kept.number,
        "severity": case.incident.severity,
        "family": _family(case.family) if case.family is not None else None,
        "steps": [_step(step) for step in case.steps],
        "entry_point": _entry(case.entry) if case.entry is not None else None,
        "playbook": [{"verb": one.verb, "target": " ".join(one.targets), "command": one.command} for one in kept.report.playbook.actions],
        "attack_started": rfc3339(case.clock.attack_ns),
        "breach_started": rfc3339(case.clock.breach_ns) if case.clock.breach_ns is not None else None,
    }


def _family(found: Likeness) -> dict[str, Any]:
    hits, misses = [one.says for one in found.hits], [one.says for one in found.misses]
    return {"name": found.name, "level": found.level, "hits": hits, "misses": misses}


def _step(step: Step) -> dict[str, Any]:
    told = {"phase": step.phase, "technique": step.technique, "claim": step.claim, "basis": step.basis, "confidence": step.confidence}
    return told | {"evidence": list(step.evidence)}


def _entry(entry: EntryPoint) -> dict[str, Any]:
    return {"claim": entry.claim, "confidence": entry.confidence, "rival": entry.rival, "rival_confidence": entry.rival_confidence}
