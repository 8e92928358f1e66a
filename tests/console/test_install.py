"""The install page: one copy, the stopwatch, the alerts of the new host, and what to do where nothing comes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from redshank.host.agent import LOOK_BACK_NS
from redshank.server.api.permissions import ROLES
from tests.console import mock

pytestmark = pytest.mark.browser


def agent() -> dict[str, Any]:
    """An agent that has just come in."""
    return {
        "agent_id": "a-9", "host": {"id": "h-9", "name": "web-09"}, "kernel": "6.1.0", "os": "Debian GNU/Linux 12", "version": "0.1.0",
        "sources": [{"name": "ebpf", "state": "ok", "detail": ""}, {"name": "journal", "state": "degraded", "detail": "no journal here"}],
        "enrolled_at": mock.rfc(datetime.now(UTC)), "first_event_at": None, "first_alert_at": None, "first_severity_1_at": None,
    }  # fmt: skip


def advance(server: mock.Server, **stamps: str | None) -> None:
    """The agent reaches a step; the page is told."""
    assert server.progress is not None
    known = server.progress["agents"][0] if server.progress["agents"] else agent()
    server.progress = server.progress | {"state": "enrolled", "agents": [known | stamps]}
    server.tell("enrolment", {"token_id": server.progress["id"], "progress": server.progress})


def test_from_nothing_to_the_first_severity_1_on_one_page(page, server):
    server.hosts = []
    page.goto(f"{server.address}/install")
    page.get_by_role("button", name="Copy", exact=True).click()
    command = page.evaluate("navigator.clipboard.readText()")
    assert command.splitlines()[0].endswith("--token-file - <<'TOKEN' && sudo redshank agent run")
    assert command.splitlines()[1:] == ["rsenr_" + "x" * 43, "TOKEN"]
    expect(page.get_by_text("Waiting for the agent")).to_be_visible()
    advance(server)
    expect(page.get_by_text("Enrolled: web-09")).to_be_visible()
    expect(page.get_by_text("degraded: no journal here")).to_be_visible()
    expect(page.get_by_role("heading", name="Alerts of web-09")).to_be_visible()
    server.put(mock.row(20, id="new1", host={"id": "h-9", "name": "web-09"}))
    expect(page.get_by_role("grid", name="Alerts as they come").locator("[data-alert]")).to_have_count(1)
    soon = mock.rfc(datetime.now(UTC) + timedelta(seconds=4))
    advance(server, first_event_at=soon, first_alert_at=soon, first_severity_1_at=soon)
    expect(page.locator("li", has_text="First severity 1")).to_contain_text("after 4")
    assert page.url.endswith("?token=t1")


def test_token_is_made_on_asking_where_agents_are_already_and_shown_once(page, server):
    page.goto(f"{server.address}/install")
    page.get_by_role("button", name="Make the command").click()
    expect(page.get_by_role("region", name="Command")).to_contain_text("rsenr_")
    page.reload()
    expect(page.get_by_text("The command was shown once")).to_be_visible()
    assert server.tokens == 1


def test_expired_token_gives_way_to_a_new_one_and_a_revoked_one_lets_nobody_in(page, server):
    page.goto(f"{server.address}/install")
    page.get_by_role("button", name="Make the command").click()
    expect(page.get_by_role("region", name="Command")).to_be_visible()
    server.progress["state"] = "expired"
    expect(page.get_by_text("This token has expired or is used up.")).to_be_visible()
    page.get_by_role("button", name="New token").click()
    expect(page.get_by_role("region", name="Command")).to_be_visible()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("This token was revoked.")).to_be_visible()


def test_half_a_minute_without_an_agent_brings_the_checklist(page, server):
    page.goto(f"{server.address}/install")
    page.get_by_role("button", name="Make the command").click()
    expect(page.get_by_role("region", name="Command")).to_be_visible()
    server.progress["created"] = mock.rfc(datetime.now(UTC) - timedelta(seconds=40))
    expect(page.get_by_role("heading", name="Nothing heard for 30 s")).to_be_visible()
    expect(page.get_by_text(f"curl -sS {server.address}/healthz")).to_be_visible()


def test_page_promises_what_the_agent_does(page, server):
    assert LOOK_BACK_NS == 24 * 3600 * 1_000_000_000
    page.goto(f"{server.address}/install")
    expect(page.get_by_text("logs tell of the last 24 hours")).to_be_visible()
    page.get_by_role("button", name="Make the command").click()
    page.get_by_text("What this does").click()
    said = page.locator("details dl")
    expect(said).to_contain_text("logs of the last 24 hours: auth.log, the journal, wtmp and btmp")
    expect(said).not_to_contain_text("pinned")


def test_one_who_may_not_let_agents_in_is_told_who_may(page, server):
    server.permissions, server.role = ["alerts.read", "hosts.read"], "responder"
    page.goto(f"{server.address}/install")
    expect(page.get_by_text("Your role, responder, may not let agents in.")).to_be_visible()
    told = page.get_by_text("may not let agents in").locator("strong").all_inner_texts()
    assert told == [role for role, rights in ROLES.items() if "enrolment.write" in rights]
