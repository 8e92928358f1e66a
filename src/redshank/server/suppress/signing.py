"""Suppressions signed off: proposed from an alert, looked at for danger, kept with who did it, and noted in the audit log."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from redshank.analysis.detect.danger import Known, Refusal, refusals
from redshank.analysis.detect.proposal import Proposed, propose
from redshank.analysis.detect.sigma.filter import is_protected
from redshank.analysis.detect.suppression import DAY_NS, MAX_DAYS, Part, Suppression, checked_parts, from_sigma, to_sigma
from redshank.core.errors import ContentError, InputError
from redshank.server.store.control import alerts, audit, hosts, suppressions
from redshank.server.store.control.suppressions import Change, Record
from redshank.server.suppress.kept_alerts import events_of, seen
from redshank.server.suppress.rules import Rules

DEFAULT_DAYS = 30
MAX_HOSTS = 200
MAX_IMPORTED = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants suppressed. days: how long from now."""

    rule_id: str
    parts: tuple[Part, ...]
    reason: str
    days: int = DEFAULT_DAYS
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an alert suggests. refusal: why nothing of it may be suppressed, "" where something may."""

    alert: alerts.AlertRow
    fields: tuple[Proposed, ...]
    refusal: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, when, from where."""

    name: str
    at_ns: int
    ip: str = ""


def proposal(c: Connection, alert_id: str, rules: Rules) -> Proposal:
    """What an alert suggests. Raises InputError of kind `not_found`."""
    record = alerts.record(c, alert_id)
    if record is None:
        raise InputError(f"there is no alert {alert_id[:64]}", "not_found")
    events = events_of(record.events or (record.body,))
    fields, rule = propose(events), rules.find(record.row.rule_id)
    if rule is None:
        return Proposal(record.row, fields, "its rule is no longer in force")
    if is_protected(rule):
        return Proposal(record.row, fields, f"'{rule.title}' guards the watch itself: its alerts are never suppressed")
    return Proposal(record.row, fields, "" if fields else "its events have nothing in common that stays the same")


def wished(wish: Wish, actor: Actor, rules: Rules) -> Suppression:
    """The wish as a suppression. Raises InputError where it is none at all."""
    rule = rules.find(wish.rule_id)
    if rule is None:
        raise InputError(f"no rule with the id {wish.rule_id[:128]} is in force", "not_found")
    if len(wish.hosts) > MAX_HOSTS:
        raise InputError(f"over {MAX_HOSTS} hosts: leave them out, or make it for fewer", "refused")
    return Suppression(
        id=str(uuid.uuid4()),
        rule_id=rule.id,
        rule_title=rule.title,
        parts=checked_parts(wish.parts),
        reason=wish.reason.strip(),
        author=actor.name,
        created_ns=actor.at_ns,
        expires_ns=actor.at_ns + max(0, wish.days) * DAY_NS,
        hosts=tuple(dict.fromkeys(wish.hosts)),
        severity=rule.severity,
    )


def dangers(c: Connection, one: Suppression, rules: Rules, now_ns: int) -> list[Refusal]:
    """Why it is refused; nothing where it may be."""
    found = refusals(one, Known(rules.rules, rules.lists, seen(c)), now_ns)
    known = {host.host_id for host in hosts.all_hosts(c)} if one.hosts else set()
    return found + [Refusal("no_host", f"there is no host {host[:64]}") for host in one.hosts if host not in known]


def sign(c: Connection, one: Suppression, found: Sequence[Refusal], actor: Actor, action: str = "create") -> Record:
    """Keep it, unless it was found to be dangerous. Raises InputError of kind `refused`, `too_many`."""
    if found:
        raise InputError("refused: " + "; ".join(refusal.message for refusal in found), "refused")
    record = suppressions.add(c, one, Change(action, actor.name, actor.at_ns))
    _note(c, actor, audit.AuditAct("", "", f"suppression.{action}", "", "", _told(record), one.reason), record)
    return record


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to a suppression. action: revoke, revert or extend. days: of extend, from now."""

    action: str
    why: str
    days: int = 0


def change(c: Connection, suppression_id: str, act: Act, actor: Actor, rules: Rules) -> Record:
    """Do it. What comes into force again, or stays for longer, is looked at for danger again. Raises InputError: then roll back."""
    action, why = act.action, act.why
    if not why.strip():
        raise InputError("say why: it is kept in the history", "reason")
    before, done = suppressions.get(c, suppression_id), Change(action, actor.name, actor.at_ns, why.strip())
    if action == "revoke":
        record = suppressions.revoke(c, suppression_id, done)
    elif action == "revert":
        record = suppressions.revert(c, suppression_id, done)
    elif action == "extend":
        record = suppressions.extend(c, suppression_id, actor.at_ns + min(act.days, MAX_DAYS + 1) * DAY_NS, done)
    else:
        raise InputError(f"unknown action '{action}'", "action")
    if record.state(actor.at_ns) == "active" and (found := dangers(c, record.version.suppression, rules, actor.at_ns)):
        raise InputError("refused: " + "; ".join(refusal.message for refusal in found), "refused")
    _note(c, actor, audit.AuditAct("", "", f"suppression.{action}", "", _told(before), _told(record), why), record)
    return record


def imported(data: str, path: str, actor: Actor, rules: Rules) -> list[Suppression]:
    """The suppressions that a file of Sigma filters asks for, the author being who imports it. Raises InputError, ContentError."""
    found = from_sigma(data, path)
    if len(found) > MAX_IMPORTED:
        raise InputError(f"over {MAX_IMPORTED} filters in one file", "too_many")
    made = []
    for reference, parts, at_hosts, told in found:
        if (rule := rules.find(reference)) is None:
            raise ContentError(f"no rule is called '{reference}'", path, 1, 1)
        if told["expires_ns"] is None:
            raise ContentError("a suppression needs an end: redshank: {expires: 2026-12-24T00:00:00Z}", path, 1, 1)
        one = wished(Wish(rule.id, parts, told["reason"], 1, at_hosts), actor, rules)
        made.append(replace(one, expires_ns=told["expires_ns"]))
    return made


def _note(c: Connection, actor: Actor, act: audit.AuditAct, record: Record) -> None:
    audit.append(c, replace(act, actor=actor.name, ip=actor.ip, target=f"suppression:{record.id}"), actor.at_ns)


def _told(record: Record | None) -> str:
    return "" if record is None else f"{record.version.state} version {record.version.number}\n{to_sigma(record.version.suppression)}"
