"""The page about performance, written from a run. Pure."""

from dataclasses import dataclass

from bench.operations import OPERATIONS
from bench.rows import Row, markdown

_REASONS = {
    "exec": "A program start is told in three records (fork, exec, exit), and each of its own 40 to 160 system calls "
    "passes the exit hook. The agent reads on the other processor meanwhile; where both are halves of one core, this slows the work too.",
    "open": "Three system calls pass the exit hook at about 0.05 µs each, which alone is 1.15 on an open of one microsecond; finding the "
    "file and looking it up among the secrets comes on top. Kernels that take LSM hooks will not pay for the other calls.",
    "open light": "One tracepoint is enough to put every call of every process on the traced path, and the open itself enters our program "
    "through the kernel's perf layer.",
    "open off": "No hook of ours is in the way of an open in this mode; what is left lies within the spread of the pairs.",
    "getpid off": "No hook of ours is in the way of a call in this mode; what is left lies within the spread of the pairs.",
    "write": "The one operation that is reported twice: who opened the file (BPF, 0.5 µs), and what became of it (fanotify, about 0.5 µs "
    "for the write and as much for the close). The kernel makes and merges the fanotify records in the caller's own time.",
    "connect": "Connect and accept are told one by one, two records of about 0.4 µs, and six calls pass the exit hook.",
    "getpid": "A call that only enters and leaves the kernel: all it shows is the price of the exit hook, 0.03 to 0.11 µs by machine.",
    "complete": "A full ring drops new records, and one process may cause 2,000 opens or connections a second (8,000 at once); "
    "both are counted by type. What is missing here was not even counted.",
    "latency": "Where events come thick the agent reads every 10 ms instead of at once: cheaper for everybody, a few milliseconds later. "
    "A program that was never met is hashed before it is told, for which it waits up to 50 ms.",
    "idle": "Sources without a descriptor are asked five times a second; four processes are looked at for new names each time, and the "
    "kernel side is compared with what was attached every ten seconds.",
    "memory": "20 MiB are the three rings, which the kernel holds in any case and every reader maps; the rest is interpreter, libraries, "
    "rules, the process table and what is known of the files. A storm's events pass through in batches of at most 512 a ring.",
    "rules": "Generated Python over an index; the mix holds more events that need a closer look than a quiet machine has.",
}
_GLANCE = "How many times longer an operation takes with an agent than without; 1.00 is no cost. Goals and details are in the table below."
_HOW = """\
Each operation runs without (A) and with (B) the agent in pairs, A B then B A, so that a slow drift of the machine evens out. The ratio is
the median over pairs of wall time with over without. Where others kept more than 0.15 of a processor busy meanwhile, wall time says more
about them than about us; then the row is marked `(CPU)` and is the least processor time of the work itself with over the least without,
which leaves out the time that the work waits. The base is a machine that was never audited: `-a task,never` stands while the work is
started, unless auditing is in use. Completeness counts only events that carry the run's own mark: anything else on the machine is
neither credited nor charged, but for losses, which the agent counts for all together."""
_NAMES = tuple(operation.name for operation in OPERATIONS)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where and how it was measured. busy: processors that others kept busy meanwhile. ahead: whether they had to wait."""

    date: str
    kernel: str
    processors: int
    python: str
    command: str
    busy: float
    ahead: bool = False


def write(where: Surroundings, rows: list[Row]) -> str:
    """The page as Markdown."""
    parts = [
        "# Performance",
        f"Written by `{where.command}` on {where.date}: Linux {where.kernel}, {where.processors} processors, Python {where.python}; "
        f"others kept {where.busy:.2f} processors busy meanwhile{', but had to wait for us' if where.ahead else ''}. "
        "Figures of another machine differ: run it there.",
        _GLANCE,
        glance(rows),
        "## Figures and goals",
        markdown(rows),
        "## Where it falls short",
        short(rows),
        "## What was done",
        "\n".join(f"- `{operation.name}`: {operation.says}, {operation.count:,} times a run." for operation in OPERATIONS),
        _HOW,
        "## Measured by other commands",
        "- From nothing to a running console in a bare Debian root: `make drill`; figures in docs/howto/prove-the-set-up.md.\n"
        "- Ingest, the spool, the event store, and from an act to its row in the browser: `.venv/bin/python -m bench.ingest`, "
        "`bench.spool`, `bench.store`, `bench.console`; figures in docs/explanation/store.md.\n"
        "- A read by others while a terminal is recorded: 37 ns more; docs/decisions/0016-terminals-and-secrets.md.\n"
        "- Floods, kills under load, half an hour of mixed load: `make drill ARGS=flood`, `restart`, `soak`; figures in "
        "docs/explanation/flow.md.\n"
        "- A storm of 3,000 execs seen whole or counted, and acts in a sandbox with their alerts within a second: "
        "`.venv/bin/python -m pytest tests/acceptance/test_watch.py`, in every `make test`.\n"
        "- Rules by type of event, the shipped ones and others, and the dearest by name: `.venv/bin/python -m bench.rules [--rules DIR]`; "
        "an edited rule until its first alert: `.venv/bin/python -m bench.rule_edit`; figures in docs/decisions/0021-what-rules-cost.md.\n"
        "- What loads and is told on other kernels: `make vm`; figures in docs/explanation/kernels.md.",
        "## Not measured yet",
        "- Compilers, tar and many small programs together; several processors' worth of work at once; a soak of hours.",
    ]
    return "\n\n".join(parts) + "\n"


def glance(rows: list[Row]) -> str:
    """Operations down, agents across: the ratios alone, of rows whose key is an operation and a side."""
    found = {tuple(row.key.split(maxsplit=1)): row.written(row.figure) for row in rows if row.key.split()[0] in _NAMES and " " in row.key}
    sides = list(dict.fromkeys(side for _, side in found))
    lines = [f"| | {' | '.join(sides)} |", "|---" * (len(sides) + 1) + "|"]
    for name in _NAMES:
        if any(name == operation for operation, _ in found):
            lines.append(f"| {name} | {' | '.join(found.get((name, side), '-') for side in sides)} |")
    return "\n".join(lines)


def short(rows: list[Row]) -> str:
    """One line for each figure that misses its goal, with what lies behind it; or that there is none."""
    lines = [f"- {row.what}: {row.written(row.figure)} against {row.bound()}. {_reason(row)}".rstrip() for row in rows if row.misses()]
    lines += [f"- {row.what}: not measured, {row.note()}." for row in rows if row.figure is None]
    return "\n".join(lines) or "Nothing: each figure with a goal holds it."


def _reason(row: Row) -> str:
    return _REASONS.get(row.key) or _REASONS.get(row.key.split()[0], "")
