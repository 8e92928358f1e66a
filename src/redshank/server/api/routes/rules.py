"""Rules: why one fires on a stored event or does not, and what its baseline knows."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.params import PathParameter, QueryParameter

from redshank.analysis.detect.novelty import FLEET, SECOND_NS, baseline_of
from redshank.analysis.detect.reasons import Reasons
from redshank.analysis.detect.sigma.tree import FirstSeen, Rule
from redshank.core.errors import InputError
from redshank.events.values import rfc3339
from redshank.findings.alert import clause_to_flat
from redshank.server.api.alert_detail import MAX_CLAUSES, reason
from redshank.server.api.event_cursor import after_cursor, cursor_of
from redshank.server.api.event_lines import ARGV_FIELDS, HIDDEN, cut_text, line_of_event
from redshank.server.api.login import login_of
from redshank.server.api.parts import Served
from redshank.server.api.problems import Refusal
from redshank.server.api.shapes import Baseline, BaselineKey, Explained, Learning, RuleReasons
from redshank.server.store.control import baselines, hosts, part_of
from redshank.server.store.event_store import Condition, Query

MAX_LIMIT = 500
MAX_HOSTS = 1_000
LIMIT = 4_096
"""Characters of one value of a clause."""
Id = Annotated[str, PathParameter(max_length=256, description="a rule's id")]


@get("/rules/{rule_id:str}/explain", opt={"permission": "events.read"}, sync_to_thread=True, operation_id="explainRule")
def explain_rule(
    request: Request[Any, Any, Any],
    parts: Served,
    rule_id: Id,
    event: Annotated[str, QueryParameter(max_length=96, description="a stored event's id")],
) -> Explained:
    """Why a rule fires on a stored event, or why it does not: clauses, thresholds, baseline, log source."""
    found = parts.event_store.query(Query(where=(Condition("event.id", "=", event),), limit=1))
    if not found:
        raise Refusal(404, f"there is no event {event[:96]}", "not_found")
    told = parts.reasons(rule_id, found[0].event)
    if told is None:
        raise Refusal(404, f"there is no rule {rule_id[:96]}", "not_found")
    with parts.control.read() as c:
        number = part_of.alert_of(c, rule_id, found[0].event)
    show_argv = login_of(request).may("argv.read")
    return Explained(
        as_of=rfc3339(parts.clock.wall_ns()),
        event=line_of_event(found[0].event, show_argv),
        fired=told.alerts or number is not None,
        sentence=f"fired: the event is part of alert A-{number}" if number is not None and not told.alerts else told.sentence,
        alert=None if number is None else f"A-{number}",
        rules=list(_told(told, show_argv, 0)),
    )


@get("/rules/{rule_id:str}/baseline", opt={"permission": "events.read"}, sync_to_thread=True, operation_id="listBaseline")
def list_baseline(  # noqa: PLR0913, PLR0917  the parameters of the address
    request: Request[Any, Any, Any],
    parts: Served,
    rule_id: Id,
    host: Annotated[str | None, QueryParameter(max_length=64, description="a host's id")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = 100,
    cursor: Annotated[str | None, QueryParameter(max_length=400)] = None,
) -> Baseline:
    """What a rule with first_seen has learned and seen, by host, and until when it only learns where."""
    rule = parts.whole_rule(rule_id)
    if not isinstance(rule, Rule) or rule.first_seen is None:
        raise Refusal(404, f"there is no rule {rule_id[:96]} with a baseline", "not_found")
    wanted, after = rule.first_seen, after_cursor(cursor)
    now_ns = parts.clock.wall_ns()
    with parts.control.read() as c:
        known = hosts.all_hosts(c)[:MAX_HOSTS] if wanted.per_host else []
        names = [f"rule:{baseline_of(rule)}", *(f"host:{one.host_id}" for one in known)]
        begins = baselines.begins(c, names)
        rows = baselines.listed(c, baseline_of(rule), host, (after[1], after[0]) if after else None, limit)
    until = {name: _until(begins, names[0], name, wanted) for name in (*names[1:], f"host:{FLEET}")}
    show_argv = login_of(request).may("argv.read")
    last = rows[-1] if len(rows) == limit else None
    return Baseline(
        as_of=rfc3339(now_ns),
        fields=[name + (f"|{reading}" if reading else "") for name, reading in wanted.fields],
        per="host" if wanted.per_host else "fleet",
        learning_s=wanted.learning_ns // SECOND_NS,
        remember_s=wanted.remember_ns // SECOND_NS,
        learning=[_learning(name, until[name], now_ns) for name in (names[1:] if wanted.per_host else [f"host:{FLEET}"])],
        next=cursor_of(last.key, last.host) if last else None,
        keys=[_key(row, until.get(f"host:{row.host}"), wanted, show_argv) for row in rows],
    )


def _told(told: Reasons, show_argv: bool, depth: int) -> Iterator[RuleReasons]:
    """The rule, then those it joins."""
    clauses = [clause_to_flat(clause) for clause in told.clauses[:MAX_CLAUSES]]
    why = [reason(clause, show_argv, LIMIT) for clause in clauses]
    yield RuleReasons(depth, told.rule_id, told.rule_name, told.matched, told.alerts, told.sentence, why)
    for part in told.parts:
        yield from _told(part, show_argv, depth + 1)


def _until(begins: dict[str, int], rule: str, host: str, wanted: FirstSeen) -> int | None:
    """When learning ends, in nanoseconds; None where it has not begun."""
    begin = begins.get(rule)
    if begin is None or (wanted.per_host and host not in begins):
        return None
    return max(begin, begins.get(host, 0)) + wanted.learning_ns


def _learning(name: str, until: int | None, now_ns: int) -> Learning:
    host = name.removeprefix("host:") or None
    return Learning(host, None if until is None else rfc3339(until), until is not None and until <= now_ns)


def _key(row: baselines.Listed, until: int | None, wanted: FirstSeen, show_argv: bool) -> BaselineKey:
    learned = until is None or row.first_at * SECOND_NS < until // SECOND_NS * SECOND_NS
    return BaselineKey(
        row.host or None,
        _values(row.value, wanted, show_argv),
        rfc3339(row.first_at * SECOND_NS),
        rfc3339(row.last_at * SECOND_NS),
        learned,
    )


def _values(written: str, wanted: FirstSeen, show_argv: bool) -> list[str]:
    try:
        values = msgspec.json.decode(written, type=list[str])
    except msgspec.DecodeError as error:
        raise InputError("a value of the baseline cannot be read", "baseline") from error
    hidden = [name in ARGV_FIELDS and not show_argv for name, _ in wanted.fields]
    return [HIDDEN if hide else cut_text(value, 512) for hide, value in zip(hidden, values, strict=False)]


ROUTES = (explain_rule, list_baseline)
