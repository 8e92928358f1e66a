import asyncio
from pathlib import Path

import pytest

from redshank.server.api.app import API_PREFIX, build_app
from tests.server.api.conftest import Visit
from tests.server.site import Site, open_site

REFERENCE = Path(__file__).parents[3] / "docs/reference/api.md"


def test_ending_the_application_ends_streams_and_password_checks(site: Site) -> None:
    app = site.app()

    async def live() -> None:
        async with app.lifespan():
            pass
        listener = site.parts.hub.listen()
        assert (await listener.wait(1)).closed
        with pytest.raises(RuntimeError):
            await site.passwords.hashed("correct horse battery")

    asyncio.run(live())


def test_every_route_stands_in_the_reference(site: Site) -> None:
    page = REFERENCE.read_text()
    paths = {route.path.replace(":str}", "}").replace(":path}", "}") for route in site.app().routes}
    assert any(path.startswith(API_PREFIX) for path in paths)
    assert [path for path in paths if f" {path}`" not in page] == []


def test_application_without_agents_has_no_routes_for_them(site: Site) -> None:
    assert not [route.path for route in build_app(site.parts).routes if route.path.startswith("/agent")]


def test_console_that_is_not_built_is_said_so(visit: Visit) -> None:
    client = visit("owner")
    for path in ("/", "/alerts", "/install"):
        assert "make build" in client.get(path).text


def test_data_survives_the_application(tmp_path: Path, site: Site) -> None:
    first = open_site(tmp_path / "again", found=site.detection)
    name = first.user("owner")
    first.close()
    second = open_site(tmp_path / "again", found=site.detection)
    assert second.cookie(name)
    second.close()
