"""Who a request comes from: sessions kept on the server, named by a cookie that says nothing."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from redshank.server.api.parts import ApiSettings, Parts
from redshank.server.api.permissions import allows
from redshank.server.store.control import audit, sessions, users
from redshank.server.store.control.database import Control
from redshank.server.store.control.secret import new_secret

DEFAULT_PORT = 8765


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the door. before: the session cookie their browser came with."""

    ip: str
    browser: str = ""
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """One who is logged in, with the session they are in."""

    user: users.User
    session: sessions.Session
    secret: str

    def may(self, permission: str) -> bool:
        """Whether their role allows it."""
        return allows(self.user.role, permission)


def cookie_name(settings: ApiSettings) -> str:
    """The session cookie's name. Cookies of a host go to all its ports, so another port than the usual one has its own."""
    if settings.tls:
        return "__Host-redshank"
    return "redshank" if settings.port == DEFAULT_PORT else f"redshank-{settings.port}"


def session_cookie(settings: ApiSettings, secret: str) -> Cookie:
    """The cookie of a session; with an empty secret, the one that ends it in the browser."""
    age = sessions.ABSOLUTE_S if secret else 0
    name = cookie_name(settings)
    return Cookie(key=name, value=secret, path="/", max_age=age, httponly=True, samesite="lax", secure=settings.tls)


def find_login(control: Control, secret: str, now_ns: int) -> Login | None:
    """Whose session this is, None where it is unknown or over. Notes at most once a minute that it is in use."""
    if not 16 <= len(secret) <= 128 or not secret.isascii():
        return None
    with control.read() as c:
        session = sessions.find(c, secret, now_ns)
        user = users.get(c, session.user_name) if session else None
    if session is None or user is None:
        return None
    if sessions.needs_touch(session, now_ns):
        with control.write() as c:
            sessions.touch(c, session, now_ns)
    return Login(user, session, secret)


def is_still_in(control: Control, login: Login, now_ns: int) -> bool:
    """Whether the session is still good, without noting that it is in use: watching is no activity."""
    with control.read() as c:
        session = sessions.find(c, login.secret, now_ns)
        user = users.get(c, session.user_name) if session else None
    return user is not None and user.role == login.user.role


def open_login(parts: Parts, user: users.User, visitor: Visitor) -> Login:
    """A fresh session for a user whose password was right; the one their browser came with ends."""
    now, secret = parts.clock.wall_ns(), new_secret()
    with parts.control.write() as c:
        if visitor.before and (old := sessions.find(c, visitor.before, now)):
            sessions.end(c, old.session_id)
        session = sessions.start(c, secret, sessions.NewSession(user.name, new_secret(), visitor.ip, visitor.browser), now)
        audit.append(c, audit.AuditAct(user.name, visitor.ip, "session.login", user.name), now)
    return Login(user, session, secret)


def login_of(request: Request[Any, Any, Any] | ASGIConnection[Any, Any, Any, Any]) -> Login:
    """The login that the guard found for this request."""
    login = request.scope["user"]
    assert isinstance(login, Login)
    return login


def act_of(request: Request[Any, Any, Any], verb: str, target: str, reason: str = "") -> audit.AuditAct:
    """What the one who asks does, from where, as the audit log wants it."""
    return audit.AuditAct(login_of(request).user.name, peer_of(request), verb, target, reason=reason)


def peer_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The address at the other end of the connection itself; what a header says about it is not believed."""
    return connection.client.host if connection.client else ""
