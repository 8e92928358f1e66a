import httpx
import pytest

from redshank.server.api.alert_rows import by_severity, by_state
from tests.server import story
from tests.server.api.conftest import Visit
from tests.server.site import Site


def test_counts_have_all_their_keys() -> None:
    assert by_severity({1: 4}) == {"1": 4, "2": 0, "3": 0}
    assert by_state({"open": 2}) == {"open": 2, "acknowledged": 0, "dismissed": 0}


@pytest.mark.parametrize("role", ["viewer", "admin"])
def test_role_without_command_lines_sees_the_rules_name_for_a_title(site: Site, visit: Visit, role: str) -> None:
    site.tell(story.break_in(), site.enrol("web-03"))
    rows = visit(role).get("/api/v1/alerts").json()["alerts"]
    assert rows
    assert all(row["title"] == row["rule"]["name"] for row in rows)
    assert "xpacket" not in str(rows)


def test_row_says_what_happened_where_and_by_whom(site: Site, owner: httpx.Client) -> None:
    host = site.enrol("web-03")
    site.tell(story.break_in(), host)
    [row] = owner.get("/api/v1/alerts", params={"q": "xpacket"}).json()["alerts"]
    assert row["host"] == {"id": host[0], "name": "web-03"}
    assert (row["severity"], row["state"], row["user"], row["process"]) == (1, "open", "root", "/usr/bin/kmod")
    assert row["title"].endswith("insmod /usr/lib/xpacket.ko")
