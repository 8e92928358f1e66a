from typing import Any

import httpx
import pytest

from redshank.server.store.control import audit
from tests.server import story
from tests.server.api.conftest import CALL, Visit
from tests.server.site import Site

BASE = "/api/v1/suppressions"
AGENT = {
    "user.id": 0, "user.name": "root", "process.parent.executable": "/usr/lib/systemd/systemd", "event.action": "file.create",
    "process.executable": "/opt/config/agent", "process.pid": 77, "process.entity_id": "e-77", "file.path": "/etc/init.d/app-agent",
}  # fmt: skip
TITLE = "Init script created or changed by hand"


@pytest.fixture
def host(site: Site) -> tuple[str, str, str]:
    return site.enrol("web-03")


@pytest.fixture
def noise(site: Site, host: tuple[str, str, str], owner: httpx.Client) -> dict[str, Any]:
    """An alert that is no news here."""
    site.tell([(5, AGENT)], host)
    return found(owner)[-1]


def found(client: httpx.Client, title: str = TITLE) -> list[dict[str, Any]]:
    return [row for row in client.get("/api/v1/alerts").json()["alerts"] if row["rule"]["name"] == title]


def post(client: httpx.Client, path: str, **body: Any) -> httpx.Response:
    return client.post(path, json=body, headers=CALL)


def proposal(client: httpx.Client, alert: dict[str, Any]) -> dict[str, Any]:
    answer = client.get(f"/api/v1/alerts/{alert['id']}/suppression")
    assert answer.status_code == 200, answer.text
    made = dict(answer.json())
    fields = [{key: one[key] for key in ("field", "value", "pattern")} for one in made["fields"] if one["ticked"]]
    return {"rule_id": made["rule"]["id"], "fields": fields}


