"""The kernel side of `redshank agent status`: the ledger, what was held back, and what the programs cost."""

from collections.abc import Iterator
from typing import Any

from redshank.cli.terminal import visible

TERMS = ("seen", "delivered", "throttled", "dropped_ring", "corrupt", "in_flight", "dropped_spool")
_CLASSES = {0: "agent", 1: "urgent", 2: "bulk", 3: "least"}
MOST_PROGRAMS = 5


def lines(kernel: dict[str, Any]) -> Iterator[str]:
    """For people; nothing where no kernel side was at work."""
    ledger = kernel.get("ledger") or []
    if not ledger:
        return
    yield "ledger    " + "".join(f"{term.replace('_', ' '):>14}" for term in TERMS)
    for line in ledger:
        name = _CLASSES.get(line["class"], str(line["class"]))
        wrong = f"   UNEXPLAINED {line['remainder']}" if line["remainder"] else ""
        yield f"  {name:<7} " + "".join(f"{line[term]:>14}" for term in TERMS) + wrong
    held_back = ", ".join(f"{visible(name)} {count}" for name, count in sorted(kernel.get("throttled", {}).items()))
    yield f"throttled {held_back or 'nothing'}"
    yield _program_line(kernel)


def _program_line(kernel: dict[str, Any]) -> str:
    programs: dict[str, dict[str, int]] = kernel.get("programs", {})
    how = ", pinned" if kernel.get("pinned") else ", not pinned"
    how += ", taken over from the agent before" if kernel.get("taken_over") else ""
    missed = sum(one["missed"] for one in programs.values())
    how += f", {missed} runs missed" if missed else ""
    costly = sorted(((one["run_ns"], name, one["runs"]) for name, one in programs.items() if one["runs"]), reverse=True)[:MOST_PROGRAMS]
    cost = "; ".join(f"{visible(name)} {ns // runs} ns x {runs}" for ns, name, runs in costly)
    return f"programs  {len(programs)} loaded{how}: " + (cost or "their cost is known while kernel.bpf_stats_enabled is 1")
