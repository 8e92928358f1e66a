import httpx
import pytest

from redshank.server.api.permissions import ROLES
from tests.server.api.conftest import CALL, Visit
from tests.server.site import Site


@pytest.mark.parametrize("role", ROLES)
def test_session_says_who_one_is_and_what_one_may(visit: Visit, role: str) -> None:
    answer = visit(role).get("/api/v1/session").json()
    assert answer["user"] == {"name": role, "role": role, "permissions": sorted(ROLES[role])}  # type: ignore[index]
    assert len(answer["csrf"]) == 43


def test_session_says_how_many_agents_are_there(site: Site, owner: httpx.Client) -> None:
    site.enrol("web-03")
    assert owner.get("/api/v1/session").json()["agents"] == {"total": 1, "online": 1, "dropped": 0}


def test_logging_out_takes_the_cookie_back(owner: httpx.Client) -> None:
    answer = owner.post("/api/v1/logout", headers=CALL)
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert owner.get("/api/v1/session").status_code == 401


def test_logging_out_needs_our_own_page(owner: httpx.Client) -> None:
    assert owner.post("/api/v1/logout").status_code == 403
    assert owner.get("/api/v1/session").status_code == 200
