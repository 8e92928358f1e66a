"""One alert: why it fired, what it stands on, who did it, and that focus goes in and comes back."""

import re

import pytest
from playwright.sync_api import expect

from tests.console import mock
from tests.console.test_alerts import grid, open_alerts

pytestmark = pytest.mark.browser


def test_detail_marks_what_matched_and_greys_what_did_not(page, server):
    open_alerts(page, server, "?q=state%3Aopen&sel=al000020")
    panel = page.locator("section.panel")
    assert panel.locator("mark").all_inner_texts() == ["/kmod", "insmod"]
    expect(panel.get_by_text("2 of 3 clauses held")).to_be_visible()
    expect(panel.locator("li.miss")).to_contain_text("filter.User: build")
    expect(panel.get_by_text("seen on 1 of 41 hosts, first time ever; this key fired 0 times in 30 days")).to_be_visible()


def test_span_counts_characters_and_not_utf16_units(page, server):
    why = [{"clause": "c", "field": "process.command_line", "value": "\U0001f469\U0001f469 rm -rf", "span": [3, 2], "matched": True}]
    server.details["al000020"] = mock.detail(server.alerts["al000020"], why=why)
    open_alerts(page, server, "?sel=al000020")
    expect(page.locator("section.panel mark")).to_have_text("rm")


def test_event_opens_into_fields_and_json_and_is_copied(page, server):
    open_alerts(page, server, "?sel=al000020")
    first = page.locator("section.panel li > button").first
    expect(first).to_contain_text("completed the match")
    first.click()
    expect(page.locator("dt", has_text="process.executable")).to_be_visible()
    page.get_by_role("button", name="Raw JSON").click()
    expect(page.get_by_role("region", name="Raw JSON")).to_contain_text('"process.pid": 4200')
    page.get_by_role("button", name="Copy JSON").click()
    assert '"process.pid": 4200' in page.evaluate("navigator.clipboard.readText()")


def test_process_shows_every_argument_and_the_line_of_its_ancestors(page, server):
    open_alerts(page, server, "?sel=al000020")
    panel = page.locator("section.panel")
    assert panel.locator(".arg").all_inner_texts() == ["insmod", "/usr/lib/xpacket.ko", "debug=1", "name=two words"]
    lineage = [re.sub(r"\s+", " ", line) for line in panel.locator("section", has_text="Ancestry").locator("ol li").all_inner_texts()]
    expected = ["/usr/lib/systemd/systemd", "/usr/sbin/sshd", "/usr/bin/bash", "/usr/bin/kmod"]
    assert [line.strip("└ ").split(" ")[0] for line in lineage] == expected
    expect(panel.get_by_text("logged in as")).to_be_visible()
    page.keyboard.press("Shift+C")
    expect(page.get_by_text("Command copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "insmod /usr/lib/xpacket.ko debug=1 'name=two words'"


def test_menu_of_a_value_copies_and_filters(page, server):
    open_alerts(page, server, "?sel=al000020")
    panel = page.locator("section.panel")
    panel.get_by_text("web-03", exact=True).hover()
    panel.get_by_role("button", name="Actions for host").click()
    menu = page.get_by_role("menu")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(panel.get_by_role("button", name="Actions for host")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Only alerts with this").click()
    assert "host%3Aweb-03" in page.url


def test_history_grows_with_what_is_done_here(page, server):
    open_alerts(page, server, "?q=&sel=al000020")
    panel = page.locator("section.panel")
    panel.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Acknowledged 1 alert.")).to_be_visible()
    expect(panel.locator(".state")).to_have_text("acknowledged")


def test_selected_alert_leaves_and_the_next_takes_its_place(page, server):
    open_alerts(page, server)
    page.locator("[data-alert]").first.click()
    first = page.url
    page.locator("section.panel").get_by_role("button", name="Dismiss").click()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dismissed 1 alert.")).to_be_visible()
    expect(page.locator("section.panel").get_by_text("Why it fired")).to_be_visible()
    assert page.url != first
    assert "sel=" in page.url


def test_missing_alert_says_so(page, server):
    page.goto(f"{server.address}/alerts/nowhere")
    expect(page.get_by_role("heading", name="No such alert")).to_be_visible()


def test_alert_is_found_by_its_number_and_its_address_becomes_that_of_its_id(page, server):
    page.goto(f"{server.address}/hosts")
    page.goto(f"{server.address}/alerts/A-12")
    expect(page.get_by_role("heading", level=1)).to_contain_text("app12.conf" if server.alerts["al000012"]["severity"] == 3 else "shell")
    page.wait_for_url("**/alerts/al000012")
    expect(page.get_by_role("heading", name="Why it fired")).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Alerts")).to_have_attribute("aria-current", "page")
    assert server.calls.count("GET /alerts/A-12") == 1
    assert "GET /alerts/al000012" not in server.calls
    page.keyboard.press("Shift+A")
    expect(page.locator("article .state")).to_have_text("acknowledged")
    page.go_back()
    page.wait_for_url("**/hosts")


def test_selected_alert_is_found_by_its_number_too(page, server):
    open_alerts(page, server, "?q=state%3Aopen&sel=A-20")
    expect(page.locator("section.panel").get_by_role("heading", name="Why it fired")).to_be_visible()
    assert page.url.endswith("sel=al000020")


def test_answer_that_nobody_waits_for_any_more_is_given_up(page, server):
    open_alerts(page, server)
    server.delay_s = 1.0
    first = page.locator("[data-alert]").first.get_attribute("data-alert")
    with page.expect_request(re.compile(f"/alerts/{first}")):
        page.locator("[data-alert]").first.click()
    with page.expect_event("requestfailed", lambda request: request.url.endswith(f"/alerts/{first}")):
        page.keyboard.press("]")
    server.delay_s = 0.0
    expect(page.locator("section.panel").get_by_role("heading", name="Why it fired")).to_be_visible()


def test_quick_answer_leaves_no_grey_blocks_for_the_next_alert(page, server):
    page.clock.install()
    open_alerts(page, server, "?q=state%3Aopen&sel=al000020")
    panel = page.locator("section.panel")
    expect(panel.get_by_role("heading", name="Why it fired")).to_be_visible()
    page.clock.run_for(1000)
    page.clock.pause_at(page.evaluate("Date.now() + 100"))
    page.keyboard.press("j")
    expect(panel.get_by_text("A-40", exact=True)).to_be_visible()
    expect(panel.get_by_role("heading", name="Why it fired")).to_have_count(0)
    expect(panel.get_by_role("status", name="Loading the alert")).to_have_count(0)
    page.clock.resume()
    expect(panel.get_by_role("heading", name="Why it fired")).to_be_visible()


def test_edge_of_the_panel_moves_within_its_bounds(page, server):
    open_alerts(page, server, "?q=state%3Aopen&sel=al000020")
    edge = page.get_by_role("separator", name="Width of the open alert")
    edge.focus()
    for _ in range(15):
        page.keyboard.press("ArrowLeft")
    expect(edge).to_have_attribute("aria-valuenow", edge.get_attribute("aria-valuemax") or "")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(edge).to_have_attribute("aria-valuenow", edge.get_attribute("aria-valuemin") or "")


def test_panel_covers_the_list_on_a_small_screen_and_gives_it_back(page, server):
    page.set_viewport_size({"width": 1000, "height": 700})
    open_alerts(page, server)
    page.locator("[data-alert]").first.click()
    box, whole = page.locator("section.panel").bounding_box(), page.locator("main").bounding_box()
    assert box and whole and box["width"] == whole["width"]
    page.keyboard.press("Escape")
    expect(grid(page)).to_be_focused()
