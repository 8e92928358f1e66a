"""Suppressions: proposed from an alert, tried, signed off, changed and taken back; and rules tried on stored events."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.params import JSONBody, PathParameter

from redshank.analysis.detect.sigma.load import load_text
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.analysis.detect.suppression import to_sigma
from redshank.core.errors import ContentError, InputError
from redshank.events.values import rfc3339
from redshank.server.api.event_cursor import after_cursor
from redshank.server.api.login import login_of, peer_of
from redshank.server.api.parts import Parts, Served
from redshank.server.api.problems import Refusal
from redshank.server.api.suppression_rows import (
    events_trial,
    filter_counts,
    kept_trial,
    parts_of,
    proposal_of,
    suppression_detail,
    suppression_row,
)
from redshank.server.api.suppression_shapes import (
    EventsTrial,
    Imported,
    RuleTrial,
    SigmaText,
    SuppressionChange,
    SuppressionDetail,
    SuppressionList,
    SuppressionProposal,
    SuppressionRequest,
    SuppressionRow,
    SuppressionTrial,
    SuppressionTrialResult,
    TrialRefusal,
)
from redshank.server.store.control import suppressions
from redshank.server.suppress import dry_run, kept_alerts, signing
from redshank.server.suppress.rules import Rules

READ, WRITE = {"permission": "suppressions.read"}, {"permission": "suppressions.write"}
HOUR_NS = 3_600 * 10**9
TRIAL_REASON = "a dry run, signed off by nobody"
SuppressionId = Annotated[str, PathParameter(max_length=64)]
AlertId = Annotated[str, PathParameter(max_length=64, description="an alert's id, or A-12")]


@get("/suppressions", opt=READ, sync_to_thread=True, operation_id="listSuppressions")
def list_suppressions(request: Request[Any, Any, Any], parts: Served) -> SuppressionList:
    """Every suppression there ever was, and the Sigma filters of the rule folders, each with how much it hid."""
    now = parts.clock.wall_ns()
    with parts.control.read() as c:
        records, hidden = suppressions.all_suppressions(c), suppressions.hidden_by(c)
    engine = parts.engine()
    rows = [_row(request, parts, record, now) for record in records]
    return SuppressionList(rfc3339(now), rows, filter_counts(engine.filters if engine else None, hidden))


@get("/suppressions/{suppression_id:str}", opt=READ, sync_to_thread=True, operation_id="getSuppression")
def get_suppression(request: Request[Any, Any, Any], parts: Served, suppression_id: SuppressionId) -> SuppressionDetail:
    """One with its Sigma filter, its history and what it hid last."""
    with parts.control.read() as c:
        record = suppressions.get(c, suppression_id)
        history = suppressions.history(c, suppression_id)
    if record is None:
        raise Refusal(404, "there is no such suppression", "not_found")
    engine, row = parts.engine(), _row(request, parts, record, parts.clock.wall_ns())
    return suppression_detail(record, history, engine.filters if engine else None, row, login_of(request).may("argv.read"))


@get("/suppressions/export", opt=WRITE, sync_to_thread=True, operation_id="exportSuppressions")
def export_suppressions(parts: Served) -> SigmaText:
    """Those in force as one file of Sigma filters."""
    now = parts.clock.wall_ns()
    with parts.control.read() as c:
        active = [one.version.suppression for one in suppressions.all_suppressions(c) if one.state(now) == "active"]
    return SigmaText("---\n".join(map(to_sigma, active)))


@get("/alerts/{alert_id:str}/suppression", opt=WRITE, sync_to_thread=True, operation_id="proposeSuppression")
def propose_suppression(parts: Served, alert_id: AlertId) -> SuppressionProposal:
    """What to suppress so that alerts like this one stay away, as narrow as can be."""
    with parts.control.read() as c, _found():
        return proposal_of(signing.proposal(c, alert_id, _rules(parts)))


@post("/suppressions/dry-run", opt=WRITE, status_code=200, sync_to_thread=True, operation_id="trySuppression")
def try_suppression(request: Request[Any, Any, Any], parts: Served, data: JSONBody[SuppressionTrial]) -> SuppressionTrialResult:
    """What it would have hidden, of the kept alerts and of the stored events, and why it would be refused."""
    rules, now, show = _rules(parts), parts.clock.wall_ns(), login_of(request).may("argv.read")
    with _found():
        wish = signing.Wish(data.rule_id, parts_of(data.fields), TRIAL_REASON, hosts=tuple(data.hosts))
        one = signing.wished(wish, _actor(request, now), rules)
    with parts.control.read() as c:
        refused = [TrialRefusal(found.kind, found.message) for found in signing.dangers(c, one, rules, now)]
        kept = kept_alerts.vanished(c, one)
    events = None
    if data.hours:
        asked = dry_run.Asked(now - data.hours * HOUR_NS, now, after_cursor(data.cursor))
        with _one_at_a_time(parts):
            tried = dry_run.of_suppression(parts.event_store, one, rules, asked)
        events = events_trial(tried, asked.since_ns, show)
    return SuppressionTrialResult(refused, kept_trial(kept, show), events, to_sigma(one) if show else "")


@post("/suppressions", opt=WRITE, status_code=201, sync_to_thread=True, operation_id="makeSuppression")
def make_suppression(request: Request[Any, Any, Any], parts: Served, data: JSONBody[SuppressionRequest]) -> SuppressionRow:
    """Signs one off; in force at once. A dangerous one is refused."""
    rules, now, actor = _asked(request, parts)
    wish = signing.Wish(data.rule_id, parts_of(data.fields), data.reason, data.days, tuple(data.hosts))
    with _found(), parts.control.write() as c:
        one = signing.wished(wish, actor, rules)
        record = signing.sign(c, one, signing.dangers(c, one, rules, now), actor)
    _take_in(parts)
    return _row(request, parts, record, now)


@post("/suppressions/{suppression_id:str}/change", opt=WRITE, status_code=200, sync_to_thread=True, operation_id="changeSuppression")
def change_suppression(
    request: Request[Any, Any, Any], parts: Served, suppression_id: SuppressionId, data: JSONBody[SuppressionChange]
) -> SuppressionRow:
    """Revokes one, takes its latest change back, or lets it last longer; in force at once."""
    now, act = parts.clock.wall_ns(), signing.Act(data.action, data.reason, data.days)
    with _found(), parts.control.write() as c:
        record = signing.change(c, suppression_id, act, _actor(request, now), _rules(parts))
    _take_in(parts)
    return _row(request, parts, record, now)


@post("/suppressions/import", opt=WRITE, status_code=200, sync_to_thread=True, operation_id="importSuppressions")
def import_suppressions(request: Request[Any, Any, Any], parts: Served, data: JSONBody[SigmaText]) -> Imported:
    """Signs off all that a file of Sigma filters asks for, or none where one of them is refused."""
    rules, now, actor = _asked(request, parts)
    with _found(), parts.control.write() as c:
        wanted = signing.imported(data.sigma, "import", actor, rules)
        records = [signing.sign(c, one, signing.dangers(c, one, rules, now), actor, "import") for one in wanted]
    _take_in(parts)
    return Imported([_row(request, parts, record, now) for record in records])


@post("/rules/dry-run", opt=WRITE, status_code=200, sync_to_thread=True, operation_id="tryRule")
def try_rule(request: Request[Any, Any, Any], parts: Served, data: JSONBody[RuleTrial]) -> EventsTrial:
    """What a rule would have raised on the stored events: one in force, or one that is still being written."""
    rules, now = _rules(parts), parts.clock.wall_ns()
    with _found():
        rule, among = _rule(data, rules)
    asked = dry_run.Asked(now - data.hours * HOUR_NS, now, after_cursor(data.cursor))
    with _one_at_a_time(parts):
        found = dry_run.of_rule(parts.event_store, rule, among, asked)
    return events_trial(found, asked.since_ns, login_of(request).may("argv.read"))


def _rule(data: RuleTrial, rules: Rules) -> tuple[AnyRule, Rules]:
    """The rule that is meant, and the rules among which it finds those it names."""
    if bool(data.text) == bool(data.rule_id):
        raise InputError("give either `rule_id` or `text`", "rule")
    if data.rule_id:
        if (rule := rules.find(data.rule_id)) is None:
            raise InputError(f"no rule with the id {data.rule_id[:128]} is in force", "not_found")
        return rule, rules
    written = load_text(data.text, "rule.yml", rules.lists)
    if written.errors or not written.rules:
        raise written.errors[0] if written.errors else InputError("there is no rule in it", "rule")
    ids = {rule.id for rule in written.rules}
    among = (*written.rules, *(rule for rule in rules.rules if rule.id not in ids))
    return written.rules[-1], Rules(among, rules.lists)


def _rules(parts: Parts) -> Rules:
    engine = parts.engine()
    if engine is None:
        raise Refusal(503, "no rules are at work here", "unavailable")
    return Rules(tuple(engine.rules.values()), engine.filters.lists)


def _row(request: Request[Any, Any, Any], parts: Parts, record: suppressions.Record, now_ns: int) -> SuppressionRow:
    unused = parts.book.unused if parts.book else {}
    return suppression_row(record, now_ns, unused, login_of(request).may("argv.read"))


def _actor(request: Request[Any, Any, Any], now_ns: int) -> signing.Actor:
    return signing.Actor(login_of(request).user.name, now_ns, peer_of(request))


def _asked(request: Request[Any, Any, Any], parts: Parts) -> tuple[Rules, int, signing.Actor]:
    now_ns = parts.clock.wall_ns()
    return _rules(parts), now_ns, _actor(request, now_ns)


def _take_in(parts: Parts) -> None:
    """The rules at work hear of it at once, not at the next turn of the chores."""
    engine = parts.engine()
    if parts.book is not None and engine is not None:
        parts.book.look(engine)


@contextmanager
def _found() -> Iterator[None]:
    """What is not there is answered by 404, what is wrong in a file by 400."""
    try:
        yield
    except ContentError as error:
        raise Refusal(400, str(error), "content") from error
    except InputError as error:
        raise Refusal(404 if error.kind == "not_found" else 409 if error.kind == "refused" else 400, str(error), error.kind) from error


@contextmanager
def _one_at_a_time(parts: Parts) -> Iterator[None]:
    """A dry run goes through many events: a second one waits for its turn outside."""
    if not parts.dry_runs.acquire(blocking=False):
        raise Refusal(429, "another dry run is going on: try again when it is over", "limited", 5)
    try:
        yield
    finally:
        parts.dry_runs.release()


ROUTES = (
    list_suppressions,
    get_suppression,
    export_suppressions,
    propose_suppression,
    try_suppression,
    make_suppression,
    change_suppression,
    import_suppressions,
    try_rule,
)
