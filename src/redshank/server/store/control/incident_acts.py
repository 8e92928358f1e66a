"""What people do to incidents: the way from new to closed, an owner, notes, and taking alerts out."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from redshank.core.errors import InputError
from redshank.server.store.control import numbers
from redshank.server.store.control.evidence import clean
from redshank.server.store.control.incidents import IncidentRow, put_apart
from redshank.server.store.control.tables import incident_history, incident_members, incidents

STATE_AFTER = {
    "triage": "triaged", "confirm": "confirmed", "contain": "contained", "close": "closed", "reopen": "triaged",
    "assign": None, "note": None, "split": None,
}  # fmt: skip
"""Every action, and the state it leaves an incident in; None where it leaves the state alone."""
OUTCOMES = ("true_positive", "false_positive", "benign", "test")
MAX_TEXT, MAX_NOTES = 4_096, 1_000


@dataclass(frozen=True, slots=True)
class IncidentAct:
    """What is to be done. outcome: of a close, which must have one. owner: of an assignment. alerts: to be taken out."""

    action: str
    text: str = ""
    outcome: str | None = None
    owner: str | None = None
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What was done, by whom. at: nanoseconds since 1970."""

    at: int
    actor: str
    action: str
    text: str


def act(c: Connection, row: IncidentRow, done: IncidentAct, actor: str, now_ns: int) -> int:
    """Do it; the incident's revision by it. Raises InputError of kind `action`, `outcome`, `text` or `alerts` where that is no act."""
    _check(done)
    revision = numbers.advance(c, numbers.INCIDENT_REVISION)
    values: dict[str, object] = {"revision": revision}
    if (state := STATE_AFTER[done.action]) is not None:
        values |= {"state": state, "outcome": done.outcome if state == "closed" else None}
    if done.action == "assign":
        values["owner"] = done.owner
    if done.action == "split":
        values["alerts"] = row.alerts - _split(c, row, done.alerts, actor, now_ns)
    c.execute(update(incidents).where(incidents.c.incident_id == row.incident_id).values(**values))
    told = clean(done.text or done.outcome or done.owner or " ".join(done.alerts))[:MAX_TEXT]
    note = {"incident_id": row.incident_id, "at": now_ns, "actor": actor, "action": done.action, "text": told}
    c.execute(incident_history.insert(), note)
    return revision


def notes(c: Connection, incident_id: str) -> list[Note]:
    """What was done to it, oldest first."""
    kept = incident_history.c
    chosen = select(kept.at, kept.actor, kept.action, kept.text).where(kept.incident_id == incident_id)
    return [Note(*row) for row in c.execute(chosen.order_by(kept.entry).limit(MAX_NOTES))]


def _check(done: IncidentAct) -> None:
    if done.action not in STATE_AFTER:
        raise InputError(f"'{done.action[:32]}' is no action: one of {', '.join(STATE_AFTER)}", "action")
    if done.action == "close" and done.outcome not in OUTCOMES:
        raise InputError(f"say what it was: outcome is one of {', '.join(OUTCOMES)}", "outcome")
    if done.action == "note" and not done.text.strip():
        raise InputError("a note needs a text", "text")
    if done.action == "split" and not done.alerts:
        raise InputError("name the alerts that are not of this incident", "alerts")


def _split(c: Connection, row: IncidentRow, alerts: Sequence[str], actor: str, now_ns: int) -> int:
    """Takes alerts out for good; how many were in. What is left must be something."""
    here = incident_members.c
    chosen = select(here.alert_id).where(here.incident_id == row.incident_id, here.alert_id.in_(alerts))
    found = list(c.execute(chosen).scalars())
    if not found:
        raise InputError("none of these alerts is in this incident", "alerts")
    if len(found) >= row.alerts:
        raise InputError("that would leave nothing: close the incident instead", "alerts")
    for alert_id in found:
        put_apart(c, alert_id, row.incident_id, actor, now_ns)
    c.execute(update(incident_members).where(here.alert_id.in_(found)).values(incident_id=None, reason=None))
    return len(found)
