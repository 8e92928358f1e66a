"""Prove `make up` where nothing is there: a bare Debian root, a clone, the printed link opened in a browser, Ctrl-C.

    python3 -m tools.prove_up [--base DIR] [--with-changes] [--shots DIR]

The root is that of tools/prove_install.py, which also says what it borrows from the host. The browser is this
machine's Chromium, driven by the checkout's own environment (`make test` sets both up); it follows the one-time link,
makes the owner, and waits for rows of what is done in the root meanwhile. Needs root. Exit 0 where all came true.
"""

import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tools import prove_install

LINK = re.compile(r"(http://localhost:\d+/first-run\?key=\S+)")
READY_S, STOP_S = 900.0, 15.0
ACTS = "cp /usr/bin/id /dev/shm/.drill && /dev/shm/.drill; echo '# drill' >> /etc/profile; sleep 1; /dev/shm/.drill"
"""Done in the bare root, which is thrown away: a hidden program in shared memory, a changed profile."""


def main() -> int:
    """Entry of the command; see the module's first lines."""
    options = prove_install.arguments("prove `make up` in a bare Debian root")
    if options.inside:
        return inside(Path(options.inside))
    with prove_install.prepared(options) as root:
        return judge(root, options.shots)


def inside(root: Path) -> int:
    """In the new namespaces: become the bare root and run `make up` there, as the control files ask."""
    return prove_install.enter(root, up)


def up() -> int:
    """`make up`; the acts when /acts appears, Ctrl-C when /stop does. Its exit status."""
    process = subprocess.Popen(["make", "up"], process_group=0)
    waiting = {Path("/acts"): lambda: subprocess.run(["sh", "-c", ACTS], check=False, stdout=subprocess.DEVNULL)}
    while (status := process.poll()) is None:
        for file in [file for file in waiting if file.exists()]:
            waiting.pop(file)()
        if Path("/stop").exists():
            os.killpg(process.pid, signal.SIGINT)
            return 130 if process.wait() == -signal.SIGINT else process.returncode  # make ends by the signal itself
        time.sleep(0.1)
    return status


def judge(root: Path, shots: Path | None) -> int:
    """Start `make up`, follow it, stop it; says how long each part took."""
    start = time.monotonic()
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child=SIGKILL", sys.executable, "-m", "tools.prove_up", "--inside", str(root)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=prove_install.environment(), process_group=0)
    lines: queue.Queue[str] = queue.Queue(10_000)
    threading.Thread(target=_follow, args=(process, lines), daemon=True).start()
    try:
        link = wait_for(lines, LINK, process)
        print(f"drill: `make up` from nothing to the console's address: {time.monotonic() - start:.1f} s", flush=True)
        problems = look(link, root, shots)
        problems += stop(process, root)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    for problem in problems:
        print(f"drill: {problem}", file=sys.stderr)
    print(f"drill: up {'failed' if problems else 'passed'}", flush=True)
    return 1 if problems else 0


def _follow(process: "subprocess.Popen[str]", lines: "queue.Queue[str]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        print(f"  | {re.sub(r'key=[^ ]+', 'key=…', line.rstrip())}", flush=True)
        lines.put(line)
    lines.put("")


def wait_for(lines: "queue.Queue[str]", pattern: "re.Pattern[str]", process: "subprocess.Popen[str]") -> str:
    """The first match of a pattern in what is said. Exits where it does not come."""
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        line = lines.get(timeout=max(0.1, end - time.monotonic()))
        if found := pattern.search(line):
            return found[1]
        if not line:
            break
    sys.exit(f"drill: `make up` ended without the console's address (exit {process.poll()})")


def look(link: str, root: Path, shots: Path | None) -> list[str]:
    """Open the link in a browser while the acts are done; what did not come true, in sentences."""
    browser = [prove_install.CHECKOUT / ".venv/bin/python", "-m", "tools.open_console", link]
    with tempfile.TemporaryDirectory() as folder:
        options = ["--shots", str(shots or folder), "--acts", str(root / "acts")]
        done = subprocess.run([*map(str, browser), *options], check=False, cwd=prove_install.CHECKOUT)
    return [] if done.returncode == 0 else [f"the browser did not see what it should (exit {done.returncode})"]


def stop(process: "subprocess.Popen[str]", root: Path) -> list[str]:
    """Ctrl-C: all of it has to end by itself, and soon."""
    start = time.monotonic()
    (root / "stop").touch()
    try:
        status = process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        return [f"it did not stop within {STOP_S:.0f} s of Ctrl-C"]
    print(f"drill: stopped {time.monotonic() - start:.1f} s after Ctrl-C, exit {status}", flush=True)
    return [] if status in (0, 130) else [f"exit {status} after Ctrl-C"]


if __name__ == "__main__":
    sys.exit(main())
