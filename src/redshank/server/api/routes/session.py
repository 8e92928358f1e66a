"""The session one is in, and its end."""

from typing import Any, cast

from litestar import Request, Response, get, post

from redshank.events.values import rfc3339
from redshank.server.api.host_rows import agent_count
from redshank.server.api.login import act_of, login_of, session_cookie
from redshank.server.api.parts import Served
from redshank.server.api.permissions import ROLES
from redshank.server.api.shapes import Role, ServerFacts, Session, SessionUser
from redshank.server.store.control import agents, audit, sessions


@get("/session", opt={"permission": "session"}, sync_to_thread=True, operation_id="getSession")
def get_session(request: Request[Any, Any, Any], parts: Served) -> Session:
    """Who is logged in, what they may do, and how the server is."""
    login, now = login_of(request), parts.clock.wall_ns()
    with parts.control.read() as c:
        known = agents.all_agents(c)
    role = cast(Role, login.user.role)
    return Session(
        user=SessionUser(login.user.name, role, sorted(ROLES.get(role, frozenset()))),
        server=ServerFacts(parts.settings.version, rfc3339(now), rfc3339(parts.started_ns)),
        agents=agent_count(known, now),
        csrf=login.session.csrf,
    )


@post("/logout", opt={"permission": "session"}, status_code=204, sync_to_thread=True, operation_id="logout")
def logout(request: Request[Any, Any, Any], parts: Served) -> Response[None]:
    """Ends the session, here and for every copy of its cookie; its streams end at their next heartbeat."""
    login = login_of(request)
    with parts.control.write() as c:
        sessions.end(c, login.session.session_id)
        audit.append(c, act_of(request, "session.logout", login.user.name), parts.clock.wall_ns())
    return Response(None, status_code=204, cookies=[session_cookie(parts.settings, "")])


ROUTES = (get_session, logout)
