"""An incident: alerts that belong together, why they do, and the steps they are of."""

from dataclasses import dataclass, field
from typing import Literal

Phase = Literal["entry", "execution", "persistence", "privilege", "hiding", "credentials", "discovery", "lateral", "control", "effect"]
PHASES: tuple[Phase, ...] = (
    "entry", "execution", "persistence", "privilege", "hiding", "credentials", "discovery", "lateral", "control", "effect",
)  # fmt: skip
"""In the order in which a break-in usually goes."""
Basis = Literal["observed", "inferred"]
Link = Literal["session", "process", "file", "user", "peer", "key", "moment"]
"""How two alerts hang together: one login session; one process or its line of ancestors; one file or content; one user in a short
time; one address at the other end; one key or account that was used; or the same host at the same time and nothing else."""


Fact = tuple[str, str]
"""A field of an event by its dotted name, and its value as text."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an alert is in an incident. value: what both have, in words. other: the alert that it has it in common with."""

    alert_id: str
    link: Link
    value: str
    other: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the kill chain. at_ns: of its first evidence. confidence: 0-100. alerts and evidence: ids, never empty."""

    phase: Phase
    technique: str
    claim: str
    basis: Basis
    confidence: int
    at_ns: int
    host: str
    alerts: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An alert as an incident remembers it: what joins need, and what the story is told from.

    at_ns: of its first evidence; done_ns: of the event that completed it; created_ns: when we knew.
    keys: (link, value) that others may share. facts: what the events behind it say, for families and the story.
    """

    alert_id: str
    rule_id: str
    severity: int
    title: str
    host: str
    at_ns: int
    done_ns: int
    created_ns: int
    phases: tuple[Phase, ...]
    techniques: tuple[str, ...]
    evidence: tuple[str, ...]
    keys: tuple[tuple[Link, str], ...]
    facts: tuple[Fact, ...] = ()
    swept: bool = False
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A phase that nothing tells of. proof: what would."""

    phase: Phase
    proof: str


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """How they came in, as far as the evidence goes. rival: the next best explanation, empty where there is none."""

    claim: str
    confidence: int
    evidence: tuple[str, ...]
    rival: str = ""
    rival_confidence: int = 0


@dataclass(slots=True)
class Incident:
    """Alerts that belong together. id: of the first one, so that telling it again gives the same. merged: ids of incidents it took in."""

    id: str
    members: dict[str, Member] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    opened_ns: int = 0

    @property
    def severity(self) -> int:
        """Of its worst alert."""
        return min(member.severity for member in self.members.values())

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts it is on, in order of time."""
        return tuple(dict.fromkeys(member.host for member in self.in_order()))

    def in_order(self) -> list[Member]:
        """Its alerts by the time of their evidence."""
        return sorted(self.members.values(), key=lambda member: (member.at_ns, member.alert_id))
