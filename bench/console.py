"""From an act on a host to its row on the page: `python -m bench.console [--acts 60] [--pause 0.5]` (root).

A server, a browser on its Install page, and an agent that is let in by the token shown there, all on this machine. Each
act copies /usr/bin/id to a hidden name in /dev/shm, runs it and removes it. The clock of a row stops in the browser,
after the frame in which it was drawn. Exit 0 measured, 2 with one line where it cannot be.
"""

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tests.server.running import running
from tools.open_console import CHROMIUM, FLAGS, become_owner

from bench.figures import percentile
from bench.rows import Row, table

GOAL_S = 1.0
WAIT_S = 30.0
PLACE = Path("/dev/shm")
WATCH = """
() => {
  window.drawn = {};
  const look = () => {
    for (const [, number] of document.body.innerText.matchAll(/[.]bench-([0-9]+)/g))
      if (!(number in window.drawn)) {
        window.drawn[number] = 0;
        requestAnimationFrame(() => setTimeout(() => { window.drawn[number] = performance.timeOrigin + performance.now(); }));
      }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
}
"""


def main() -> int:
    """Entry of the command; see the module's first lines."""
    parser = argparse.ArgumentParser(description="from an act on a host to its row on the page")
    parser.add_argument("--acts", type=int, default=60)
    parser.add_argument("--pause", type=float, default=0.5)
    options = parser.parse_args()
    if os.geteuid() != 0 or not Path(CHROMIUM).exists():
        print("bench: root and Debian's chromium are needed", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="redshank-bench-", dir="/var/tmp") as folder:
        print(table(measured(Path(folder), options.acts, options.pause)))
    return 0


def measured(folder: Path, acts: int, pause_s: float) -> list[Row]:
    """The rows of the table."""
    agent = None
    with running(folder / "server") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(server.hello["link"])
        become_owner(page)
        try:
            agent = let_in(page, server.hello["address"], folder / "agent")
            seconds = play(page, acts, pause_s)
        finally:
            browser.close()
            if agent is not None:
                agent.send_signal(signal.SIGTERM)
                agent.wait(20)
    return rows(seconds, acts)


def let_in(page: Page, address: str, data: Path) -> "subprocess.Popen[bytes]":
    """An agent with the token that the page shows, as the page asks for it; it watches when this comes back."""
    page.goto(f"{address}/install")
    if not re.search(r"rsenr_[\w-]{43}", page.inner_text("body")):
        page.get_by_role("button", name=re.compile("token", re.IGNORECASE)).first.click()
    page.wait_for_function("() => /rsenr_[A-Za-z0-9_-]{43}/.test(document.body.innerText)")
    token = re.search(r"rsenr_[\w-]{43}", page.inner_text("body"))
    assert token is not None
    base = [sys.executable, "-m", "redshank", "agent"]
    enrol = [*base, "enrol", "--server", address, "--data", str(data), "--token-file", "-"]
    subprocess.run(enrol, input=token[0].encode(), check=True, capture_output=True)
    agent = subprocess.Popen([*base, "run", "--data", str(data)], stderr=subprocess.PIPE)
    assert agent.stderr is not None
    while b"watching" not in (line := agent.stderr.readline()):
        assert line, "the agent ended before it watched"
    return agent


def play(page: Page, acts: int, pause_s: float) -> list[float]:
    """Seconds from each act to its drawn row; an act whose row did not come has none."""
    page.evaluate(WATCH)
    begun = {}
    for number in range(acts):
        program = PLACE / f".bench-{number}"
        shutil.copyfile("/usr/bin/id", program)
        program.chmod(0o755)
        begun[str(number)] = time.time()
        subprocess.run([program], check=True, stdout=subprocess.DEVNULL)
        program.unlink()
        page.wait_for_timeout(1000 * pause_s)
    end = time.monotonic() + WAIT_S
    while len(drawn := {key: at for key, at in page.evaluate("() => window.drawn").items() if at}) < acts and time.monotonic() < end:
        page.wait_for_timeout(100)
    return sorted(at / 1000 - begun[key] for key, at in drawn.items())


def rows(seconds: list[float], acts: int) -> list[Row]:
    """The figures beside their goal."""
    if not seconds:
        return [Row("row", "act to row on the page", missing="no row came")]
    detail = f"median {statistics.median(seconds):.2f} s, worst {seconds[-1]:.2f} s, {len(seconds)} of {acts} acts drawn"
    return [Row("row", "act to row on the page, 95 of 100", percentile(seconds, 0.95), GOAL_S, "{:.2f} s", detail=detail)]


if __name__ == "__main__":
    sys.exit(main())
