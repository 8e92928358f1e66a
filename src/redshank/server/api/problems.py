"""Whatever goes wrong, as an answer: one shape, a stable word, a sentence, and the id of the request."""

from typing import Any

from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect

from redshank.core.errors import InputError, StoreError
from redshank.core.log import log
from redshank.server.api.alert_query import QueryError
from redshank.server.api.door import REQUEST_KEY
from redshank.server.api.page import TEMPLATES_KEY, login_address, page
from redshank.server.api.shapes import Problem

KINDS = {
    400: "malformed",
    401: "login",
    403: "forbidden",
    404: "not_found",
    405: "method",
    413: "too_large",
    415: "media_type",
    429: "limited",
    503: "unavailable",
}
TITLES = {403: "That is not allowed", 404: "There is nothing here", 413: "That is too large"}
SENTENCES = {
    404: "there is nothing here",
    405: "this address does not take that method",
    413: "the body is too large",
    500: "something went wrong in the server; its log has the request's id",
}


class Refusal(HTTPException):
    """A call that is refused. kind: the stable word, by default that of its status. retry_s: when it may be tried again."""

    def __init__(self, status: int, message: str, kind: str | None = None, retry_s: int | None = None) -> None:
        headers = {"Retry-After": str(retry_s)} if retry_s is not None else None
        super().__init__(detail=message, status_code=status, headers=headers)
        self.kind = kind or KINDS.get(status, "refused")


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The answer to a request that raised: a page asks to log in by way of the login page, everything else gets a Problem."""
    status, kind, message, extra = _told(error)
    if status == 401 and wants_page(request):
        return Redirect(login_address(_target(request)), status_code=303)
    if status >= 500:
        log.error("api.failed", request=request_id(request), path=request.scope["path"], error=f"{type(error).__name__}: {error}")
    if status != 401 and is_of_page(request):
        shown = {"title": TITLES.get(status, "This did not work"), "message": message, "request": request_id(request)}
        return page(request.app.state[TEMPLATES_KEY], "problem.html", shown, status)
    problem = Problem(kind=kind, message=message, request=request_id(request), **extra)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return Response(problem, status_code=status, headers=headers, media_type=MediaType.JSON)


def request_id(request: Request[Any, Any, Any]) -> str:
    """The id the door gave it."""
    return str(request.scope.get(REQUEST_KEY, ""))


def wants_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a page is asked for, not data: then logging in comes first."""
    path = request.scope["path"]
    return request.method in ("GET", "HEAD") and not path.startswith(("/api/", "/agent/", "/metrics", "/healthz"))


def is_of_page(request: Request[Any, Any, Any]) -> bool:
    """Whether a person looks at the answer: a browser went to one of our pages, or sent one of its forms."""
    path = request.scope["path"]
    return not path.startswith(("/api/", "/agent/", "/metrics", "/healthz")) and "text/html" in request.headers.get("Accept", "")


def _target(request: Request[Any, Any, Any]) -> str:
    """Path and query as they were asked for."""
    query = request.scope["query_string"].decode("latin-1")
    return request.scope["path"] + (f"?{query}" if query else "")


def _told(error: Exception) -> tuple[int, str, str, dict[str, Any]]:
    """Status, kind, sentence and further members. What broke inside stays inside."""
    told: tuple[int, str, str] = (500, "internal", SENTENCES[500])
    extra: dict[str, Any] = {}
    match error:
        case QueryError():
            told = 400, "query", error.message
            extra = {"offset": error.offset, "length": error.length, "suggestion": error.suggestion}
        case Refusal():
            told = error.status_code, error.kind, error.detail
        case ValidationException():
            told = 400, "invalid", _invalid(error)
        case HTTPException() if error.status_code < 500:
            told = error.status_code, KINDS.get(error.status_code, "refused"), SENTENCES.get(error.status_code) or error.detail
        case InputError():
            told = 400, error.kind, str(error)
        case StoreError():
            told = 503, "unavailable", f"the store cannot answer now ({error.kind}); try again"
    return *told, extra


def _invalid(error: ValidationException) -> str:
    """Which values are wrong, each with its name."""
    extra = error.extra if isinstance(error.extra, list) else []
    told = [f"{one['key']}: {one['message']}" if one.get("key") else str(one.get("message", "")) for one in extra if isinstance(one, dict)]
    return "; ".join(told)[:1000] or "a value is missing or wrong"
