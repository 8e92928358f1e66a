from dataclasses import replace
from typing import Any

import httpx
import pytest

from redshank.core.clock import FixedClock
from redshank.server.api.host_rows import agent_count, agent_state, dropped_of, host_of_agent, sources_of
from redshank.server.store.control import agents
from tests.server import story
from tests.server.site import Site

SECOND_NS = 1_000_000_000


def agent(site: Site, agent_id: str) -> agents.AgentRecord:
    with site.control.read() as c:
        found = agents.get(c, agent_id)
    assert found
    return found


def test_silence_is_told_in_steps(site: Site, clock: FixedClock) -> None:
    _, _, agent_id = site.enrol("web-03")
    states = []
    for seconds in (0, 29, 1, 29, 1):
        clock.move(seconds * SECOND_NS)
        states.append(agent_state(agent(site, agent_id), site.now()))
    assert states == ["online", "online", "late", "late", "silent"]


def test_one_who_said_goodbye_is_stopped_until_heard_of_again(site: Site, clock: FixedClock) -> None:
    _, _, agent_id = site.enrol("web-03")
    site.beat(agent_id, "stopping")
    clock.move(3600 * SECOND_NS)
    assert agent_state(agent(site, agent_id), site.now()) == "stopped"
    with site.control.write() as c:
        agents.heard(c, agent_id, site.now())
    assert agent_state(agent(site, agent_id), site.now()) == "online"


def test_revoked_agent_is_revoked_and_counts_no_more(site: Site) -> None:
    _, _, agent_id = site.enrol("web-03")
    site.enrol("db-01")
    with site.control.write() as c:
        agents.revoke(c, agent_id, "ann", site.now())
        known = agents.all_agents(c)
    assert agent_state(agent(site, agent_id), site.now()) == "revoked"
    assert agent_count(known, site.now()).total == 1


def test_host_says_how_it_is(site: Site, owner: httpx.Client) -> None:
    host = site.enrol("web-03")
    site.beat(host[2], dropped=7)
    site.tell(story.break_in(), host)
    [row] = owner.get("/api/v1/hosts").json()["hosts"]
    assert (row["id"], row["name"], row["agent_id"], row["state"], row["dropped"]) == (*host, "online", 7)
    assert row["alerts"]["1"] >= 4
    assert [source["name"] for source in row["sources"]] == ["ebpf", "fanotify", "journal"]
    with site.control.read() as c:
        alone = host_of_agent(c, host[2], site.now())
    assert alone and (alone.alerts, alone.name) == (row["alerts"], "web-03")


def test_unknown_agent_has_no_host(site: Site) -> None:
    with site.control.read() as c:
        assert host_of_agent(c, "a" * 26, site.now()) is None


@pytest.mark.parametrize("said", [None, "x", 5, [], ["x", 3, None], {"name": "x"}, [{"name": {"a": 1}, "state": 7, "detail": "d" * 9000}]])
def test_whatever_an_agent_says_of_its_sources_is_only_text(site: Site, said: Any) -> None:
    one = replace(agent(site, site.enrol("web-03")[2]), heartbeat={"redshank.heartbeat.sources": said, "redshank.heartbeat.spool": said})
    for source in sources_of(one):
        assert len(source.detail) <= 300
    assert dropped_of(one) == 0


@pytest.mark.parametrize(
    ("dropped", "sum_"), [({"0": 1, "2": 5}, 6), ([1, 2], 3), (4, 4), ({"0": -3, "1": True, "2": "9", "3": 1 << 60}, 0)]
)
def test_dropped_events_are_added_up(site: Site, dropped: Any, sum_: int) -> None:
    one = replace(agent(site, site.enrol("web-03")[2]), heartbeat={"redshank.heartbeat.spool": {"dropped": dropped}})
    assert dropped_of(one) == sum_
