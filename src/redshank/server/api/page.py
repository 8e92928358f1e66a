"""The few pages that are written by the server: they work without scripts."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType

FOLDER = Path(__file__).parent / "templates"
FORM_COOKIE = "redshank-form"
TEMPLATES_KEY = "templates"
"""Where the application's state has the templates."""


def open_templates() -> Environment:
    """The page templates; every value is escaped, a missing one is an error."""
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def page(templates: Environment, template: str, values: dict[str, Any], status: int = 200) -> Response[str]:
    """A page as an answer."""
    return Response(templates.get_template(template).render(values), status_code=status, media_type=MediaType.HTML)


def form_cookie(token: str, secure: bool) -> Cookie:
    """The cookie beside a form's token; it goes back to our own forms only."""
    name = f"__Host-{FORM_COOKIE}" if secure else FORM_COOKIE
    return Cookie(key=name, value=token, path="/", max_age=3600, httponly=True, samesite="strict", secure=secure)


def safe_next(target: str) -> str:
    """Where to go after logging in: a path of ours, else the start."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") and len(target) <= 2000 else "/"


def login_address(target: str) -> str:
    """The login page that leads back to `target`."""
    return "/login" if target in ("", "/") else f"/login?next={quote(target, safe='')}"
