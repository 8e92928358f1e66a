"""Open a console by its one-time link as a newcomer does, and see rows of real activity come.

    python -m tools.open_console LINK [--shots DIR] [--acts FILE]

Makes the owner, waits for the first pages, touches FILE (whoever waits for it does something worth an alert), waits for
rows, and checks that the link works once only. Exit 0 where all came true; one line for each step with its seconds.
"""

import argparse
import re
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PASSWORD = "a long passphrase, for a drill"
WAIT_MS = 30_000


def main() -> int:
    """Entry of the command; see the module's first lines."""
    parser = argparse.ArgumentParser(description="open a console by its one-time link")
    parser.add_argument("link")
    parser.add_argument("--shots", type=Path, default=None)
    parser.add_argument("--acts", type=Path, default=None)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            visit(browser, options.link, options.shots, options.acts)
        finally:
            browser.close()
    return 0


def visit(browser: Browser, link: str, shots: Path | None, acts: Path | None) -> None:
    """The whole visit. Raises where a step does not come true."""
    started = time.monotonic()
    page = browser.new_page(viewport={"width": 1280, "height": 800})

    def done(what: str, shot: str) -> None:
        print(f"console: {what}: {time.monotonic() - started:.1f} s", flush=True)
        if shots:
            shots.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=shots / f"{shot}.png")

    page.goto(link)
    done("first-run page", "first-run")
    become_owner(page)
    done("owner made, console open", "first-page")
    if acts:
        acts.touch()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(link))
    page.goto(f"{origin}/alerts")
    row = page.get_by_role("row").filter(has_text=re.compile(r"\.drill|hidden program|shared memory"))
    expect(row.or_(page.get_by_role("button", name=re.compile("new alert"))).first).to_be_visible(timeout=WAIT_MS)
    if row.count() == 0:
        page.get_by_role("button", name=re.compile("new alert")).click()
    expect(row.first).to_be_visible(timeout=WAIT_MS)
    done("a row of what was done on the host", "alerts")
    row.first.click()
    expect(page.get_by_text("Why it fired")).to_be_visible(timeout=WAIT_MS)
    done("its detail", "detail")
    again = browser.new_context().new_page()
    again.goto(link)
    expect(again.get_by_text(re.compile("link is over", re.IGNORECASE)).first).to_be_visible(timeout=WAIT_MS)
    done("the link works once", "once")


def become_owner(page: Page) -> None:
    """Fill in the form of the first-run page."""
    page.get_by_label(re.compile("name", re.IGNORECASE)).first.fill("owner")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button").first.click()
    page.wait_for_url(re.compile(r"/(install|alerts)"), timeout=WAIT_MS, wait_until="commit")


if __name__ == "__main__":
    sys.exit(main())
