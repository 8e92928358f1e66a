from typing import Any

import httpx
import pytest

from redshank.server.store.control import audit
from tests.server import story
from tests.server.api.conftest import CALL, Visit
from tests.server.site import Site


@pytest.fixture(autouse=True)
def broken_into(site: Site) -> None:
    site.tell(story.break_in(), site.enrol("web-03"))


def ask(client: httpx.Client, **params: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/alerts", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def act(client: httpx.Client, **body: Any) -> httpx.Response:
    return client.post("/api/v1/alerts/actions", json=body, headers=CALL)


def test_list_has_all_that_a_page_needs(owner: httpx.Client) -> None:
    answer = ask(owner)
    assert set(answer) == {"as_of", "data_floor", "total", "next", "revision", "counts", "states", "alerts"}
    assert answer["total"] == len(answer["alerts"]) == sum(answer["counts"].values())
    assert answer["revision"] == max(row["revision"] for row in answer["alerts"])
    severities = [row["severity"] for row in answer["alerts"]]
    assert severities == sorted(severities)


def test_all_kinds_of_severity_1_of_the_story_are_there(owner: httpx.Client) -> None:
    names = {row["rule"]["name"] for row in ask(owner, q="severity:1")["alerts"]}
    assert {
        "Abnormal login failures, then a login", "insmod was run", "Web service runs a shell", "Outbound connection to a known-bad address",
    } <= names  # fmt: skip


@pytest.mark.parametrize("sort", ["severity,-last", "-last", "number", "-count,number"])
def test_pages_together_are_the_whole_list_once(owner: httpx.Client, sort: str) -> None:
    whole = [row["id"] for row in ask(owner, sort=sort, limit=500)["alerts"]]
    paged, cursor = [], None
    while True:
        answer = ask(owner, sort=sort, limit=3, **({"cursor": cursor} if cursor else {}))
        paged += [row["id"] for row in answer["alerts"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert paged == whole


def test_counts_show_what_other_toggles_would_give(owner: httpx.Client) -> None:
    everything, ones = ask(owner), ask(owner, q="severity:1")
    assert ones["counts"] == everything["counts"]
    assert ones["total"] == everything["counts"]["1"]


def test_dismissed_alert_leaves_and_comes_back(site: Site, owner: httpx.Client) -> None:
    before = ask(owner, q="state:open")["total"]
    done = act(owner, q="severity:1 state:open", action="dismiss", reason="expected", text="a drill").json()
    assert done["changed"] >= 4
    after = ask(owner, q="state:open")
    assert after["total"] == before - done["changed"]
    assert after["states"]["dismissed"] == done["changed"]
    back = owner.post("/api/v1/alerts/undo", json={"undo": done["undo"]}, headers=CALL).json()
    assert back == {"changed": done["changed"]}
    assert ask(owner, q="state:open")["total"] == before
    with site.control.read() as c:
        assert [entry.verb for entry in audit.entries(c)][:2] == ["alert.undo", "alert.dismiss"]


def test_what_was_done_stands_in_the_history(owner: httpx.Client) -> None:
    number = f"A-{ask(owner)['alerts'][0]['number']}"
    act(owner, ids=[number], action="assign", assignee="ann")
    act(owner, ids=[number], action="acknowledge")
    detail = owner.get(f"/api/v1/alerts/{number}").json()
    assert (detail["row"]["assignee"], detail["row"]["state"]) == ("ann", "acknowledged")
    assert [(one["action"], one["text"], one["actor"]) for one in detail["history"]] == [
        ("assign", "to ann", "owner"), ("acknowledge", None, "owner"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"action": "dismiss", "ids": ["A-1"]}, "reason"),
        ({"action": "dismiss"}, "action"),
        ({"action": "acknowledge", "ids": ["A-1"], "q": ""}, "action"),
        ({"action": "explode", "ids": ["A-1"]}, "invalid"),
        ({"action": "acknowledge", "ids": []}, "invalid"),
        ({"action": "acknowledge", "ids": ["x" * 65]}, "invalid"),
        ({"action": "acknowledge", "ids": ["A-1"], "extra": 1}, "invalid"),
        ({"action": "acknowledge", "q": "severitty:1"}, "query"),
        ([], "invalid"),
    ],
)
def test_wrong_action_is_refused_and_changes_nothing(owner: httpx.Client, body: Any, kind: str) -> None:
    before = ask(owner)["revision"]
    answer = owner.post("/api/v1/alerts/actions", json=body, headers=CALL)
    assert (answer.status_code, answer.json()["kind"]) == (400, kind)
    assert ask(owner)["revision"] == before


def test_nothing_to_do_is_no_error(owner: httpx.Client) -> None:
    assert act(owner, ids=["A-99999"], action="acknowledge").json() == {"changed": 0, "undo": None}


def test_one_may_not_take_back_what_another_did(owner: httpx.Client, visit: Visit) -> None:
    undo = act(owner, q="severity:3", action="acknowledge").json()["undo"]
    answer = visit("analyst").post("/api/v1/alerts/undo", json={"undo": undo}, headers=CALL)
    assert (answer.status_code, answer.json()["kind"]) == (400, "undo")


@pytest.mark.parametrize("alert", ["A-0", "A-99999999999999999999", "nothing", "..", "%00", "x" * 64])
def test_alert_that_is_not_there_is_not_found(owner: httpx.Client, alert: str) -> None:
    assert owner.get(f"/api/v1/alerts/{alert}").status_code in (404, 400)
