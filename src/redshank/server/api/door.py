"""The outermost door: every request gets an id, a foreign Host is turned away, every answer gets the security headers."""

import ipaddress
import secrets
from collections.abc import Callable
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from redshank.server.api.parts import ApiSettings
from redshank.wire.messages import ENROL_PATH

REQUEST_KEY = "redshank.request"
"""Where a request's id lies in its scope."""
AGENT_PREFIX = ENROL_PATH.rsplit("/", 2)[0] + "/"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html redshank"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_MISDIRECTED = (
    b"This server does not answer to that name. Open it by the address it printed at its start, or add the name to "
    b"`server.names` in its settings.\n"
)


class Door:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, settings: ApiSettings, make_id: Callable[[], str] = lambda: secrets.token_hex(8)) -> None:
        self._app = app
        self._settings = settings
        self._make_id = make_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request_id = self._make_id()
        scope[REQUEST_KEY] = request_id  # type: ignore[literal-required]  # a scope is an open dictionary in ASGI
        path = scope["path"]

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_headers(path, message["headers"], request_id)]
            await send(message)

        if path.startswith(AGENT_PREFIX) or is_own_host(host_of(scope), self._settings):
            await self._app(scope, receive, send_guarded)
        else:
            await _misdirect(send_guarded)


def host_of(scope: Any) -> str:
    """The Host header, the empty text where there is none or more than one."""
    found = [value for name, value in scope["headers"] if name == b"host"]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def is_own_host(host: str, settings: ApiSettings) -> bool:
    """Whether a Host header names this server, so that no foreign name can be pointed at it (DNS rebinding).

    On loopback: localhost, 127.0.0.1 and [::1] with our port, and configured names. Elsewhere any address too, since a
    name has to be rebound and an address cannot be.
    """
    name, port = _split(host.lower())
    default = 443 if settings.tls else 80
    if not name or (port if port is not None else default) != settings.port:
        return False
    if name in {"localhost", "127.0.0.1", "::1"} or name in settings.names:
        return True
    return not settings.loopback and _is_address(name)


def _split(host: str) -> tuple[str, int | None]:
    """Name and port of a Host header; the name is empty where it is malformed."""
    name, colon, port = host.rpartition(":")
    if host.endswith("]") or not colon:
        name, port = host, ""
    elif not (port.isascii() and port.isdecimal() and len(port) <= 5):
        return "", None
    bracketed = name.startswith("[") and name.endswith("]")
    if bracketed != (":" in name) or (not bracketed and ("[" in name or "]" in name)):
        return "", None
    return name.removeprefix("[").removesuffix("]"), int(port) if port else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _headers(path: str, given: Any, request_id: str) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in given}
    policy = DATA_POLICY if path.startswith(("/api/", AGENT_PREFIX)) else PAGE_POLICY
    headers = [*_ALWAYS, (b"content-security-policy", policy.encode()), (b"x-request-id", request_id.encode())]
    if b"cache-control" not in names:
        headers.append((b"cache-control", b"no-store"))
    return [header for header in headers if header[0] not in names]


async def _misdirect(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(_MISDIRECTED)).encode())]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": _MISDIRECTED, "more_body": False})
