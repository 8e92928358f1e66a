"""Pages: log in, come in for the first time, and the console itself."""

from dataclasses import dataclass
from typing import Annotated, Any

from jinja2 import Environment
from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from redshank.server.api.console import INDEX, Console, accepts_gzip
from redshank.server.api.entry import Entry, EntryError
from redshank.server.api.forms import TOKEN_FIELD, check_origin, new_token, read_form, token_fits
from redshank.server.api.login import Visitor, cookie_name, login_of, peer_of, session_cookie
from redshank.server.api.page import FOLDER, FORM_COOKIE, TEMPLATES_KEY, form_cookie, page, safe_next
from redshank.server.api.parts import Parts, Served
from redshank.server.store.control import agents, users

CONSOLE_KEY, ENTRY_KEY = "console", "entry"
"""Where the application's state has them."""
OPEN_ALERTS = "/alerts?q=state%3Aopen&sort=severity%2C-last"
STALE = "This form was made too long ago, or for another browser. Please try again."
"""What a form without its token is told; cookies switched off look the same."""

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Again:
    """What a form shows: the name typed before, and what was wrong. status: of the answer."""

    name: str = ""
    error: str = ""
    status: int = 200


@get("/login", opt={"permission": "public"}, include_in_schema=False)
async def login_page(
    request: AnyRequest, parts: Served, target: Annotated[str, QueryParameter(name="next", max_length=4000)] = "/"
) -> Response[str]:
    """The form to log in."""
    return _login_form(request, parts, target, Again())


@post("/login", opt={"permission": "public"}, include_in_schema=False, status_code=303)
async def log_in(request: AnyRequest, parts: Served) -> Response[Any]:
    """Logs in: a fresh session, and on to where one was going."""
    check_origin(request, parts.settings)
    form = await read_form(request)
    name, target = form.get("name", "").strip()[:64], form.get("next", "/")
    if not token_fits(_form_token(request, parts), form.get(TOKEN_FIELD, "")):
        return _login_form(request, parts, target, Again(name, STALE, 400))
    entry: Entry = request.app.state[ENTRY_KEY]
    try:
        login = await entry.log_in(name, form.get("password", ""), _who(request, parts))
    except EntryError as error:
        return _login_form(request, parts, target, Again(name, str(error), error.status))
    return Redirect(safe_next(target), status_code=303, cookies=[session_cookie(parts.settings, login.secret)])


@get("/first-run", opt={"permission": "public"}, include_in_schema=False)
async def first_run_page(request: AnyRequest, parts: Served, key: Annotated[str, QueryParameter(max_length=200)] = "") -> Response[str]:
    """The form behind a one-time link. Looking at it does not use the link up: previews of links look too."""
    return await _first_form(request, parts, key, Again())


@post("/first-run", opt={"permission": "public"}, include_in_schema=False, status_code=303)
async def come_in(request: AnyRequest, parts: Served) -> Response[Any]:
    """Makes the first owner, or sets a new password, and logs in."""
    check_origin(request, parts.settings)
    form = await read_form(request)
    key, name = form.get("key", ""), form.get("name", "").strip()[:64]
    if not token_fits(_form_token(request, parts), form.get(TOKEN_FIELD, "")):
        return await _first_form(request, parts, key, Again(name, STALE, 400))
    entry: Entry = request.app.state[ENTRY_KEY]
    try:
        login = await entry.come_in(key, name, form.get("password", ""), form.get("again", ""), _who(request, parts))
    except EntryError as error:
        return await _first_form(request, parts, key, Again(name, str(error), error.status))
    return Redirect("/", status_code=303, cookies=[session_cookie(parts.settings, login.secret)])


@get("/pages.css", opt={"permission": "public"}, include_in_schema=False, sync_to_thread=True)
def pages_css() -> Response[bytes]:
    """How the pages of the server look."""
    return Response((FOLDER / "pages.css").read_bytes(), media_type="text/css", headers={"Cache-Control": "no-cache"})


@get("/assets/{path:path}", opt={"permission": "public"}, include_in_schema=False, sync_to_thread=True)
def asset(request: AnyRequest, path: FromPath[str]) -> Response[Any]:
    """A built file of the console. They hold nothing secret; what they show comes from the API."""
    return _console_file(request, f"assets{path}") or _missing()


@get("/", opt={"permission": "console"}, include_in_schema=False, sync_to_thread=True)
def start(request: AnyRequest, parts: Served) -> Response[Any]:
    """The page to begin with: how to install an agent while there is none, else the open alerts."""
    if not request.app.state[CONSOLE_KEY].is_built:
        return _plain(request)
    with parts.control.read() as c:
        empty = not agents.is_any_standing(c)
    return Redirect("/install" if empty and login_of(request).may("enrolment.read") else OPEN_ALERTS, status_code=303)


@get("/{path:path}", opt={"permission": "console"}, include_in_schema=False, sync_to_thread=True)
def console_page(request: AnyRequest, path: FromPath[str]) -> Response[Any]:
    """Every address of the console is its one page, which looks at the address itself; files at the top are themselves."""
    found = _console_file(request, path.lstrip("/"))
    return found or _console_file(request, INDEX) or _plain(request)


def _console_file(request: AnyRequest, path: FromPath[str]) -> Response[Any] | None:
    console: Console = request.app.state[CONSOLE_KEY]
    found = console.file(path, accepts_gzip(request.headers.get("Accept-Encoding", "")))
    return Response(found.body, media_type=found.media_type, headers=found.headers()) if found else None


def _missing() -> Response[Any]:
    return Response("There is no such file.\n", status_code=404, media_type=MediaType.TEXT)


def _plain(request: AnyRequest) -> Response[Any]:
    templates: Environment = request.app.state[TEMPLATES_KEY]
    return page(templates, "plain.html", {})


def _login_form(request: AnyRequest, parts: Parts, target: str, again: Again) -> Response[str]:
    shown = {"next": safe_next(target), "name": again.name, "error": again.error}
    return _form(request, parts, "login.html", again.status, shown)


async def _first_form(request: AnyRequest, parts: Parts, key: str, again: Again) -> Response[str]:
    entry: Entry = request.app.state[ENTRY_KEY]
    link, has_owner = await entry.link(key)
    shown = {
        "gone": link is None,
        "has_owner": has_owner,
        "user": link.user_name if link else "",
        "key": key,
        "name": again.name,
        "error": again.error,
        "least": users.MIN_PASSWORD,
    }
    return _form(request, parts, "first_run.html", 410 if link is None else again.status, shown)


def _form(request: AnyRequest, parts: Parts, template: str, status: int, shown: dict[str, Any]) -> Response[str]:
    """A page with a form, and the cookie beside its token."""
    token = new_token()
    answer = page(request.app.state[TEMPLATES_KEY], template, shown | {"token": token}, status)
    answer.set_cookie(form_cookie(token, parts.settings.tls))
    return answer


def _form_token(request: AnyRequest, parts: Parts) -> str | None:
    return request.cookies.get(f"__Host-{FORM_COOKIE}" if parts.settings.tls else FORM_COOKIE)


def _who(request: AnyRequest, parts: Parts) -> Visitor:
    return Visitor(peer_of(request), request.headers.get("User-Agent", ""), request.cookies.get(cookie_name(parts.settings)))


ROUTES = (login_page, log_in, first_run_page, come_in, pages_css, asset, start, console_page)
