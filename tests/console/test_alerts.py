"""The list of alerts: what the address says, what keys do, and that nothing moves under the reader."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.console import mock

pytestmark = pytest.mark.browser


def q_of(page: Page) -> str:
    """The filter that the address holds."""
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def open_alerts(page: Page, server: mock.Server, query: str = "") -> None:
    """The page with its rows there and news live."""
    page.goto(f"{server.address}/alerts{query}")
    expect(page.locator("[data-live=live]")).to_be_visible()


def grid(page: Page):
    return page.get_by_role("grid", name="Alerts")


def active_row(page: Page) -> str | None:
    found: str | None = grid(page).get_attribute("aria-activedescendant")
    return found


def test_worst_comes_first_and_the_address_says_nothing_it_does_not_have_to(page, server):
    open_alerts(page, server)
    rows = page.locator("[data-alert]")
    expect(rows.first).to_contain_text("Sev 1")
    expect(page.get_by_text("60 alerts")).to_be_visible()
    assert rows.count() < 60, "only rows in view are in the page"


def test_start_page_leads_to_the_alerts_where_agents_are_and_to_the_install_page_where_none_is(page, server):
    page.goto(server.address)
    page.wait_for_url(re.compile(r"/alerts\?q=state%3Aopen&sort=severity%2C-last$"))
    server.hosts = []
    page.goto(server.address)
    page.wait_for_url(re.compile(r"/install"))


def test_toggles_tabs_chips_and_columns_write_the_address_and_the_step_back_reads_it(page, server):
    open_alerts(page, server)
    page.get_by_role("button", name=re.compile("Sev 1")).click()
    assert q_of(page) == "state:open severity:1"
    page.get_by_role("button", name=re.compile("Sev 2")).click()
    assert q_of(page) == "state:open severity:1,2"
    page.get_by_role("button", name=re.compile("Acknowledged")).click()
    assert q_of(page) == "state:acknowledged severity:1,2"
    page.go_back()
    page.go_back()
    page.go_back()
    assert q_of(page) in ("", "state:open")
    page.get_by_role("textbox", name="Filter").fill("state:open host:web-01 -user:root")
    page.keyboard.press("Enter")
    expect(page.locator("[data-alert]").first).to_contain_text("web-01")
    page.get_by_role("button", name="Remove host:web-01").click()
    assert q_of(page) == "state:open -user:root"
    page.get_by_role("columnheader", name="Events").get_by_role("button").click()
    assert "sort=-count" in page.url
    expect(page.get_by_role("columnheader", name="Host").get_by_role("button")).to_have_count(0)  # the server has no such order


def test_wrong_word_is_underlined_and_the_suggestion_corrects_it(page, server):
    open_alerts(page, server, "?q=severty%3A1%20host%3Aweb-01")
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("unknown key 'severty'")
    word, line = page.locator(".caret").bounding_box(), page.get_by_role("textbox", name="Filter").bounding_box()
    assert word and line and abs(word["x"] - line["x"] - 8) < 2, "the mark stands under the word"
    page.get_by_role("button", name="Use severity").click()
    expect(page.locator("[data-alert]").first).to_be_visible()
    assert q_of(page) == "severity:1 host:web-01"


def test_journey_without_a_mouse(page, server):
    open_alerts(page, server)
    page.keyboard.press("1")
    expect(page.get_by_text("3 alerts", exact=False)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = active_row(page)
    assert second
    page.keyboard.press("Enter")
    panel = page.locator("section.panel")
    expect(panel).to_be_focused()
    assert f"sel={second.removeprefix('row-')}" in page.url
    page.keyboard.press("[")
    expect(panel.get_by_text("A-20", exact=True)).to_be_visible()
    page.keyboard.press("]")
    page.keyboard.press("Escape")
    expect(grid(page)).to_be_focused()
    assert active_row(page) == second, "focus comes back to the row"
    page.keyboard.press("e")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dismissed 1 alert.")).to_be_visible()
    expect(page.locator(f"#{second}")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator(f"#{second}")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Hosts")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(grid(page)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_single_keys_can_be_switched_off_and_the_grid_still_works(page, server):
    open_alerts(page, server)
    page.keyboard.press("?")
    page.get_by_label("Single keys on").uncheck()
    page.keyboard.press("Escape")
    grid(page).focus()
    page.keyboard.press("j")
    assert active_row(page) is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("section.panel")).to_be_visible()


def test_some_are_dismissed_by_selection_and_all_by_query_with_one_reason(page, server):
    for number in range(460, 60, -1):
        server.put(mock.row(number), tell=False)
    open_alerts(page, server, "?q=state%3Aopen%20severity%3A3")
    grid(page).focus()
    page.keyboard.press("j")
    page.keyboard.press("Shift+J")
    page.keyboard.press("Shift+J")
    bar = page.get_by_role("toolbar", name="Selected alerts")
    expect(bar).to_contain_text("3 alerts selected")
    total = len(server.found("state:open severity:3"))
    page.get_by_label("Select all loaded alerts").check()
    assert total > 200, "more than one page holds"
    bar.get_by_role("button", name=re.compile("Select all")).click()
    bar.get_by_role("button", name="Dismiss").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Dismiss {total} alerts")
    dialog.get_by_label("Maintenance").check()
    dialog.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text(f"Dismissed {total} alerts.")).to_be_visible()
    expect(page.locator("[data-alert]")).to_have_count(0)
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-alert]").first).to_be_visible()
    assert len(server.found("state:open severity:3")) == total


def test_copied_link_opens_the_same_alert_in_another_profile(page, server, browser):
    open_alerts(page, server, "?q=state%3Aopen&sel=al000020")
    expect(page.locator("section.panel").get_by_text("A-20", exact=True)).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_text("Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{server.address}/alerts/al000020"
    other = browser.new_context(timezone_id="Asia/Tokyo").new_page()
    other.goto(link)
    expect(other.get_by_role("heading", level=1)).to_contain_text("xpacket20.ko")
    other.context.close()


def test_empty_list_gives_proof_of_life_and_a_filtered_one_the_way_out(page, server):
    open_alerts(page, server, "?q=state%3Adismissed")
    expect(page.get_by_role("heading", name="No dismissed alerts")).to_be_visible()
    expect(page.get_by_text("3 of 3 agents online")).to_be_visible()
    page.goto(f"{server.address}/alerts?q=state%3Aopen%20host%3Anothing")
    expect(page.get_by_text("60 open alerts without it.")).to_be_visible()
    page.get_by_role("button", name="Clear filter").click()
    expect(page.locator("[data-alert]").first).to_be_visible()


def test_failure_says_which_request_and_retry_brings_the_rows(page, server):
    server.failing.add("alerts")
    page.goto(f"{server.address}/alerts")
    expect(page.get_by_role("alert")).to_contain_text("r-00c0ffee")
    server.failing.clear()
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("[data-alert]").first).to_be_visible()


def test_slow_answer_shows_rows_of_true_height_and_a_lost_session_leads_to_the_login(page, server):
    server.delay_s = 0.6
    page.goto(f"{server.address}/alerts")
    expect(page.get_by_role("status", name="Loading alerts").locator(".row").first).to_be_visible()
    expect(page.locator("[data-alert]").first).to_be_visible()
    expect(page.locator("[data-live=live]")).to_be_visible()  # else the stream's own refusal may lead to the login first
    server.delay_s, server.logged_in = 0.0, False
    page.get_by_role("button", name=re.compile("Sev 3")).click()
    page.wait_for_url(re.compile(r"/login\?next=%2Falerts"))


def test_one_who_may_not_act_is_told_so(page, server):
    server.permissions = ["alerts.read", "hosts.read", "enrolment.read"]
    server.role = "viewer"
    page.goto(f"{server.address}/install")
    expect(page.get_by_text("Your role, viewer, may not let agents in.")).to_be_visible()
    assert server.tokens == 0


def test_acts_are_shown_and_done_only_where_one_may_act(page, server):
    server.permissions = ["alerts.read", "hosts.read"]
    open_alerts(page, server, "?q=state%3Aopen&sel=al000020")
    actions = page.get_by_role("toolbar", name="Actions on this alert")
    expect(actions.get_by_role("button")).to_have_text(["Copy link"])
    expect(page.get_by_role("checkbox")).to_have_count(0)
    grid(page).focus()
    for key in ("x", "Shift+J", "Shift+ArrowDown", " ", "e", "a", "Shift+A"):
        page.keyboard.press(key)
    expect(page.get_by_role("toolbar", name="Selected alerts")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Next alert")
    for what in ("Dismiss", "Assign to me", "Acknowledge", "Select"):
        expect(page.get_by_role("dialog", name="Keys").get_by_text(what, exact=True)).to_have_count(0)
    page.goto(f"{server.address}/alerts/al000020")
    expect(actions.get_by_role("button")).to_have_text(["Copy link"])
    page.keyboard.press("e")
    page.keyboard.press("Shift+A")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert "POST /alerts/actions" not in server.calls


def test_what_is_taken_back_on_another_tab_is_not_put_into_its_list(page, server):
    open_alerts(page, server)
    first = page.locator("[data-alert]").first.get_attribute("data-alert")
    page.keyboard.press("j")
    page.keyboard.press("Shift+A")
    expect(page.get_by_text("Acknowledged 1 alert.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Dismissed")).click()
    expect(page.get_by_role("heading", name="No dismissed alerts")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.locator("[data-alert]")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Open")).click()
    expect(page.locator(f"[data-alert={first}]")).to_be_visible()
