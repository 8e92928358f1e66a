"""Live news: new rows wait, known rows change in place, nothing is lost or repeated, and ten tabs are one stream."""

import re
import threading
import time

import pytest
from playwright.sync_api import expect

from tests.console import mock
from tests.console.test_alerts import grid, open_alerts

pytestmark = pytest.mark.browser


def wait_until(page, holds, what: str) -> None:
    """Lets the browser work until it holds, for at most 8 s."""
    end = time.monotonic() + 8
    while not holds():
        assert time.monotonic() < end, what
        page.wait_for_timeout(25)


def test_new_alerts_wait_while_one_reads_at_twenty_a_second(page, server):
    for number in range(400, 60, -1):
        server.put(mock.row(number), tell=False)
    open_alerts(page, server)
    view = grid(page)
    view.evaluate("e => { e.scrollTop = 1600; }")
    page.locator("[data-alert]").nth(12).click()
    panel = page.locator("section.panel")
    expect(panel.get_by_text("Why it fired")).to_be_visible()
    before = (page.url, view.evaluate("e => e.scrollTop"), panel.evaluate("e => { e.mark = 1; return e.getBoundingClientRect().top }"))
    shown = page.locator("[data-alert]").evaluate_all("rows => rows.map((r) => r.dataset.alert).sort()")

    def storm() -> None:
        for number in range(60):
            server.put(mock.row(5000 + number))
            time.sleep(0.05)

    thread = threading.Thread(target=storm)
    thread.start()
    wait_until(page, lambda: page.locator(".news").inner_text().strip().endswith("60 new alerts"), "all sixty are told")
    thread.join()
    assert (page.url, view.evaluate("e => e.scrollTop"), panel.evaluate("e => e.mark && e.getBoundingClientRect().top")) == before
    assert page.locator("[data-alert]").evaluate_all("rows => rows.map((r) => r.dataset.alert).sort()") == shown
    page.get_by_role("button", name="60 new alerts").click()
    expect(page.get_by_text("460 alerts")).to_be_visible()
    expect(page.locator(".news")).to_be_empty()
    assert page.url == before[0], "the open alert stays open"


def test_repeat_updates_its_row_in_place_and_marks_the_time(page, server):
    open_alerts(page, server)
    third = page.locator("[data-alert]").nth(2)
    alert = server.alerts[third.get_attribute("data-alert")]
    place = third.bounding_box()
    server.put(alert | {"count": 4321, "last_seen": mock.row(0)["last_seen"]})
    expect(third).to_contain_text("4,321")
    expect(third.locator(".flash")).to_be_visible()
    assert third.bounding_box() == place
    expect(page.locator(".news")).to_be_empty()


def test_row_is_on_the_screen_within_a_second_of_the_act(page, server):
    open_alerts(page, server, "?q=state%3Aopen%20host%3Aweb-99")
    start = time.monotonic()
    server.put(mock.row(7000, host={"id": "h-99", "name": "web-99"}))
    expect(page.locator("[data-alert]")).to_have_count(1)  # where nobody is reading a row, nothing has to wait
    assert time.monotonic() - start < 5, "generous here, the true budget is measured in bench"
    server.put(mock.row(7001, host={"id": "h-99", "name": "web-99"}))
    expect(page.get_by_role("button", name="1 new alert")).to_be_visible()
    server.put(mock.row(7002))
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name="1 new alert")).to_be_visible()


def test_broken_stream_is_said_and_goes_on_without_loss_or_repeat(page, server):
    open_alerts(page, server)
    server.put(mock.row(8000))
    expect(page.get_by_role("button", name="1 new alert")).to_be_visible()
    server.cut(False)
    expect(page.get_by_text("Live paused")).to_be_visible()
    for number in range(8001, 8011):
        server.put(mock.row(number))
    server.cut(True)
    page.get_by_role("button", name="Retry now").click()
    expect(page.get_by_role("button", name="11 new alerts")).to_be_visible()
    expect(page.get_by_text("Live paused")).to_have_count(0)
    assert server.resumed[-1] is not None, "it goes on behind the last one heard"
    page.get_by_role("button", name="11 new alerts").click()
    expect(page.get_by_text("71 alerts")).to_be_visible()


def test_first_stream_goes_on_from_the_revision_of_the_list(page, server):
    open_alerts(page, server)
    assert server.resumed == ["60"]


def test_ten_tabs_are_one_stream_that_ends_with_the_last_of_them(context, server):
    pages = [context.new_page() for _ in range(10)]
    for page in pages:
        page.goto(f"{server.address}/hosts")
    for page in (pages[0], pages[-1]):
        expect(page.locator("[data-live=live]")).to_be_visible()
    assert server.open_streams == 1
    server.tell("agent", server.hosts[0] | {"dropped": 777})
    for page in (pages[0], pages[5], pages[-1]):
        expect(page.get_by_text("777 events dropped")).to_be_visible()
    for page in pages[:9]:
        page.close()
    pages[-1].wait_for_timeout(300)
    assert server.open_streams == 1
    pages[-1].goto("about:blank")
    wait_until(pages[-1], lambda: server.open_streams == 0, "no tab, no stream")


def test_browser_without_shared_workers_asks_every_two_seconds(page, server):
    page.add_init_script("delete window.SharedWorker")
    page.goto(f"{server.address}/alerts")
    expect(page.get_by_text("every 2 s")).to_be_visible()
    server.put(mock.row(9000, last_seen=mock.row(0)["last_seen"]))
    expect(page.get_by_role("button", name="1 new alert")).to_be_visible()
    assert server.resumed == []


def test_browser_without_shared_workers_goes_on_from_the_revision_of_the_list(page, server):
    come: list[object] = []

    def first_question(route) -> None:
        if not come:
            come.append(server.put(mock.row(9000, last_seen=mock.row(0)["last_seen"])))
        route.continue_()

    page.add_init_script("delete window.SharedWorker")
    page.route(re.compile("limit=50"), first_question)
    page.goto(f"{server.address}/alerts")
    expect(page.get_by_role("button", name="1 new alert")).to_be_visible()


def test_news_that_come_while_the_list_is_asked_for_again_are_not_lost(page, server):
    open_alerts(page, server)
    held = []
    page.route(re.compile("sort=-count&limit=200"), lambda route: held.append((route, route.fetch())))
    page.get_by_role("columnheader", name="Events").get_by_role("button").click()
    wait_until(page, lambda: held, "the list is asked for")
    server.put(mock.row(9100))
    page.wait_for_timeout(400)  # the news are there before the answer, which does not know them
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(page.get_by_role("button", name="1 new alert")).to_be_visible()


def test_alert_that_somebody_else_dismisses_stays_in_its_place(page, server):
    open_alerts(page, server)
    first = page.locator("[data-alert]").first
    server.put(server.alerts[first.get_attribute("data-alert")] | {"state": "dismissed"})
    expect(first).to_have_class(re.compile("muted"))
