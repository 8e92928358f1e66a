import httpx
import pytest

from tests.server.api.conftest import CALL
from tests.server.site import Site


def make(client: httpx.Client, **body: object) -> httpx.Response:
    return client.post("/api/v1/enrolment-tokens", json=body, headers=CALL)


def test_token_is_told_once_and_never_again(owner: httpx.Client) -> None:
    made = make(owner, uses=3, tags=["web"]).json()
    assert made["token"].startswith("rsenr_")
    assert made["uses"] == 3
    listed = owner.get("/api/v1/enrolment-tokens")
    assert made["token"] not in listed.text
    [row] = listed.json()["tokens"]
    assert (row["id"], row["state"], row["uses_left"], row["created_by"], row["tags"]) == (made["id"], "waiting", 3, "owner", ["web"])


def test_token_lets_an_agent_in_and_its_progress_is_seen(site: Site, owner: httpx.Client) -> None:
    made = make(owner).json()
    assert owner.get(f"/api/v1/enrolments/{made['id']}/progress").json()["state"] == "waiting"
    host = site.enrol("web-09", (made["id"], made["token"]))
    progress = owner.get(f"/api/v1/enrolments/{made['id']}/progress").json()
    assert (progress["state"], progress["uses_left"]) == ("enrolled", 0)
    [agent] = progress["agents"]
    assert (agent["agent_id"], agent["host"]) == (host[2], {"id": host[0], "name": "web-09"})
    assert [source["state"] for source in agent["sources"]] == ["ok", "ok", "degraded"]


def test_revoked_token_lets_nobody_in(owner: httpx.Client) -> None:
    made = make(owner).json()
    assert owner.delete(f"/api/v1/enrolment-tokens/{made['id']}", headers=CALL).status_code == 204
    assert owner.get(f"/api/v1/enrolments/{made['id']}/progress").json()["state"] == "revoked"
    assert owner.delete("/api/v1/enrolment-tokens/nothing", headers=CALL).status_code == 404
    assert owner.get("/api/v1/enrolments/nothing/progress").status_code == 404


@pytest.mark.parametrize(
    "body", [{"uses": 0}, {"uses": 100_000}, {"ttl_s": 1}, {"ttl_s": 10**9}, {"tags": [""]}, {"tags": ["x"] * 99}, {"x": 1}]
)
def test_token_out_of_bounds_is_refused(owner: httpx.Client, body: dict[str, object]) -> None:
    assert make(owner, **body).status_code == 400
