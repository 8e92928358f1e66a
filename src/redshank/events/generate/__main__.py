"""`python -m redshank.events.generate [--check] [ROOT]`: rewrite the generated files, or say which are stale.

ROOT is the checkout, by default the one this file lies in. Exit 0 all written or current, 1 stale files found.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from redshank.events.generate import builders, c_header, columns, names, records, reference, types, typescript

OUTPUTS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("src/redshank/events/_generated/types.py", types.render),
    ("src/redshank/events/_generated/records.py", records.render),
    ("src/redshank/events/_generated/names.py", names.render),
    ("src/redshank/events/_generated/columns.py", columns.render),
    ("src/redshank/host/sensor/bpf/generated/records.h", c_header.render),
    ("console/src/generated/events.ts", typescript.render),
    ("docs/reference/events.md", reference.render),
    ("tests/generated/build.py", builders.render),
)


def stale(root: Path) -> list[str]:
    """Outputs whose file below `root` is missing or differs from what the table gives now."""
    return [name for name, render in OUTPUTS if not (root / name).exists() or (root / name).read_text() != render()]


def write(root: Path) -> list[str]:
    """Rewrite the stale outputs below `root`; their names."""
    changed = stale(root)
    for name, render in OUTPUTS:
        if name in changed:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(render())
    return changed


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines."""
    check = "--check" in arguments
    places = [a for a in arguments if not a.startswith("-")]
    root = Path(places[0]) if places else Path(__file__).resolve().parents[4]
    changed = stale(root) if check else write(root)
    for name in changed:
        print(f"{name}: stale, run `make generate`" if check else f"wrote {name}")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
