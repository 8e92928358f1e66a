"""`python -m bench` (as `make bench`): measures the agent on this machine, prints one table and writes the page about it.

Takes six to eight minutes, --quick less than one. Exit 0 measured, 2 with one clear line where it cannot be.
"""

import os
import platform
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from types import FrameType

from bench import page, plan
from bench.agents import COMMAND
from bench.priority import ahead
from bench.rows import table
from bench.run import FAILURES, Bench

BTF = Path("/sys/kernel/btf/vmlinux")
PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "performance.md"


def main(arguments: list[str]) -> int:
    """Entry of the command."""
    try:
        bench = Bench(plan.parse(arguments, PAGE))
        if reason := lacking():
            raise ValueError(reason)
        with _workplace(bench.plan.root), ahead() if bench.plan.ahead else nullcontext():
            bench.measure()
    except (*FAILURES, ValueError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    print(table(bench.rows))
    if (where := bench.plan.page) is not None:
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_text(page.write(_surroundings(bench, arguments), bench.rows))
        print(f"\nwritten to {where}")
    return 0


def lacking() -> str:
    """What keeps this machine from being measured, as a sentence; empty where nothing does."""
    if os.geteuid() != 0:
        return "measuring needs root: run it with sudo"
    if not BTF.exists():
        return f"{BTF} is missing: this kernel has no BTF, without which our programs do not load"
    if not COMMAND.exists():
        return f"{COMMAND} is missing: run `make build`"
    return ""


@contextmanager
def _workplace(root: Path) -> Iterator[None]:
    """A new folder, gone afterwards, also when we are told to end."""

    def end(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        root.mkdir(mode=0o700)
    except FileExistsError:
        raise ValueError(f"{root} exists: another run is at work there, or was killed and left it; name a new folder with --root") from None
    try:
        yield
    finally:
        shutil.rmtree(root, ignore_errors=True)
        signal.signal(signal.SIGTERM, before)


def _surroundings(bench: Bench, arguments: list[str]) -> page.Surroundings:
    return page.Surroundings(
        date=date.today().isoformat(),
        kernel=platform.release(),
        processors=os.cpu_count() or 1,
        python=platform.python_version(),
        command=f'make bench ARGS="{" ".join(arguments)}"' if arguments else "make bench",
        busy=sum(bench.busy) / len(bench.busy) if bench.busy else 0.0,
        ahead=bench.plan.ahead,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
