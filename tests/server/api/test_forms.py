import httpx
import pytest

from redshank.server.api.forms import new_token, token_fits

CALL = {"X-Redshank-Request": "1"}
UNDO = "/api/v1/alerts/undo"


def refusal(client: httpx.Client, headers: dict[str, str], body: str = '{"undo": "0"}') -> tuple[int, str]:
    answer = client.post(UNDO, content=body, headers={"Content-Type": "application/json"} | headers)
    return answer.status_code, answer.json()["kind"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Redshank-Request": "0"},
        CALL | {"Sec-Fetch-Site": "cross-site"},
        CALL | {"Sec-Fetch-Site": "same-site"},
        CALL | {"Origin": "http://evil.example"},
        CALL | {"Origin": "http://localhost:9999"},
        CALL | {"Origin": "https://127.0.0.1:8765"},
    ],
)
def test_changing_call_from_elsewhere_is_refused(owner: httpx.Client, headers: dict[str, str]) -> None:
    assert refusal(owner, headers) == (403, "foreign")


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://127.0.0.1:8765"}]
)
def test_changing_call_of_our_page_is_taken(owner: httpx.Client, headers: dict[str, str]) -> None:
    assert refusal(owner, CALL | headers) == (400, "undo")  # taken, and then there is nothing to undo


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_what_a_form_can_send_is_no_call(owner: httpx.Client, kind: str) -> None:
    assert refusal(owner, CALL | {"Content-Type": kind}) == (415, "media_type")


def test_reading_needs_no_header(owner: httpx.Client) -> None:
    assert owner.get("/api/v1/session", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_form_token_fits_its_own_cookie_only() -> None:
    one, other = new_token(), new_token()
    assert token_fits(one, one)
    assert not token_fits(one, other)
    assert not token_fits(None, "")
    assert not token_fits("", "")
    assert not token_fits(one, "é\udcff".encode("utf-8", "replace").decode())


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("name=a", "text/plain", 415),
        ("x=" + "a" * 9000, "application/x-www-form-urlencoded", 413),
        ("&".join(f"a{n}=1" for n in range(40)), "application/x-www-form-urlencoded", 400),
        ("name=%ff%fe", "application/x-www-form-urlencoded", 400),
        ("no pairs at all", "application/x-www-form-urlencoded", 400),
    ],
)
def test_form_that_is_none_of_ours_is_refused(stranger: httpx.Client, body: str, kind: str, status: int) -> None:
    assert stranger.post("/login", content=body, headers={"Content-Type": kind}).status_code == status
