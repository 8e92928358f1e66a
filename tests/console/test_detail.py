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


def test_panel_covers_the_list_on_a_small_screen_and_gives_it_back(page, server):
    page.set_viewport_size({"width": 1000, "height": 700})
    open_alerts(page, server)
    page.locator("[data-alert]").first.click()
    box, whole = page.locator("section.panel").bounding_box(), page.locator("main").bounding_box()
    assert box and whole and box["width"] == whole["width"]
    page.keyboard.press("Escape")
    expect(grid(page)).to_be_focused()
