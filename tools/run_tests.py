"""All tests, in two lanes side by side, since two cores are the least there are; arguments go to one pytest instead.

A lane is a row of pytest processes. What leaves an event loop (the browser's driver) or threads (the store's engine)
behind has a process of its own. The output of each process comes in one piece at its end; exit 0 where all passed.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTEST = (str(ROOT / ".venv" / "bin" / "python"), "-m", "pytest")
PURE = ("analysis", "contract", "core", "events", "findings", "fuzz", "rules", "server", "tools", "wire")
"""Folders of tests that need neither the kernel nor the whole machine: the first lane. All others are the second."""
APART = ("contract", "console")


def lanes(folders: list[str]) -> list[list[list[str]]]:
    """The arguments of each pytest process, lane by lane. folders: those below tests/, files that are tests among them."""
    found: list[list[list[str]]] = []
    for pure in (True, False):
        mine = [name for name in folders if (name in PURE) is pure]
        together = [f"tests/{name}" for name in mine if name not in APART]
        found.append([*([together] if together else []), *([f"tests/{name}"] for name in mine if name in APART)])
    return found


def folders_of(tests: Path) -> list[str]:
    """What pytest would find below the folder: packages of tests, and modules that lie beside them."""
    return [one.name for one in sorted(tests.iterdir()) if _holds_tests(one)]


def _holds_tests(path: Path) -> bool:
    return any(path.rglob("test_*.py")) if path.is_dir() else path.match("test_*.py")


def main(arguments: list[str]) -> int:
    """Exit status: 0 where all passed, else the first that was none."""
    if arguments:
        return subprocess.run([*PYTEST, *arguments], check=False, cwd=ROOT).returncode
    failed: list[int] = []
    said = threading.Lock()
    threads = [threading.Thread(target=_walk, args=(lane, failed, said)) for lane in lanes(folders_of(ROOT / "tests"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed[0] if failed else 0


def _walk(lane: list[list[str]], failed: list[int], said: threading.Lock) -> None:
    for words in lane:
        begin = time.monotonic()
        done = subprocess.run(
            [*PYTEST, *words], check=False, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            env={**os.environ, "COLUMNS": "140"},
        )  # fmt: skip
        with said:
            print(f"{done.stdout}\ntests: {' '.join(words)}: exit {done.returncode} after {time.monotonic() - begin:.0f} s", flush=True)
            if done.returncode:
                failed.append(done.returncode)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
