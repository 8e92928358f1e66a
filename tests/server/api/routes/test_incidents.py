from typing import Any

import httpx
import pytest

from tests.server import story
from tests.server.api.conftest import CALL, Visit
from tests.server.site import Site


@pytest.fixture(autouse=True)
def broken_into(site: Site) -> None:
    site.tell(story.break_in(), site.enrol("web-03"))


def ask(client: httpx.Client, path: str = "", **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/incidents{path}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def act(client: httpx.Client, name: str, **body: Any) -> httpx.Response:
    return client.post(f"/api/v1/incidents/{name}/actions", json=body, headers=CALL)


def test_break_in_is_an_incident_with_its_chain(owner: httpx.Client) -> None:
    row = ask(owner)["incidents"][0]
    assert (row["severity"], row["state"]) == (1, "new") and row["hosts"] and row["breach_started"]
    told = ask(owner, f"/{row['id']}")
    assert len(told["steps"]) >= 3 and all(step["evidence"] and step["technique_name"] for step in told["steps"] if step["technique"])
    assert told["entry"]["claim"] and told["story"] and told["playbook"] and told["clock"]["opened_s"] >= 0
    assert {one["alert"] for one in told["reasons"]} <= {alert["id"] for alert in told["alerts"]}
    assert ask(owner, f"/{row['number']}")["incident"] == told["incident"]


def test_every_sentence_about_what_was_seen_names_its_alerts(owner: httpx.Client) -> None:
    told = ask(owner, "/I-1")
    known = {alert["id"] for alert in told["alerts"]}
    assert any(one["alerts"] for one in told["story"]) and all(set(one["alerts"]) <= known for one in told["story"])


def test_way_from_new_to_closed_is_written_down(owner: httpx.Client) -> None:
    for action, state in (("triage", "triaged"), ("confirm", "confirmed"), ("contain", "contained")):
        assert act(owner, "I-1", action=action).json()["incident"]["state"] == state
    assert act(owner, "I-1", action="assign", owner="ann").json()["incident"]["owner"] == "ann"
    assert act(owner, "I-1", action="note", text="they came by ssh").status_code == 200
    closed = act(owner, "I-1", action="close", outcome="true_positive").json()
    assert (closed["incident"]["state"], closed["incident"]["outcome"]) == ("closed", "true_positive")
    assert [(one["action"], one["text"]) for one in closed["history"]][-2:] == [("note", "they came by ssh"), ("close", "true_positive")]
    assert ask(owner, states=["closed"])["incidents"] and act(owner, "I-1", action="reopen").json()["incident"]["outcome"] is None


def test_alert_that_is_taken_out_stays_out(owner: httpx.Client) -> None:
    before = ask(owner, "/I-1")
    gone = before["alerts"][-1]["id"]
    after = act(owner, "I-1", action="split", alerts=[gone]).json()
    assert len(after["alerts"]) == len(before["alerts"]) - 1 == after["incident"]["alerts"]
    assert gone not in {alert["id"] for alert in after["alerts"]}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"action": "close"}, "outcome"), ({"action": "note", "text": "  "}, "text"), ({"action": "split"}, "alerts"),
        ({"action": "split", "alerts": ["nothing"]}, "alerts"), ({"action": "explode"}, "invalid"),
        ({"action": "triage", "more": 1}, "invalid"),
    ],
)  # fmt: skip
def test_acts_that_are_none_are_refused(owner: httpx.Client, body: dict[str, Any], kind: str) -> None:
    answer = act(owner, "I-1", **body)
    assert answer.status_code == 400 and answer.json()["kind"] == kind


@pytest.mark.parametrize(
    ("form", "begin"), [("markdown", b"#"), ("html", b"<!doctype html>"), ("json", b"{"), ("stix", b"{"), ("layer", b"{")]
)
def test_report_is_a_file_in_each_form(owner: httpx.Client, form: str, begin: bytes) -> None:
    answer = owner.get("/api/v1/incidents/I-1/report", params={"form": form})
    assert answer.status_code == 200 and answer.content.lower().startswith(begin)
    assert answer.headers["content-disposition"].startswith('attachment; filename="incident-1.')


def test_unknown_incident_is_not_found(owner: httpx.Client) -> None:
    for path in ("/I-99", "/nothing", "/I-99/report"):
        assert owner.get(f"/api/v1/incidents{path}").status_code == 404
    assert act(owner, "I-99", action="triage").status_code == 404


def test_who_sees_no_command_lines_sees_no_titles_and_may_not_act(visit: Visit) -> None:
    viewer = visit("viewer")
    told = ask(viewer, "/I-1")
    assert told["steps"] and not told["story"] and not told["playbook"]
    assert {alert["title"] for alert in told["alerts"]} == {told["incident"]["title"]}
    assert viewer.get("/api/v1/incidents/I-1/report").status_code == 403
    assert act(viewer, "I-1", action="triage").status_code == 403
