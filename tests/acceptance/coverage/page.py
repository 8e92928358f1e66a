"""Write docs/reference/coverage.md from the tables of acts: `python -m tests.acceptance.coverage.page [--check]`.

Exit 0 written or current, 1 where --check finds it stale.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.acceptance.coverage.act import MODES, Act, Like, Told
from tests.acceptance.coverage.table import ACTS, TOPICS
from tests.acceptance.evasion.table import ACTS as EVASIONS
from tests.acceptance.evasion.table import THREATS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "coverage.md"
HEAD = """<!-- Generated from tests/acceptance/coverage and tests/acceptance/evasion by `make generate`. Do not edit. -->
# Coverage

What is done on a host, and the event that tells of it, proved on the real kernel by every `make test`: each act is done in a process of
its own under one `redshank watch --events`, and its event is looked for by what only this act has (a word, a port). `yes` is told with the
values shown, `no` is not told, `kernel` depends on the kernel. An act that is told though this page says no fails the test as well.
`…` stands for text that may differ, MARK for the act's own word, PORT for its own port.
"""


def main(arguments: list[str]) -> int:
    """Entry of the command; see the module's first lines."""
    wanted = text()
    stale = not PAGE.exists() or PAGE.read_text() != wanted
    if stale and "--check" not in arguments:
        PAGE.write_text(wanted)
    if stale:
        sys.stdout.write(f"docs/reference/{PAGE.name}: stale, run `make generate`\n" if "--check" in arguments else f"wrote docs/reference/{PAGE.name}\n")
    return 1 if stale and "--check" in arguments else 0


def text() -> str:
    """The page."""
    return "\n".join((HEAD, *_coverage(), *_evasion(), *_misses()))


def _coverage() -> Iterator[str]:
    yield f"{len(ACTS)} acts by topic, and {len(EVASIONS)} ways to act unseen by threat.\n"
    for topic, acts in TOPICS.items():
        yield f"## {topic[0].upper()}{topic[1:]}\n"
        yield from _table(("act", "ATT&CK", "event and its values", *MODES), (_row(act) for act in acts))


def _evasion() -> Iterator[str]:
    yield "## Ways to act unseen\n"
    yield "Done in mode full alone.\n"
    rows = ((f"{act.threat} {THREATS[act.threat]}", act.name, act.technique, _telling(act.told), _answer(act, "full")) for act in EVASIONS)
    yield from _table(("threat", "act", "ATT&CK", "event and its values", "full"), rows)


def _misses() -> Iterator[str]:
    yield "## What goes unseen\n"
    rows = [(act.name, ", ".join(mode for mode in MODES if mode not in act.seen), act.unseen) for act in ACTS if act.unseen]
    rows += [(act.name, "full", act.unseen) for act in EVASIONS if act.unseen]
    yield from _table(("act", "not told in", "why"), rows)


def _row(act: Act) -> tuple[str, ...]:
    return (act.name, act.technique, _telling(act.told), *(_answer(act, mode) for mode in MODES))


def _answer(act: Act, mode: str) -> str:
    return "kernel" if mode in act.depends else "yes" if mode in act.seen else "no"


def _telling(ways: Sequence[Told]) -> str:
    return " or ".join(map(_event, ways))


def _event(told: Told) -> str:
    values = ", ".join(f"{name} {_value(value)}" for name, value in told.fields.items())
    return f"`{told.event}` {values}{f' and {_event(told.also)}' if told.also else ''}".strip()


def _value(value: object) -> str:
    if isinstance(value, Like):
        return value.says
    shown = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"`{shown}`" if shown else "empty"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |\n|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
