from typing import Any

import httpx
import pytest
from litestar import get
from litestar.testing import TestClient

from redshank.core.errors import InputError, StoreError
from redshank.server.api.problems import Refusal
from tests.server.api.conftest import BASE
from tests.server.site import Site


def answer_to(site: Site, error: Exception, headers: dict[str, str] | None = None) -> httpx.Response:
    @get("/api/v1/broken", opt={"permission": "public"}, sync_to_thread=False)
    def broken() -> None:
        raise error

    app = site.app()
    app.register(broken)
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        return client.get("/api/v1/broken", headers=headers or {})


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (InputError("the cursor is none", "cursor"), 400, "cursor"),
        (StoreError("/secret/place: disk", "full"), 503, "unavailable"),
        (Refusal(429, "too often", retry_s=7), 429, "limited"),
        (ValueError("secret detail"), 500, "internal"),
        (RecursionError(), 500, "internal"),
    ],
)
def test_every_error_has_the_one_shape(site: Site, error: Exception, status: int, kind: str) -> None:
    answer = answer_to(site, error)
    body = answer.json()
    assert (answer.status_code, body["kind"], set(body)) == (status, kind, {"kind", "message", "request"})
    assert body["request"] == answer.headers["X-Request-Id"]
    assert "secret" not in answer.text


def test_when_to_try_again_is_a_header(site: Site) -> None:
    assert answer_to(site, Refusal(429, "too often", retry_s=7)).headers["Retry-After"] == "7"


def test_hostile_text_in_a_message_stays_text(site: Site) -> None:
    text = '<script>"\n\u2028\u202e'
    answer = answer_to(site, InputError(text, "x"))
    assert answer.json()["message"] == text
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/api/v1/nothing", 404, "not_found"),
        ("/api/v1/alerts/actions/x/y", 404, "not_found"),
        ("/api/v1/alerts?limit=x", 400, "invalid"),
        ("/api/v1/alerts?limit=0", 400, "invalid"),
        ("/api/v1/alerts?sort=nothing", 400, "sort"),
        ("/api/v1/alerts?cursor=nothing", 400, "cursor"),
        ("/api/v1/alerts?q=hots:a", 400, "query"),
        ("/api/v1/events?type=process.exce", 400, "type"),
        ("/api/v1/events?since=yesterday", 400, "time"),
        ("/api/v1/alerts/A-999", 404, "not_found"),
    ],
)
def test_wrong_call_is_told_what_is_wrong(owner: httpx.Client, path: str, status: int, kind: str) -> None:
    body: dict[str, Any] = owner.get(path).json()
    assert owner.get(path).status_code == status
    assert body["kind"] == kind
    assert body["message"]


def test_wrong_method_says_so(owner: httpx.Client) -> None:
    answer = owner.put("/api/v1/hosts", headers={"X-Redshank-Request": "1"})
    assert (answer.status_code, answer.json()["kind"]) == (405, "method")


def test_too_large_a_body_is_refused(owner: httpx.Client) -> None:
    body = '{"undo": "' + "1" * 100_000 + '"}'
    answer = owner.post("/api/v1/alerts/undo", content=body, headers={"X-Redshank-Request": "1", "Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["kind"]) == (413, "too_large")


def test_browser_that_went_to_a_page_sees_a_page(stranger: httpx.Client) -> None:
    answer = stranger.post("/login", data={"name": "a"}, headers={"Accept": "text/html", "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["X-Request-Id"] in answer.text


def test_page_asks_to_log_in_and_leads_back(stranger: httpx.Client) -> None:
    answer = stranger.get("/alerts?q=state%3Aopen")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=%2Falerts%3Fq%3Dstate%253Aopen")
