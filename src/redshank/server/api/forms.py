"""Whether a request that changes something comes from our own pages, and the small forms that work without scripts."""

import hmac
import secrets
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.connection import ASGIConnection

from redshank.server.api.parts import ApiSettings
from redshank.server.api.problems import Refusal

MAX_FORM_BYTES = 8192
CALL_HEADER = "X-Redshank-Request"
"""Calls that change something carry it: no form and no foreign page can."""
TOKEN_FIELD = "token"  # noqa: S105  the name of a field
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


def check_call(request: ASGIConnection[Any, Any, Any, Any], settings: ApiSettings) -> None:
    """Refuses a changing call that could come from a foreign page: no header of ours, not JSON, another origin."""
    if request.scope.get("method") in _SAFE:
        return
    check_origin(request, settings)
    if request.headers.get(CALL_HEADER) != "1":
        raise Refusal(403, f"a call that changes something needs the header {CALL_HEADER}: 1", "foreign")
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in ("application/json", "") or (not kind and request.headers.get("Content-Length", "0") != "0"):
        raise Refusal(415, "the body has to be JSON")


def check_origin(request: ASGIConnection[Any, Any, Any, Any], settings: ApiSettings) -> None:
    """Refuses what a browser says comes from elsewhere.

    Where the browser tells only `Origin: null` (our pages send no referrer, and older ones then hide the origin), the
    form's token decides.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        scheme = "https" if settings.tls else "http"
        foreign = origin not in (None, "null", f"{scheme}://{request.headers.get('Host', '')}")
    if foreign:
        raise Refusal(403, "this came from a page of another origin", "foreign")


async def read_form(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The fields of a posted form, the first of each name. Raises Refusal 413 or 400 where it is none of ours."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refusal(415, "the body has to be a form")
    body = await request.body()
    if len(body) > MAX_FORM_BYTES:
        raise Refusal(413, "the form is too large")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=16, errors="strict")
    except ValueError as error:  # UnicodeError is one too
        raise Refusal(400, "the form cannot be read") from error
    return dict(reversed(pairs))


def new_token() -> str:
    """A form's token: stands in the form and in a cookie, and only our own page can write both."""
    return secrets.token_urlsafe(24)


def token_fits(cookie: str | None, field: str) -> bool:
    """Whether the form was made by us for this browser."""
    return bool(cookie) and hmac.compare_digest((cookie or "").encode(), field.encode())
