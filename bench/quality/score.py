"""What the sensor saw of each act, and what that is worth."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from bench.quality.corpus import Act, parent
from bench.quality.throwaway import Ran

GRACE_S = 2.0
"""How long after an act's end its alerts still count as its own."""

WANTED = {"high": 2, "medium": 3, "low": 3, "shell-builtin": 3}
"""The mildest severity that counts, by how clear the sign of an act is."""


@dataclass(frozen=True, slots=True)
class Fired:
    """An alert: which rule, how severe, of what techniques."""

    rule: str
    severity: int
    techniques: tuple[str, ...]


@dataclass(slots=True)
class Seen:
    """One act and what was seen of it: events by type, and alerts, each rule once. shell: the host's pid of the act's shell, once seen."""

    ran: Ran
    events: Counter[str] = field(default_factory=Counter)
    fired: dict[str, Fired] = field(default_factory=dict)
    shell: int = -1

    @property
    def act(self) -> Act:
        """The act that was run."""
        return self.ran.act

    @property
    def execs(self) -> int:
        """Programs started."""
        return self.events["process.exec"]

    def right(self, worst: int) -> bool:
        """Whether a rule of that severity or worse names the act's technique, or one of the same family."""
        family = parent(self.act.technique)
        return any(one.severity <= worst and family in map(parent, one.techniques) for one in self.fired.values())

    def any(self, worst: int) -> bool:
        """Whether any rule of that severity or worse fired."""
        return any(one.severity <= worst for one in self.fired.values())


def assign(runs: Sequence[Ran], lines: Iterable[dict[str, Any]]) -> list[Seen]:
    """Each act with the events and alerts that its processes and their children gave while it ran. runs: in the order they ran."""
    seen = [Seen(ran) for ran in runs]
    ends = [min(one.end + GRACE_S, after.made) for one, after in pairwise(runs)] + [one.end + GRACE_S for one in runs[-1:]]
    for line in lines:
        place = bisect_right(runs, seconds(line["@timestamp"]), key=lambda ran: ran.begin) - 1
        if place >= 0 and seconds(line["@timestamp"]) <= ends[place] and _is_of(seen[place], line):
            _note(seen[place], line)
    return seen


def _is_of(one: Seen, line: dict[str, Any]) -> bool:
    """Whether it is about a process of the act's namespace, or one that descends from the act's shell."""
    if line.get("process.pid_namespace") == one.ran.namespace:
        if line["event.action"] == "process.exec" and line.get("process.args", [])[-1:] == ["/root/job.sh"]:
            one.shell = line["process.pid"]
        return True
    return one.shell in {ancestor["pid"] for ancestor in line.get("process.ancestors") or ()}


def _note(owner: Seen, line: dict[str, Any]) -> None:
    if line["event.kind"] == "event":
        owner.events[line["event.action"]] += 1
        return
    rule, severity = line["rule.name"], line["alert.severity"]
    before = owner.fired.get(rule)
    if before is None or severity < before.severity:
        owner.fired[rule] = Fired(rule, severity, tuple(line.get("threat.technique.id") or ()))


def seconds(written: str) -> float:
    """An RFC 3339 time as seconds since 1970."""
    return datetime.fromisoformat(written).timestamp()


@dataclass(frozen=True, slots=True)
class Grade:
    """The acts of one clarity: how many there are, how many were named rightly as severe as wanted, or drew any alert of that severity."""

    signal: str
    worst: int
    acts: int
    right: int
    any: int
    recorded: int


def grades(seen: Sequence[Seen]) -> list[Grade]:
    """A grade for each clarity that occurs, clearest first."""
    found = []
    for signal, worst in WANTED.items():
        acts = [one for one in seen if one.act.signal == signal and not one.act.ordinary]
        if acts:
            right = sum(one.right(worst) for one in acts)
            found.append(Grade(signal, worst, len(acts), right, sum(one.any(worst) for one in acts), sum(bool(one.events) for one in acts)))
    return found


@dataclass(frozen=True, slots=True)
class Noise:
    """What ordinary work drew: scripts, programs they started, pairs of script and rule by severity, and scripts with an alert by it."""

    scripts: int
    execs: int
    pairs: dict[int, int]
    loud: dict[int, int]

    def per_thousand(self, worst: int) -> float:
        """Pairs of that severity and worse for a thousand programs started."""
        return 1000 * sum(count for severity, count in self.pairs.items() if severity <= worst) / max(1, self.execs)


def noise(seen: Sequence[Seen]) -> Noise:
    """The alerts of the ordinary scripts."""
    ordinary = [one for one in seen if one.act.ordinary]
    pairs = Counter(fired.severity for one in ordinary for fired in one.fired.values())
    loud = {worst: sum(one.any(worst) for one in ordinary) for worst in (1, 2, 3)}
    return Noise(len(ordinary), sum(one.execs for one in ordinary), {severity: pairs[severity] for severity in (1, 2, 3)}, loud)
