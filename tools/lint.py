"""Everything that is checked without running the code; all of it runs, and what fails is shown at the end.

Exit 0 where all is well. Run it as `make lint`.
"""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style (ruff)", (f"{BIN}/ruff", "check", ".")),
    ("types (mypy)", (f"{BIN}/mypy",)),
    ("imports (import-linter)", (f"{BIN}/lint-imports", "--no-logo")),
    ("generated files", (f"{BIN}/python", "-m", "redshank.events.generate", "--check")),
    ("console sources", (f"{BIN}/python", "tools/build_console.py", "--lint")),
    ("console types", (f"{BIN}/python", "tools/build_console.py", "--check")),
    ("coverage page", (f"{BIN}/python", "-m", "tests.acceptance.coverage.page", "--check")),
    ("reference pages", (f"{BIN}/python", "tools/reference.py", "--check")),
)


def main() -> int:
    """One line a check, then the output of those that fail."""
    failures = []
    for name, command in CHECKS:
        start = time.monotonic()
        done = subprocess.run(command, check=False, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        print(f"lint: {name}: {'failed' if done.returncode else 'ok'} ({time.monotonic() - start:.1f} s)", flush=True)
        if done.returncode:
            failures.append(done.stdout)
    for output in failures:
        print(output, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
