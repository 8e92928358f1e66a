import asyncio
from typing import Any

import httpx
import pytest
from litestar import get
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from redshank.server.api.app import API_ROUTES, PAGE_ROUTES, build_app
from redshank.server.api.permissions import PERMISSIONS, ROLES, WITHOUT_LOGIN
from tests.server.api.conftest import BASE, CALL, Visit
from tests.server.site import Site

ROUTES = [*API_ROUTES, *PAGE_ROUTES]


def routes_of(site: Site) -> list[tuple[str, str, str | None]]:
    """Every method, path and permission of the whole application, OPTIONS left out."""
    found = []
    for route in site.app().routes:
        assert isinstance(route, HTTPRoute), f"{route.path} is no HTTP route"
        for handler in route.route_handlers:
            found += [(str(method), route.path, handler.opt.get("permission")) for method in handler.http_methods if method != "OPTIONS"]
    return found


def test_every_route_names_a_permission(site: Site) -> None:
    routes = routes_of(site)
    assert len(routes) >= len(ROUTES)
    assert [route for route in routes if route[2] not in PERMISSIONS] == []


def test_only_these_need_no_login(site: Site) -> None:
    without = {(method, path) for method, path, permission in routes_of(site) if permission in WITHOUT_LOGIN}
    assert without == {
        ("GET", "/login"), ("POST", "/login"), ("GET", "/first-run"), ("POST", "/first-run"), ("GET", "/pages.css"),
        ("GET", "/assets/{path:path}"), ("GET", "/healthz"),
    }  # fmt: skip


def calls(site: Site) -> list[tuple[str, str, str]]:
    """Calls of every guarded route but the stream, which does not end, with the permission each needs."""
    made = []
    for method, path, permission in routes_of(site):
        if permission not in WITHOUT_LOGIN and not path.endswith("/stream"):
            real = path.replace("{path:path}", "alerts").replace("{alert_id:str}", "A-1").replace("{token_id:str}", "t")
            made.append((method, real, str(permission)))
    return made


@pytest.mark.parametrize("role", [*ROLES, None])
def test_roles_by_routes(site: Site, visit: Visit, role: str | None) -> None:
    client = visit(role)
    for method, path, permission in calls(site):
        if role is not None:
            client.cookies.update(site.cookie(role))  # afresh, since one of the calls logs out
        headers = CALL | {"Content-Type": "application/json"} | ({"X-Forwarded-For": "x"} if permission == "metrics.read" else {})
        status = client.request(method, path, headers=headers, content="{}" if method == "POST" else None).status_code
        if role is None:
            assert status == (303 if permission == "console" else 401), (method, path)
        elif permission in ROLES[role]:  # type: ignore[index]
            assert status not in (401, 403), (role, method, path)
        else:
            assert status == 403, (role, method, path)


@pytest.mark.parametrize("opt", [{}, {"permission": "everything"}, {"permission": None}])
def test_route_that_names_none_is_for_nobody(site: Site, opt: dict[str, Any]) -> None:
    @get("/forgotten", opt=opt, sync_to_thread=False)
    def forgotten() -> str:
        return "secret"

    app = site.app()
    app.register(forgotten)
    with TestClient(app, base_url=BASE) as client:
        client.cookies.update(site.cookie(site.user("owner")))
        answer = client.get("/forgotten")
    assert (answer.status_code, "secret" in answer.text) == (403, False)


def test_stranger_learns_nothing_but_that_there_is_a_door(stranger: httpx.Client) -> None:
    answer = stranger.get("/api/v1/alerts")
    assert (answer.status_code, answer.json()["kind"]) == (401, "login")


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.9", {}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.9"}, 401),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 401),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 401),
    ],
)
def test_metrics_are_for_programs_of_this_machine_without_a_proxy(site: Site, address: str, headers: dict[str, str], status: int) -> None:
    async def ask() -> int:
        transport = httpx.ASGITransport(app=site.app(), client=(address, 5))  # type: ignore[arg-type]  # Litestar's own types of ASGI
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return (await client.get("/metrics", headers=headers)).status_code

    assert asyncio.run(ask()) == status


def test_application_has_no_openapi_pages(site: Site, owner: httpx.Client) -> None:
    assert not any("schema" in path for _, path, _ in routes_of(site))
    assert build_app(site.parts).openapi_config is None
