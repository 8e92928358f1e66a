"""Alerts: the list, one of them, and what people do to them."""

from dataclasses import replace
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from redshank.core.errors import InputError
from redshank.events.values import rfc3339
from redshank.server.api.alert_detail import Around, alert_detail
from redshank.server.api.alert_query import filter_of, parse
from redshank.server.api.alert_rows import alert_row, by_severity, by_state
from redshank.server.api.login import act_of, login_of
from redshank.server.api.parts import Parts, Served
from redshank.server.api.problems import Refusal
from redshank.server.api.shapes import ActionRequest, ActionResult, AlertDetail, AlertList, Undone, UndoRequest
from redshank.server.store.control import actions, alert_pages, alerts, audit, prevalence
from redshank.server.store.control.alert_filter import AlertFilter

MAX_LIMIT = 500
DEFAULT_SORT = "severity,-last"
SORT_WORDS = "severity, last, first, count, number; `-` before one turns it round"


@get("/alerts", opt={"permission": "alerts.read"}, sync_to_thread=True, operation_id="listAlerts")
def list_alerts(  # noqa: PLR0913, PLR0917  the parameters of the address
    request: Request[Any, Any, Any],
    parts: Served,
    q: Annotated[str, QueryParameter(max_length=2000, description="words as in the line above the list")] = "",
    sort: Annotated[str, QueryParameter(max_length=100, description=SORT_WORDS)] = DEFAULT_SORT,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = 100,
    cursor: Annotated[str | None, QueryParameter(max_length=500)] = None,
) -> AlertList:
    """Alerts that match, in the order asked for, a page at a time."""
    show_argv = login_of(request).may("argv.read")
    asked = replace(filter_of(parse(q)), titles=show_argv)
    with parts.control.read() as c:
        # All of one snapshot, so that counts, rows and the revision the stream goes on from belong together.
        page = alert_pages.page(c, asked, sort, cursor, limit)
        counts = alerts.counts(c, asked)
        revision = alerts.revision(c)
    return AlertList(
        as_of=rfc3339(parts.clock.wall_ns()),
        data_floor=None,
        total=counts.total,
        next=page.next,
        revision=revision,
        counts=by_severity(counts.severities),
        states=by_state(counts.states),
        alerts=[alert_row(row, show_argv) for row in page.rows],
    )


@get("/alerts/{alert_id:str}", opt={"permission": "alerts.read"}, sync_to_thread=True, operation_id="getAlert")
def get_alert(
    request: Request[Any, Any, Any],
    parts: Served,
    alert_id: Annotated[str, PathParameter(max_length=64, description="an alert's id, or A-12")],
) -> AlertDetail:
    """Everything about one alert."""
    with parts.control.read() as c:
        record = alerts.record(c, alert_id)
        if record is None:
            raise Refusal(404, f"there is no alert {alert_id[:64]}", "not_found")
        around = Around(alerts.related(c, record.row.id), prevalence.of_alert(c, record.row))
    return alert_detail(record, around, parts.rule(record.row.rule_id), login_of(request).may("argv.read"))


@post("/alerts/actions", opt={"permission": "alerts.act"}, status_code=200, sync_to_thread=True, operation_id="actOnAlerts")
def act_on_alerts(request: Request[Any, Any, Any], parts: Served, data: JSONBody[ActionRequest]) -> ActionResult:
    """Acknowledge, dismiss, reopen or assign alerts: those named, or all that a query matches."""
    what = _chosen(data)
    act = actions.Act(data.action, data.reason, data.text, data.assignee)
    login, now = login_of(request), parts.clock.wall_ns()
    with parts.control.write() as c:
        acted = actions.act(c, what, act, login.user.name, now)
        if acted.changed:
            done = act_of(request, f"alert.{data.action}", _target(data, acted.changed), data.reason or "")
            audit.append(c, done, now)
    _tell(parts, acted)
    return ActionResult(acted.changed, acted.undo)


@post("/alerts/undo", opt={"permission": "alerts.act"}, status_code=200, sync_to_thread=True, operation_id="undoAction")
def undo_action(request: Request[Any, Any, Any], parts: Served, data: JSONBody[UndoRequest]) -> Undone:
    """Takes an action back; alerts that somebody changed since then stay as they are."""
    login, now = login_of(request), parts.clock.wall_ns()
    with parts.control.write() as c:
        acted = actions.undo(c, data.undo, login.user.name, now)
        audit.append(c, act_of(request, "alert.undo", f"{acted.changed} alerts"), now)
    _tell(parts, acted)
    return Undone(acted.changed)


def _chosen(data: ActionRequest) -> list[str] | AlertFilter:
    if (data.ids is None) == (data.q is None):
        raise InputError("name the alerts either by `ids` or by `q`", "action")
    return data.ids if data.ids is not None else filter_of(parse(data.q or ""))


def _target(data: ActionRequest, changed: int) -> str:
    named = f"q={data.q}" if data.q is not None else " ".join((data.ids or [])[:5])
    return f"{changed} alerts: {named}"[:500]


def _tell(parts: Parts, acted: actions.Acted) -> None:
    if acted.changed:
        parts.hub.publish("alert", revision=max(acted.revisions))


ROUTES = (list_alerts, get_alert, act_on_alerts, undo_action)
