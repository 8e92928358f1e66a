"""Incidents as they are kept: what belongs together, in which order it came, and what people made of it.

Saved in the transaction that keeps the alerts. To save the same again changes nothing, so a re-run of detection is harmless.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import zstandard
from sqlalchemy import Connection, func, select, update

from redshank.analysis.incidents.clock import clock_of
from redshank.analysis.incidents.joining import HELD_NS, Joiner, Taken
from redshank.findings.incident import Incident, Member, Reason
from redshank.server.store.control import numbers
from redshank.server.store.control.database import insert_into
from redshank.server.store.control.tables import hosts, incident_apart, incident_members, incidents

NEW, MERGED = "new", "merged"
STATES = (NEW, "triaged", "confirmed", "contained", "closed")
MAX_LOADED = 50_000
_ENCODE, _DECODE, _REASON = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Member), msgspec.json.Decoder(Reason)


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident in a list. hosts: ids or names. *_at: nanoseconds since 1970."""

    incident_id: str
    number: int
    revision: int
    severity: int
    state: str
    outcome: str | None
    owner: str | None
    title: str
    hosts: tuple[str, ...]
    alerts: int
    opened_at: int
    attack_at: int
    breach_at: int | None
    latest_at: int
    merged_into: str | None
    simulated: bool


def save(c: Connection, taken: Taken) -> tuple[int, ...]:
    """Keep what alerts opened or changed; the revisions that came of it, ascending."""
    if not taken.members:
        return ()
    numbers.hold(c, numbers.INCIDENT_REVISION)
    _remember(c, taken)
    changed = [revision for incident in taken.incidents if (revision := _put(c, incident)) is not None]
    return tuple(changed)


def load(c: Connection, now_ns: int) -> Joiner:
    """A joiner that knows what this store knows: the alerts of incidents that are not closed, and all of the last day, in their order."""
    apart = [(row.alert_id, row.incident_id) for row in c.execute(select(incident_apart.c.alert_id, incident_apart.c.incident_id))]
    joiner = Joiner(apart)
    held = select(incidents.c.incident_id).where(incidents.c.state != "closed")
    wanted = (incident_members.c.created_at >= now_ns - HELD_NS) | incident_members.c.incident_id.in_(held)
    chosen = select(incident_members.c.member).where(wanted).order_by(incident_members.c.number.desc()).limit(MAX_LOADED)
    members = [unpacked(row.member) for row in c.execute(chosen)]
    joiner.place(members[::-1])
    return joiner


def rows(c: Connection, states: Sequence[str] = (), limit: int = 200) -> list[IncidentRow]:
    """The incidents in these states (all but merged ones where none is named), the worst and latest first."""
    chosen = select(incidents).where(incidents.c.state.in_(states) if states else incidents.c.state != MERGED)
    found = c.execute(chosen.order_by(incidents.c.severity, incidents.c.latest_at.desc(), incidents.c.number.desc()).limit(limit))
    return [_row(one) for one in found.mappings()]


def get(c: Connection, name: str) -> IncidentRow | None:
    """One incident by its id, or as `I-12`; one that was merged is shown as what it became."""
    number = int(name[2:]) if name.startswith("I-") and name[2:].isdecimal() else None
    which = incidents.c.number == number if number is not None else incidents.c.incident_id == name
    found = c.execute(select(incidents).where(which)).mappings().first()
    if found is None:
        return None
    return get(c, found["merged_into"]) if found["merged_into"] else _row(found)


def whole(c: Connection, incident_id: str) -> Incident:
    """An incident with all its alerts and the reasons they are in it."""
    found = c.execute(select(incident_members).where(incident_members.c.incident_id == incident_id).order_by(incident_members.c.number))
    incident = Incident(incident_id)
    for row in found:
        member = unpacked(row.member)
        incident.members[member.alert_id] = member
        incident.reasons += [_REASON.decode(row.reason)] if row.reason else []
    merged = select(incidents.c.incident_id).where(incidents.c.merged_into == incident_id).order_by(incidents.c.number)
    incident.merged = list(c.execute(merged).scalars())
    incident.opened_ns = int(c.execute(select(incidents.c.opened_at).where(incidents.c.incident_id == incident_id)).scalar() or 0)
    return incident


def host_names(c: Connection, host_ids: Sequence[str]) -> dict[str, str]:
    """What the hosts are called, by their ids."""
    found = c.execute(select(hosts.c.host_id, hosts.c.name).where(hosts.c.host_id.in_(host_ids)))
    return {row.host_id: row.name for row in found}


def revision(c: Connection) -> int:
    """Grows with every change of any incident."""
    return numbers.get(c, numbers.INCIDENT_REVISION)


