"""A silence: proposed on an alert, tried, refused or signed off, seen in the list and taken back; by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.console import mock
from tests.console.quiet import BROAD
from tests.console.test_access import violations
from tests.console.test_alerts import open_alerts

pytestmark = pytest.mark.browser


def open_dialog(page: Page, server: mock.Server) -> None:
    open_alerts(page, server, "?sel=al000020")
    page.get_by_role("button", name="Suppress…").press("Enter")
    expect(page.get_by_text("1 alert of this rule would have been hidden, 20 of 20 looked at.")).to_be_visible()


def test_alert_is_suppressed_after_a_dry_run_and_brought_back_from_the_list(page, server):
    open_dialog(page, server)
    dialog = page.get_by_role("dialog", name="Suppress alerts like this one")
    assert server.quiet.wishes[0]["fields"] == [
        {"field": "process.executable", "value": "/opt/config/agent", "pattern": False},
        {"field": "file.path", "value": "/etc/app/job-*.conf", "pattern": True},
    ]
    assert violations(page) == []
    suppress = dialog.get_by_role("button", name="Suppress")
    expect(suppress).to_be_disabled()
    dialog.get_by_role("button", name="Try on stored events").click()
    expect(dialog.get_by_text("4 matches in stored events, 9 looked at of 40.")).to_be_visible()
    dialog.get_by_label("only on web-01").check()
    dialog.get_by_label("Days from now").fill("14")
    dialog.get_by_label("Reason").fill("our configuration agent")
    expect(suppress).to_be_enabled()
    suppress.press("Enter")
    expect(page.get_by_text("Suppressed for 14 days.")).to_be_visible()
    made = server.quiet.wishes[-1]
    assert (made["days"], made["hosts"], made["reason"]) == (14, ["h-0"], "our configuration agent")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Suppressions")).to_be_visible()
    table = page.get_by_role("region", name="Suppressions")
    expect(table).to_contain_text("file.path like /etc/app/job-*.conf")
    expect(table).to_contain_text("our configuration agent")
    expect(table).to_contain_text("from a file")
    table.get_by_role("button", name="Revoke: Configuration changed").click()
    page.get_by_label("Reason").fill("the agent is gone")
    page.get_by_role("button", name="Revoke", exact=True).click()
    expect(table.get_by_text("revoked")).to_be_visible()
    expect(table.get_by_role("button", name="Revert: Configuration changed")).to_be_visible()


def test_refusal_is_told_and_cannot_be_passed(page, server):
    open_dialog(page, server)
    dialog = page.get_by_role("dialog", name="Suppress alerts like this one")
    dialog.get_by_label("Reason").fill("our configuration agent")
    dialog.get_by_label("process.executable is").uncheck()
    dialog.get_by_label("file.path like").uncheck()
    dialog.get_by_label("user.name is").check()
    expect(dialog.get_by_role("status")).to_contain_text(f"Refused: {BROAD}")
    expect(dialog.get_by_role("button", name="Suppress")).to_be_disabled()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Suppress…")).to_be_focused()
    assert server.quiet.rows == []


def test_who_may_not_is_not_asked(page, server):
    server.permissions = [one for one in server.permissions if one != "suppressions.write"]
    open_alerts(page, server, "?sel=al000020")
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(page.get_by_role("button", name="Suppress…")).to_have_count(0)