def make(client: httpx.Client, alert: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = post(client, BASE, **proposal(client, alert), reason="our configuration agent", **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_alert_is_suppressed_at_once_counted_and_brought_back(
    site: Site, host: tuple[str, str, str], owner: httpx.Client, noise: dict[str, Any]
) -> None:
    made = make(owner, noise)
    assert (made["state"], made["author"], made["hidden"]) == ("active", "owner", 0)
    site.tell([(0, AGENT | {"process.pid": 78, "file.path": "/etc/init.d/app-agent"})], host)
    assert len(found(owner)) == 1
    assert found(owner)[0]["count"] == 1
    assert site.parts.book
    site.parts.book.note(site.detection.engine)
    detail = owner.get(f"{BASE}/{made['id']}").json()
    assert detail["row"]["hidden"] == 1
    assert detail["latest"][0]["told"].startswith("would have fired, hidden by 'Suppressed: Init script")
    assert "condition: not selection" in detail["sigma"]
    answer = post(owner, f"{BASE}/{made['id']}/change", action="revert", reason="not needed")
    assert answer.json()["state"] == "revoked"
    site.tell([(0, AGENT | {"process.pid": 79})], host)
    assert found(owner)[0]["count"] == 2
    history = owner.get(f"{BASE}/{made['id']}").json()["history"]
    assert [(one["version"], one["action"], one["by"], one["why"]) for one in history] == [
        (1, "create", "owner", ""), (2, "revert", "owner", "not needed"),
    ]  # fmt: skip
    with site.control.read() as c:
        assert [entry.verb for entry in audit.entries(c)][:2] == ["suppression.revert", "suppression.create"]


def test_dry_run_tells_what_would_have_been_hidden(site: Site, owner: httpx.Client, noise: dict[str, Any]) -> None:
    answer = post(owner, f"{BASE}/dry-run", **proposal(owner, noise), hours=24)
    assert answer.status_code == 200, answer.text
    tried = answer.json()
    assert tried["refusals"] == []
    assert (tried["alerts"]["hidden"], tried["alerts"]["looked_at"], tried["alerts"]["of"]) == (1, 1, 1)
    assert tried["alerts"]["samples"][0]["id"] == noise["id"]
    assert (tried["events"]["matches"], tried["events"]["looked_at"], tried["events"]["stored"]) == (1, 1, 1)
    assert tried["events"]["next"] is None
    assert tried["events"]["by_host"] == {"web-03": 1}
    without = post(owner, f"{BASE}/dry-run", **proposal(owner, noise)).json()
    assert without["events"] is None


def test_dangerous_one_is_refused_by_the_dry_run_and_by_the_call(site: Site, owner: httpx.Client, noise: dict[str, Any]) -> None:
    wide = proposal(owner, noise) | {"fields": [{"field": "user.name", "value": "root"}]}
    assert [one["kind"] for one in post(owner, f"{BASE}/dry-run", **wide).json()["refusals"]] == ["too_broad"]
    answer = post(owner, BASE, **wide, reason="our configuration agent")
    assert (answer.status_code, answer.json()["kind"]) == (409, "refused")
    assert "nothing in it tells this activity from others" in answer.json()["message"]
    assert owner.get(BASE).json()["suppressions"] == []


def test_wrong_wish_is_refused(owner: httpx.Client, noise: dict[str, Any]) -> None:
    right = proposal(owner, noise) | {"reason": "our configuration agent"}
    wrong: list[tuple[dict[str, Any], int]] = [
        ({"days": 91}, 400),
        ({"reason": "x"}, 409),
        ({"fields": []}, 400),
        ({"fields": [{"field": "process.pid", "value": "1"}]}, 409),
        ({"rule_id": "gone"}, 404),
        ({"hosts": ["h-none"]}, 409),
        ({"more": 1}, 400),
    ]
    assert [post(owner, BASE, **right | change).status_code for change, _ in wrong] == [status for _, status in wrong]


def test_what_is_not_there_is_404(owner: httpx.Client) -> None:
    assert owner.get(f"{BASE}/none").status_code == 404
    assert owner.get("/api/v1/alerts/A-99/suppression").status_code == 404
    assert post(owner, f"{BASE}/none/change", action="revoke", reason="x").status_code == 404
    assert post(owner, "/api/v1/rules/dry-run", rule_id="none").status_code == 404


def test_those_in_force_are_exported_and_imported_whole_or_not_at_all(owner: httpx.Client, noise: dict[str, Any]) -> None:
    made = make(owner, noise, days=5)
    text = owner.get(f"{BASE}/export").json()["sigma"]
    assert "redshank:\n  expires:" in text
    post(owner, f"{BASE}/{made['id']}/change", action="revoke", reason="moved")
    assert owner.get(f"{BASE}/export").json()["sigma"] == ""
    bad = text + "---\n" + text.replace("/opt/config/agent", "/tmp/agent")
    assert post(owner, f"{BASE}/import", sigma=bad).status_code == 409
    assert [row["state"] for row in owner.get(BASE).json()["suppressions"]] == ["revoked"]
    taken = post(owner, f"{BASE}/import", sigma=text).json()["suppressions"]
    assert [(row["state"], row["expires"]) for row in taken] == [("active", made["expires"])]
    wrong = post(owner, f"{BASE}/import", sigma="title: x\n")
    assert (wrong.status_code, wrong.json()["kind"]) == (400, "content")


def test_rule_is_tried_on_what_is_stored(site: Site, host: tuple[str, str, str], owner: httpx.Client, noise: dict[str, Any]) -> None:
    tried = post(owner, "/api/v1/rules/dry-run", rule_id=noise["rule"]["id"], hours=1).json()
    assert (tried["matches"], tried["alerts"], tried["next"]) == (1, 1, None)
    assert tried["samples"][0]["fields"]["file.path"] == "/etc/init.d/app-agent"
    text = "title: t\nid: t\nlogsource: {product: linux, category: file_event}\ndetection: {s: {Image|endswith: AGENT}, condition: s}\n"
    assert post(owner, "/api/v1/rules/dry-run", text=text.replace("AGENT", "/agent")).json()["matches"] == 1
    assert post(owner, "/api/v1/rules/dry-run", text=text.replace("AGENT", "/none")).json()["matches"] == 0
    wrong = post(owner, "/api/v1/rules/dry-run", text="title: t\n")
    assert (wrong.status_code, wrong.json()["kind"]) == (400, "content")
    assert wrong.json()["message"].startswith("rule.yml:1:1:")
    assert post(owner, "/api/v1/rules/dry-run").status_code == 400


def test_one_dry_run_over_events_at_a_time(site: Site, owner: httpx.Client, noise: dict[str, Any]) -> None:
    with site.parts.dry_runs:
        answer = post(owner, f"{BASE}/dry-run", **proposal(owner, noise), hours=1)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert post(owner, f"{BASE}/dry-run", **proposal(owner, noise), hours=1).status_code == 200


def test_who_may_only_look_sees_the_list_and_changes_nothing(visit: Visit, owner: httpx.Client, noise: dict[str, Any]) -> None:
    made = make(owner, noise)
    viewer = visit("viewer")
    assert [row["id"] for row in viewer.get(BASE).json()["suppressions"]] == [made["id"]]
    assert viewer.get(f"{BASE}/{made['id']}").json()["sigma"] == ""
    for answer in (
        viewer.get(f"/api/v1/alerts/{noise['id']}/suppression"),
        viewer.get(f"{BASE}/export"),
        post(viewer, f"{BASE}/{made['id']}/change", action="revoke", reason="x"),
        post(viewer, "/api/v1/rules/dry-run", rule_id="x"),
    ):
        assert answer.status_code == 403
    assert visit("auditor").get(BASE).status_code == 403


def test_known_break_in_cannot_be_suppressed_from_its_own_alerts(site: Site, host: tuple[str, str, str], owner: httpx.Client) -> None:
    """Whatever the story's Severity 1 alerts suggest is refused, or leaves what the rule is for alone."""
    site.tell(story.break_in(), host)
    answers = {}
    for row in owner.get("/api/v1/alerts", params={"q": "severity:1", "limit": 100}).json()["alerts"]:
        wish = proposal(owner, row)
        if wish["fields"]:
            answers[row["title"]] = post(owner, f"{BASE}/dry-run", **wish).json()["refusals"]
    told = {title: [one["kind"] for one in refused] for title, refused in answers.items() if "insmod" in title}
    assert told
    assert all("known_attack" in kinds or "too_broad" in kinds for kinds in told.values())
