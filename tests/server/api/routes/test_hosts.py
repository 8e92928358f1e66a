import httpx

from redshank.core.clock import FixedClock
from tests.server.site import Site


def test_host_never_disappears_because_it_is_silent(site: Site, owner: httpx.Client, clock: FixedClock) -> None:
    site.enrol("web-03")
    site.enrol("db-01")
    clock.move(25 * 60 * 1_000_000_000)
    answer = owner.get("/api/v1/hosts").json()
    assert [(host["name"], host["state"]) for host in answer["hosts"]] == [("db-01", "silent"), ("web-03", "silent")]
