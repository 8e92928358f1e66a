"""One browser for all tests of the console, a context and a server for each."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.console import mock

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-gpu",
]  # fmt: skip
WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (e) => {
  window.violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample);
});
"""


def lacking() -> str | None:
    """Why the browser cannot be driven here; None where it can."""
    if CHROMIUM is None:
        return "Debian's chromium is not installed: apt-get install chromium"
    return None if (mock.STATIC / "index.html").exists() else "the console is not built: run `make build`"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `browser` is skipped with the reason where it cannot run; in CI it fails, so that none goes missing."""
    if item.get_closest_marker("browser") is None or not (reason := lacking()):
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI must run the browser tests, and {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, once."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def server() -> Iterator[mock.Server]:
    """A server with 60 alerts on three hosts."""
    state, stop = mock.start()
    for number in range(60, 0, -1):
        state.put(mock.row(number), tell=False)
    yield state
    stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile of its own, in which no page may break the content policy, throw, or log an error."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="Europe/Berlin", reduced_motion="reduce")
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    made.set_default_timeout(8_000)
    made.add_init_script(WATCH)
    problems: list[str] = []
    made.on("weberror", lambda error: problems.append(str(error.error)))
    made.on("console", lambda message: problems.append(message.text) if is_problem(message) else None)
    yield made
    violations = [line for page in made.pages for line in page.evaluate("window.violations ?? []")]
    made.close()
    assert violations == []
    assert problems == []


def is_problem(message: Any) -> bool:
    """Errors of the page itself; the browser's own remark that a call was refused is not one, tests refuse on purpose."""
    return message.type in ("error", "warning") and "Failed to load resource" not in message.text


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab."""
    return context.new_page()
