"""What the API says of incidents, under /api/v1/incidents. The rules of `shapes` hold here too."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from redshank.findings.incident import Basis, Link, Phase
from redshank.server.api.shapes import Severity

IncidentState = Literal["new", "triaged", "confirmed", "contained", "closed"]
IncidentAction = Literal["triage", "confirm", "contain", "close", "reopen", "assign", "note", "split"]
Outcome = Literal["true_positive", "false_positive", "benign", "test"]


class IncidentRow(msgspec.Struct, frozen=True):
    """An incident in a list. number: as people call it, `I-12`. breach_started: first hostile success; null where only tries are known."""

    id: str
    number: str
    severity: Severity
    state: IncidentState
    outcome: Outcome | None
    owner: str | None
    title: str
    hosts: list[str]
    alerts: int
    opened: str
    attack_started: str
    breach_started: str | None
    latest: str
    simulated: bool


class IncidentList(msgspec.Struct, frozen=True):
    """GET /incidents: the worst and latest first."""

    as_of: str
    revision: int
    incidents: list[IncidentRow]


class IncidentStep(msgspec.Struct, frozen=True):
    """A step of the kill chain. confidence: 0-100. inferred: found afterwards, from what was left."""

    phase: Phase
    technique: str
    technique_name: str
    claim: str
    basis: Basis
    confidence: int
    at: str
    host: str
    alerts: list[str]
    evidence: list[str]


class IncidentGap(msgspec.Struct, frozen=True):
    """A phase of which nothing is known, and what would prove it."""

    phase: Phase
    proof: str


class IncidentEntry(msgspec.Struct, frozen=True):
    """How they came in, as far as the evidence goes. rival: the next best explanation, empty where there is none."""

    claim: str
    confidence: int
    evidence: list[str]
    rival: str
    rival_confidence: int


class IncidentReason(msgspec.Struct, frozen=True):
    """Why an alert is in it: what it has in common with another one."""

    alert: str
    link: Link
    value: str
    other: str


class IncidentAlert(msgspec.Struct, frozen=True):
    """One of its alerts. swept: found by looking back, not seen as it happened."""

    id: str
    severity: Severity
    title: str
    rule: str
    host: str
    at: str
    known: str
    phases: list[Phase]
    techniques: list[str]
    swept: bool


class IncidentClock(msgspec.Struct, frozen=True):
    """How long it took until it was known, in seconds from the first hostile success, or from the first try where none succeeded.

    known: the first alert. severe: the first of severity 1, null where there is none. opened: the incident stood.
    """

    known_s: float
    severe_s: float | None
    opened_s: float


class IncidentSentence(msgspec.Struct, frozen=True):
    """A sentence of the story. topic: what it is about. alerts, evidence: what it rests on."""

    topic: str
    text: str
    alerts: list[str]
    evidence: list[str]


class IncidentSign(msgspec.Struct, frozen=True):
    """A sign of a family: seen (with the alerts it rests on), not seen, or seen and against it."""

    says: str
    alerts: list[str]


class IncidentFamily(msgspec.Struct, frozen=True):
    """The malware it is like. level: class, probable or confirmed. second: the nearest other family, margin: points before it."""

    id: str
    name: str
    class_name: str
    level: str
    hits: list[IncidentSign]
    misses: list[IncidentSign]
    against: list[IncidentSign]
    second: str
    margin: int


class IncidentDeed(msgspec.Struct, frozen=True):
    """A thing to do, in its order. verb: what an agent could be asked, null where only a person can. by_hand: why there is no command."""

    id: str
    stage: str
    verb: str | None
    host: str
    targets: list[str]
    title: str
    why: str
    command: str
    preview: str
    undo: str
    caution: str
    by_hand: str


class IncidentNote(msgspec.Struct, frozen=True):
    """What somebody did to it, or wrote."""

    at: str
    actor: str
    action: str
    text: str


class IncidentDetail(msgspec.Struct, frozen=True):
    """GET /incidents/{id}."""

    incident: IncidentRow
    merged: list[str]
    steps: list[IncidentStep]
    gaps: list[IncidentGap]
    entry: IncidentEntry | None
    clock: IncidentClock
    story: list[IncidentSentence]
    family: IncidentFamily | None
    playbook: list[IncidentDeed]
    alerts: list[IncidentAlert]
    reasons: list[IncidentReason]
    history: list[IncidentNote]


class IncidentActRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """POST /incidents/{id}/actions. outcome: of `close`, needed there. owner: of `assign`, null for nobody. alerts: of `split`."""

    action: IncidentAction
    text: Annotated[str, Meta(max_length=4096)] = ""
    outcome: Outcome | None = None
    owner: Annotated[str, Meta(max_length=64)] | None = None
    alerts: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=500)] = msgspec.field(default_factory=list)
