"""The one guard of every route: who is it, and may they."""

from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from redshank.server.api.forms import check_call
from redshank.server.api.login import Login, cookie_name, find_login, peer_of
from redshank.server.api.parts import Parts
from redshank.server.api.permissions import PERMISSIONS, WITHOUT_LOGIN
from redshank.server.api.problems import Refusal

PARTS_KEY = "parts"
"""Where the application's state has the parts."""


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Lets a request through to its route, with its login in the scope, or raises Refusal 401 or 403."""
    permission = handler.opt.get("permission")
    if permission in WITHOUT_LOGIN:
        return
    if permission not in PERMISSIONS:
        raise Refusal(403, "this address is not for anybody", "forbidden")
    parts: Parts = connection.app.state[PARTS_KEY]
    if permission == "metrics.read" and is_from_here(connection, parts):
        return
    login = await _login(connection, parts)
    if login is None:
        raise Refusal(401, "log in first", "login")
    check_call(connection, parts.settings)
    if not login.may(permission):
        raise Refusal(403, f"your role ({login.user.role}) may not do this: it needs the right {permission}", "forbidden")
    connection.scope["user"] = login


async def _login(connection: ASGIConnection[Any, Any, Any, Any], parts: Parts) -> Login | None:
    secret = connection.cookies.get(cookie_name(parts.settings))
    if not secret:
        return None
    return await run_sync(partial(find_login, parts.control, secret, parts.clock.wall_ns()))


def is_from_here(connection: ASGIConnection[Any, Any, Any, Any], parts: Parts) -> bool:
    """Whether a program of this machine asks a server that only this machine reaches, and no proxy stands between."""
    forwarded = any(name in connection.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    return parts.settings.loopback and not forwarded and peer_of(connection) in ("127.0.0.1", "::1")
