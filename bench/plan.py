"""What is to be measured, from the command line."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from bench.operations import Mode, Operation, chosen

SCRATCH = Path("/var/cache/redshank-bench")
MODES: tuple[Mode, ...] = ("full", "light", "off")
_QUICK_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    whole: more than the cost of operations. pairs: with ours in mode full; other_pairs: with each of the others.
    acts: whose way to a line is timed. idle_s: how long idle is watched. ahead: at real-time priority. page: where to
    write about it, None for nowhere.
    """

    operations: tuple[Operation, ...]
    modes: tuple[Mode, ...]
    auditd: bool
    whole: bool
    pairs: int
    other_pairs: int
    acts: int
    idle_s: float
    ahead: bool
    root: Path
    page: Path | None


def parse(arguments: list[str], page: Path) -> Plan:
    """The plan of a command line; `page` is where a whole run writes. Raises ValueError; argparse ends on its own errors."""
    options = _parser().parse_args(arguments)
    operations, whole = chosen(options.only), not options.only
    if options.quick:
        operations = tuple(operation.scaled(_QUICK_SHARE) for operation in operations)
    usual = page if whole and not options.quick and not options.modes else None
    return Plan(
        operations,
        modes=_modes(options.modes),
        auditd=not options.no_auditd,
        whole=whole,
        pairs=options.pairs or (2 if options.quick else 7),
        other_pairs=options.pairs or (1 if options.quick else 5),
        acts=10 if options.quick else 60,
        idle_s=3.0 if options.quick else 20.0,
        ahead=options.ahead,
        root=options.root,
        page=options.page or usual,
    )


def _modes(names: str) -> tuple[Mode, ...]:
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        if name not in MODES:
            raise ValueError(f"no mode '{name}': choose from {', '.join(MODES)}")
    return tuple(mode for mode in MODES if not wanted or mode in wanted)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="What the agent costs here, how fast it speaks, what it misses.")
    parser.add_argument("--quick", action="store_true", help="under a minute: shows that all works, not how well; writes no page")
    parser.add_argument("--only", default="", metavar="NAMES", help="only the cost of these operations, as exec,connect; writes no page")
    parser.add_argument("--modes", default="", metavar="NAMES", help="only these modes of ours (default full,light,off); writes no page")
    parser.add_argument("--pairs", type=_positive, metavar="N", help="pairs for each agent (default 7 with ours in mode full, else 5)")
    parser.add_argument("--no-auditd", action="store_true", help="not auditd: auditing, once on, slows all later processes until a restart")
    parser.add_argument("--ahead", action="store_true", help="work and agents go ahead of all others: for a machine that is in use")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the page there, whatever was measured")
    parser.add_argument("--root", type=Path, default=SCRATCH, metavar="DIR", help="folder to work in; must not exist (default %(default)s)")
    return parser


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 on is needed")
    return int(text)
