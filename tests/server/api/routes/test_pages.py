import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from redshank.server.api.first_run import new_link
from tests.server.api.conftest import BASE, Visit
from tests.server.site import ADDRESS, PASSWORD, Site

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def token_in(page: httpx.Response) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def log_in(client: httpx.Client, name: str = "owner", password: str = PASSWORD, target: str = "/") -> httpx.Response:
    token = token_in(client.get("/login", params={"next": target}))
    return client.post("/login", data={"token": token, "name": name, "password": password, "next": target})


def test_logging_in_leads_back_to_where_one_was_going(site: Site, stranger: httpx.Client) -> None:
    site.user("owner")
    answer = log_in(stranger, target="/alerts?q=severity%3A1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alerts?q=severity%3A1")
    assert stranger.get("/api/v1/session").json()["user"]["name"] == "owner"


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_logging_in_leads_nowhere_else(site: Site, stranger: httpx.Client, target: str) -> None:
    site.user("owner")
    assert log_in(stranger, target=target).headers["Location"] == "/"


def test_wrong_password_shows_the_form_again_with_the_name(site: Site, stranger: httpx.Client) -> None:
    site.user("owner")
    answer = log_in(stranger, password="wrong")
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text
    assert 'value="owner"' in answer.text
    assert "redshank=" not in answer.headers.get("Set-Cookie", "")


def test_form_without_its_own_token_logs_nobody_in(site: Site, stranger: httpx.Client) -> None:
    site.user("owner")
    stranger.get("/login")
    for token in ("", "x" * 32):
        answer = stranger.post("/login", data={"token": token, "name": "owner", "password": PASSWORD})
        assert answer.status_code == 400
    assert stranger.get("/api/v1/session").status_code == 401


def test_form_of_another_origin_is_refused(site: Site, stranger: httpx.Client) -> None:
    site.user("owner")
    token = token_in(stranger.get("/login"))
    data = {"token": token, "name": "owner", "password": PASSWORD}
    assert stranger.post("/login", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert stranger.post("/login", data=data, headers={"Origin": "http://evil.example"}).status_code == 403
    assert stranger.post("/login", data=data, headers={"Origin": "null"}).status_code == 303


def test_session_before_logging_in_is_not_the_one_after(site: Site, stranger: httpx.Client) -> None:
    site.user("owner")
    stranger.cookies.set("redshank", "chosen-by-somebody-else-chosen-by-somebody")
    log_in(stranger)
    assert stranger.get("/api/v1/session").status_code == 200
    assert "chosen-by-somebody" not in str(stranger.cookies.get("redshank", domain="127.0.0.1"))


def first_form(client: httpx.Client, link: str) -> httpx.Response:
    return client.get(link.removeprefix(ADDRESS))


def test_looking_at_the_link_does_not_use_it_up_and_its_form_makes_the_owner(site: Site, visit: Visit) -> None:
    link = new_link(site.control, ADDRESS, site.now())
    for _ in range(3):
        assert first_form(visit(None), link).status_code == 200
    client = visit(None)
    data = {"token": token_in(first_form(client, link)), "key": link.partition("key=")[2], "name": "ann"}
    short = client.post("/first-run", data=data | {"password": "short", "again": "short"})
    assert short.status_code == 400
    assert "at least 12 characters" in short.text
    made = client.post("/first-run", data=data | {"token": token_in(short), "password": PASSWORD, "again": PASSWORD})
    assert (made.status_code, made.headers["Location"]) == (303, "/")
    assert client.get("/api/v1/session").json()["user"] | {"permissions": []} == {"name": "ann", "role": "owner", "permissions": []}
    assert first_form(visit(None), link).status_code == 410


def test_link_of_a_known_user_names_them(site: Site, visit: Visit) -> None:
    site.user("owner", "ann")
    page = first_form(visit(None), new_link(site.control, ADDRESS, site.now(), "ann"))
    assert "A new password for ann" in page.text


@pytest.mark.parametrize("key", ["", "x", "<script>", "%00"])
def test_other_links_are_over(stranger: httpx.Client, key: str) -> None:
    answer = stranger.get("/first-run", params={"key": key})
    assert answer.status_code == 410
    assert "<script>" not in answer.text


@pytest.fixture
def built(site: Site, tmp_path: Path) -> httpx.Client:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>console</title>")
    (folder / "assets/app-B2c4D6e8.js").write_text("1")
    site.parts = replace(site.parts, settings=replace(site.parts.settings, console=folder))
    client = TestClient(site.app(), base_url=BASE)
    client.follow_redirects = False
    return client


def test_every_address_of_the_console_is_its_one_page(site: Site, built: httpx.Client) -> None:
    with built:
        assert built.get("/alerts").headers["Location"] == "/login?next=%2Falerts"
        assert built.get("/assets/app-B2c4D6e8.js").headers["Cache-Control"].endswith("immutable")
        assert built.get("/assets/none-B2c4D6e8.js").status_code == 404
        built.cookies.update(site.cookie(site.user("owner")))
        for path in ("/alerts", "/alerts/A-12", "/install", "/hosts/h-1/summary", "/alerts/..%2f..%2fetc/passwd"):
            answer = built.get(path)
            assert "<title>console</title>" in answer.text
            assert answer.headers["Cache-Control"] == "no-cache"


def test_start_is_the_install_page_while_there_is_no_agent(site: Site, built: httpx.Client) -> None:
    with built:
        built.cookies.update(site.cookie(site.user("owner")))
        assert built.get("/").headers["Location"] == "/install"
        site.enrol("web-03")
        assert built.get("/").headers["Location"] == "/alerts?q=state%3Aopen&sort=severity%2C-last"
        built.cookies.update(site.cookie(site.user("viewer")))
