"""Suppressions and dry runs as lines, for people and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from redshank.analysis.detect.suppression import Part, Suppression, to_sigma
from redshank.cli.terminal import visible
from redshank.events import Event
from redshank.events.values import rfc3339
from redshank.events.words import what

if TYPE_CHECKING:  # an agent's install has no server libraries
    from redshank.analysis.detect.danger import Refusal
    from redshank.server.store.control.suppressions import Record, Version
    from redshank.server.suppress.dry_run import Found
    from redshank.server.suppress.kept_alerts import Vanished
    from redshank.server.suppress.signing import Proposal

SHORT = 8
MAX_LINE_VALUE = 120
Flat = dict[str, Any]


def row_flat(record: "Record", now_ns: int) -> Flat:
    """A suppression for a program."""
    one = record.version.suppression
    return {
        "suppression.id": one.id,
        "suppression.state": record.state(now_ns),
        "suppression.version": record.version.number,
        "suppression.fields": [asdict(part) for part in one.parts],
        "suppression.hosts": list(one.hosts),
        "suppression.reason": one.reason,
        "suppression.author": one.author,
        "suppression.created": rfc3339(one.created_ns),
        "suppression.expires": rfc3339(one.expires_ns),
        "suppression.hidden": record.hidden,
        "suppression.last_hidden": None if record.last_hidden_at is None else rfc3339(record.last_hidden_at),
        "rule.id": one.rule_id,
        "rule.name": one.rule_title,
    }


def row_line(record: "Record", now_ns: int) -> str:
    """A suppression in one line: id, state, end, how much it hid, rule, what it is about, by whom and why."""
    one = record.version.suppression
    told = " ".join(part_text(part) for part in one.parts)
    where = f" on {len(one.hosts)} host{'s' * (len(one.hosts) > 1)}" if one.hosts else ""
    state = record.state(now_ns)
    end = f"until {rfc3339(one.expires_ns)[:10]}"
    return visible(
        f"{one.id[:SHORT]}  {state:<8} {end}  {record.hidden:>6} hidden  {one.rule_title}: {told}{where}  ({one.author}: {one.reason})"
    )


def part_text(part: Part) -> str:
    """A field and its value, as `--field` takes it."""
    value = part.value if len(part.value) <= MAX_LINE_VALUE else part.value[:MAX_LINE_VALUE] + "…"
    return f"{part.field}{'~' if part.is_pattern else '='}{value}"


def version_flat(version: "Version") -> Flat:
    """A version for a program."""
    return {
        "version": version.number, "at": rfc3339(version.at), "by": version.actor, "action": version.action, "why": version.why,
        "state": version.state, "expires": rfc3339(version.suppression.expires_ns),
    }  # fmt: skip


def version_line(version: "Version") -> str:
    """A version in one line."""
    end = rfc3339(version.suppression.expires_ns)[:10]
    done = f"{version.action:<8} by {version.actor}, until {end}"
    return visible(f"  {version.number:>3}  {rfc3339(version.at)[:19]}Z  {done}  {version.why}".rstrip())


def proposal_lines(made: "Proposal") -> Iterator[str]:
    """What an alert suggests, for people; a ticked field goes in."""
    yield visible(f"A-{made.alert.number}  {made.alert.title}")
    for one in made.fields:
        note = f"   ({one.note})" if one.note else ""
        yield visible(f"  [{'x' if one.is_ticked else ' '}] {part_text(one.part)}{note}")


def proposal_flat(made: "Proposal") -> Flat:
    """What an alert suggests, for programs."""
    fields = [asdict(one.part) | {"ticked": one.is_ticked, "note": one.note} for one in made.fields]
    return {"alert.id": made.alert.id, "rule.id": made.alert.rule_id, "fields": fields, "refusal": made.refusal}


def trial_lines(one: Suppression, refused: Sequence["Refusal"], kept: "Vanished") -> Iterator[str]:
    """What would come of it, for people."""
    for refusal in refused:
        yield visible(f"refused: {refusal.message}")
    if not refused:
        yield "may be signed off"
    looked = f"{kept.looked_at} of {kept.of} looked at"
    yield f"of the alerts of this rule ({looked}): {kept.hidden} would have been hidden, {kept.firings} firings"
    yield from _counts(kept.by_day, kept.by_host)
    for row in kept.samples:
        yield visible(f"  A-{row.number}  {row.state:<12} {row.title}")
    yield ""
    yield to_sigma(one).rstrip()


def trial_flat(one: Suppression, refused: Sequence["Refusal"], kept: "Vanished", found: "Found | None") -> Flat:
    """What would come of it, for programs."""
    alerts = {name: getattr(kept, name) for name in ("looked_at", "of", "hidden", "firings", "unread", "by_day", "by_host", "by_state")}
    return {
        "refusals": [{"kind": refusal.kind, "message": refusal.message} for refusal in refused],
        "alerts": alerts | {"samples": [row.id for row in kept.samples]},
        "events": None if found is None else found_flat(found),
        "sigma": to_sigma(one),
    }


def found_lines(found: "Found", word: str) -> Iterator[str]:
    """What came of stored events, for people. word: `hidden` or `raised`."""
    ended = "" if found.complete else ", and not to the end"
    yield f"of the stored events ({found.looked_at} looked at of {found.stored}{ended}): {found.matches} matches would have been {word}"
    yield from _counts(dict(sorted(found.by_day.items())), dict(found.by_host.most_common(10)))
    for event in found.samples:
        yield visible(f"  {event_text(event)}")


def found_flat(found: "Found") -> Flat:
    """What came of stored events, for programs."""
    return {
        "looked_at": found.looked_at,
        "stored": found.stored,
        "complete": found.complete,
        "matches": found.matches,
        "alerts": len(found.alerts),
        "by_day": dict(sorted(found.by_day.items())),
        "by_host": dict(found.by_host),
        "samples": [event.event_id for event in found.samples],
    }


def event_text(event: Event) -> str:
    """An event in one line."""
    return f"{rfc3339(event.timestamp)[:19]}Z  {event.host_name or event.host_id or ''}  {what(event)}"


def _counts(by_day: Mapping[str, int], by_host: Mapping[str, int]) -> Iterator[str]:
    for name, counts in (("day", by_day), ("host", by_host)):
        if counts:
            yield visible(f"  by {name}: " + ", ".join(f"{key} {count}" for key, count in counts.items()))
