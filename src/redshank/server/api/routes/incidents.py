"""Incidents: the list, one of them, and what people do to them."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter
from sqlalchemy import Connection

from redshank.analysis.incidents.report import Report
from redshank.events.values import rfc3339
from redshank.server.api.incident_detail import incident_detail, incident_row
from redshank.server.api.incident_shapes import IncidentActRequest, IncidentDetail, IncidentList, IncidentState
from redshank.server.api.login import act_of, login_of
from redshank.server.api.parts import Parts, Served
from redshank.server.api.problems import Refusal
from redshank.server.api.report_files import Form, Reader, write_report
from redshank.server.store.control import audit, incident_acts, incidents

MAX_LIMIT = 500
Name = Annotated[str, PathParameter(max_length=64, description="an incident's id, or I-12")]


@get("/incidents", opt={"permission": "alerts.read"}, sync_to_thread=True, operation_id="listIncidents")
def list_incidents(
    request: Request[Any, Any, Any],
    parts: Served,
    states: Annotated[list[IncidentState] | None, QueryParameter(description="only those in these states")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = 200,
) -> IncidentList:
    """The incidents, the worst and latest first."""
    show_argv = login_of(request).may("argv.read")
    with parts.control.read() as c:
        found = incidents.rows(c, states or (), limit)
        revision = incidents.revision(c)
    return IncidentList(rfc3339(parts.clock.wall_ns()), revision, [incident_row(row, show_argv) for row in found])


@get("/incidents/{incident_id:str}", opt={"permission": "alerts.read"}, sync_to_thread=True, operation_id="getIncident")
def get_incident(request: Request[Any, Any, Any], parts: Served, incident_id: Name) -> IncidentDetail:
    """Everything about one incident, with what is concluded of it as of now."""
    return _detail(parts, incident_id, login_of(request).may("argv.read"))


@get("/incidents/{incident_id:str}/report", opt={"permission": "argv.read"}, sync_to_thread=True, operation_id="getIncidentReport")
def get_report(
    parts: Served,
    incident_id: Name,
    form: Annotated[Form, QueryParameter(description="in which form")] = "markdown",
    reader: Annotated[Reader, QueryParameter(description="for whom, where the form is html")] = "analyst",
) -> Response[bytes]:
    """The report of an incident as a file."""
    row, report, _ = _read(parts, incident_id)
    written = write_report(report, form, reader)
    name = f"incident-{row.number}.{written.ending}"
    return Response(written.data, media_type=written.media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@post("/incidents/{incident_id:str}/actions", opt={"permission": "alerts.act"}, status_code=200, sync_to_thread=True,
      operation_id="actOnIncident")  # fmt: skip
def act_on_incident(
    request: Request[Any, Any, Any], parts: Served, incident_id: Name, data: JSONBody[IncidentActRequest]
) -> IncidentDetail:
    """Triage, confirm, contain, close, reopen, assign, note, or take alerts out; the incident as it is then."""
    login, now = login_of(request), parts.clock.wall_ns()
    act = incident_acts.IncidentAct(data.action, data.text, data.outcome, data.owner, tuple(data.alerts))
    with parts.control.write() as c:
        row = _row(c, incident_id)
        revision = incident_acts.act(c, row, act, login.user.name, now)
        audit.append(c, act_of(request, f"incident.{data.action}", f"I-{row.number}", data.text), now)
    parts.hub.publish("incident", revision=revision)
    return _detail(parts, row.incident_id, login.may("argv.read"))


def _detail(parts: Parts, incident_id: str, show_argv: bool) -> IncidentDetail:
    row, report, notes = _read(parts, incident_id)
    return incident_detail(row, report, notes, show_argv)


def _read(parts: Parts, incident_id: str) -> tuple[incidents.IncidentRow, Report, list[incident_acts.Note]]:
    with parts.control.read() as c:
        row = _row(c, incident_id)
        whole, notes = incidents.whole(c, row.incident_id), incident_acts.notes(c, row.incident_id)
        names = incidents.host_names(c, row.hosts)
    return row, parts.storybook.report(whole, parts.clock.wall_ns(), names), notes


def _row(c: Connection, incident_id: str) -> incidents.IncidentRow:
    row = incidents.get(c, incident_id)
    if row is None:
        raise Refusal(404, f"there is no incident {incident_id[:64]}", "not_found")
    return row


ROUTES = (list_incidents, get_incident, get_report, act_on_incident)
