from typing import Any

import httpx
import pytest

from tests.server import story
from tests.server.api.conftest import Visit
from tests.server.site import Site


@pytest.fixture(autouse=True)
def broken_into(site: Site) -> None:
    site.tell(story.break_in(), site.enrol("web-03"))
    site.tell([(5, story.run("ls /", 900))], site.enrol("db-01"))


def ask(client: httpx.Client, **params: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/events", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_pages_together_are_everything_once_newest_first(owner: httpx.Client) -> None:
    whole = [event["id"] for event in ask(owner, limit=500)["events"]]
    paged, cursor = [], None
    while True:
        answer = ask(owner, limit=7, **({"cursor": cursor} if cursor else {}))
        paged += [event["id"] for event in answer["events"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert paged == whole
    assert len(set(paged)) == len(paged)


def test_host_is_found_by_name_and_by_id(owner: httpx.Client) -> None:
    [by_name] = ask(owner, host="db-01")["events"]
    [by_id] = ask(owner, host=by_name["fields"]["host.id"])["events"]
    assert by_name == by_id
    assert by_name["summary"] == "ls /"


def test_type_and_time_narrow_it(owner: httpx.Client) -> None:
    execs = ask(owner, type="process.exec", limit=500)["events"]
    assert {event["action"] for event in execs} == {"process.exec"}
    middle = execs[len(execs) // 2]["time"]
    later, earlier = ask(owner, since=middle, limit=500)["events"], ask(owner, until=middle, limit=500)["events"]
    assert len(later) + len(earlier) == len(ask(owner, limit=500)["events"])
    assert later[-1]["time"] == middle


def test_one_event_is_given_whole(owner: httpx.Client) -> None:
    one = ask(owner, limit=1)["events"][0]
    assert ask(owner, id=one["id"])["events"] == [one]
    assert ask(owner, id="nothing")["events"] == []


def test_oldest_kept_event_is_told(owner: httpx.Client) -> None:
    answer = ask(owner, limit=500)
    assert answer["data_floor"] == answer["events"][-1]["time"]


def test_viewer_sees_no_command_lines(visit: Visit) -> None:
    assert "xpacket" not in visit("viewer").get("/api/v1/events", params={"limit": 500}).text