def _remember(c: Connection, taken: Taken) -> None:
    """Each alert once, in the order in which they came."""
    ids = [member.alert_id for member in taken.members]
    known = set(c.execute(select(incident_members.c.alert_id).where(incident_members.c.alert_id.in_(ids))).scalars())
    fresh = list({member.alert_id: member for member in taken.members if member.alert_id not in known}.values())
    if not fresh:
        return
    first = numbers.advance(c, numbers.MEMBER_NUMBER, len(fresh)) - len(fresh) + 1
    kept = ({"alert_id": one.alert_id, "created_at": one.created_ns, "member": packed(one)} for one in fresh)
    blank = {"incident_id": None, "reason": None}
    c.execute(incident_members.insert(), [row | blank | {"number": number} for number, row in enumerate(kept, first)])


def _put(c: Connection, incident: Incident) -> int | None:
    """One incident as it is now; None where nothing changed."""
    known = c.execute(select(incidents).where(incidents.c.incident_id == incident.id)).first()
    values = _values(incident)
    _belong(c, incident)
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return None
    changed = numbers.advance(c, numbers.INCIDENT_REVISION)
    if known is None:
        number = numbers.advance(c, numbers.INCIDENT_NUMBER)
        c.execute(incidents.insert(), values | {"incident_id": incident.id, "number": number, "revision": changed, "state": NEW})
    else:
        c.execute(update(incidents).where(incidents.c.incident_id == incident.id).values(revision=changed, **values))
    _merge(c, incident)
    return changed


def _merge(c: Connection, incident: Incident) -> None:
    for other in incident.merged:
        chosen = (incidents.c.incident_id == other) & (incidents.c.merged_into.is_(None))
        if c.execute(select(incidents.c.incident_id).where(chosen)).first():
            gone = numbers.advance(c, numbers.INCIDENT_REVISION)
            c.execute(update(incidents).where(chosen).values(state=MERGED, merged_into=incident.id, revision=gone))


def _belong(c: Connection, incident: Incident) -> None:
    """Its alerts say which incident they are in, and why; the first one needs no reason."""
    ids = list(incident.members)
    for at in range(0, len(ids), 500):
        of_these = incident_members.c.alert_id.in_(ids[at : at + 500])
        elsewhere = incident_members.c.incident_id.is_(None) | (incident_members.c.incident_id != incident.id)
        c.execute(update(incident_members).where(of_these & elsewhere).values(incident_id=incident.id))
    here = (incident_members.c.incident_id == incident.id) & incident_members.c.reason.is_not(None)
    known = set(c.execute(select(incident_members.c.alert_id).where(here)).scalars())
    for reason in incident.reasons:
        if reason.alert_id not in known:
            known.add(reason.alert_id)
            text = msgspec.json.encode(reason).decode()
            c.execute(update(incident_members).where(incident_members.c.alert_id == reason.alert_id).values(reason=text))


def _values(incident: Incident) -> dict[str, object]:
    clock, members = clock_of(incident), incident.in_order()
    worst = min(members, key=lambda member: (member.severity, member.at_ns, member.alert_id))
    return {
        "severity": incident.severity, "title": worst.title, "hosts": "\n".join(incident.hosts), "alerts": len(members),
        "opened_at": incident.opened_ns, "attack_at": clock.attack_ns, "breach_at": clock.breach_ns,
        "latest_at": max(member.done_ns for member in members), "simulated": any(member.simulated for member in members),
    }  # fmt: skip


def _row(values: Mapping[Any, Any]) -> IncidentRow:
    return IncidentRow(**{**values, "hosts": tuple(values["hosts"].split("\n"))})


def packed(member: Member) -> bytes:
    """A member as bytes."""
    return zstandard.ZstdCompressor(level=3).compress(_ENCODE.encode(member))


def unpacked(data: bytes) -> Member:
    """The inverse."""
    return _DECODE.decode(zstandard.ZstdDecompressor().decompress(data, 4 << 20))


def count(c: Connection) -> int:
    """Incidents that are not closed and not merged."""
    return int(c.execute(select(func.count()).select_from(incidents).where(incidents.c.state.not_in(("closed", MERGED)))).scalar_one())


def put_apart(c: Connection, alert_id: str, incident_id: str, actor: str, now_ns: int) -> None:
    """A person says that an alert is not of an incident; it is not joined to it again."""
    add = insert_into(c, incident_apart).on_conflict_do_nothing()
    c.execute(add, [{"alert_id": alert_id, "incident_id": incident_id, "at": now_ns, "actor": actor}])
