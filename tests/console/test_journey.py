"""The console on the real server: first link, owner, install page, an agent's break-in, alerts, acts, logout."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
Told = dict[str, Any]


class Real:
    """The real server as a process of its own, on loopback, with its events in memory."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "tests.server.serve", "--until-eof", *options]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.told = self._line()
        self._wait()

    def _wait(self) -> None:
        """The line comes before the first connection is taken."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.told['address']}/healthz", timeout=5):
                    return
            except urllib.error.URLError:
                time.sleep(0.05)
        pytest.fail("the server does not take connections")

    def _line(self) -> Told:
        assert self.process.stdout is not None
        found: Told = json.loads(self.process.stdout.readline())
        return found

    def do(self, command: str) -> Told:
        """Lets something happen on it; what it answered."""
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self._line()

    def stop(self) -> None:
        """Ends it."""
        with self.process:
            assert self.process.stdin is not None
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


@pytest.fixture
def real() -> Iterator[Callable[..., Real]]:
    """Starts real servers, and stops them."""
    started: list[Real] = []

    def start(*options: str) -> Real:
        started.append(Real(*options))
        return started[-1]

    yield start
    for server in started:
        server.stop()


def log_in(context: BrowserContext, server: Real, role: str = "owner") -> Page:
    """A tab of one who is logged in."""
    cookie = server.told["cookies"][role]
    context.add_cookies([{"name": cookie["name"], "value": cookie["value"], "url": server.told["address"]}])
    return context.new_page()


def test_first_link_makes_the_owner_and_leads_to_the_first_severity_1(page, real):
    server = real("--empty", "--first-run")
    page.goto(server.told["link"])
    for field in page.locator("input[type=password]").all():
        field.fill("correct horse battery staple")
    name = page.locator("input[name=name], input[autocomplete=username]")
    if name.count() and name.first.is_editable():
        name.first.fill("anna")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(re.compile(r"/install\?token="))
    command = page.get_by_role("region", name="Command").inner_text()
    token = re.search(r"^rsenr_\S+$", command, re.MULTILINE)
    assert token, command
    server.do(f"enrol {token[0]}")
    expect(page.get_by_text("Enrolled: web-09")).to_be_visible()
    expect(page.locator("li", has_text="First severity 1")).to_contain_text("after")
    expect(page.get_by_role("grid", name="Alerts as they come").locator("[data-alert]").first).to_contain_text("Sev 1")
    page.get_by_role("grid", name="Alerts as they come").locator("[data-alert]").first.click()
    expect(page.get_by_role("heading", name="Why it fired")).to_be_visible()


def test_break_in_is_read_dismissed_and_taken_back(context, real):
    server = real()
    page = log_in(context, server)
    page.goto(server.told["address"])
    page.wait_for_url(re.compile(r"/alerts\?"))
    expect(page.locator("[data-live=live]")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("[data-alert]", has_text="insmod")).to_be_visible()
    page.locator("[data-alert]", has_text="insmod").click()
    panel = page.locator("section.panel")
    expect(panel.locator("mark").first).to_be_visible()
    expect(panel.get_by_text("/usr/sbin/sshd").first).to_be_visible()
    page.keyboard.press("Escape")
    count = page.locator("[data-alert]").count()
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(page.locator("[data-alert]")).to_have_count(count - 1)
    page.keyboard.press("u")
    expect(page.locator("[data-alert]")).to_have_count(count)
    server.do("push 20")
    expect(page.get_by_role("button", name=re.compile(r"\d+ new alerts?"))).to_be_visible()
    page.get_by_role("button", name=re.compile("owner")).click()
    page.get_by_role("menuitem", name="Log out").click()
    page.wait_for_url(re.compile("/login"))


def test_hostile_host_breaks_no_page(context, real):
    server = real("--hostile")
    page = log_in(context, server)
    page.goto(f"{server.told['address']}/alerts?q=")
    rows = page.locator("[data-alert]")
    expect(rows.nth(8)).to_be_visible()
    for number in range(8):
        rows.nth(number).click()
        expect(page.locator("section.panel").get_by_role("heading", name="Why it fired")).to_be_visible()
        page.keyboard.press("Escape")
