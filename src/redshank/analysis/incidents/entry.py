"""How they came in: the best explanation that the evidence gives, and the next best. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from redshank.findings.incident import EntryPoint, Incident, Member

LOGIN, GUESSING, WEB, SERVICE = "T1078", "T1110", ("T1505.003",), ("T1190", "T1133")


@dataclass(frozen=True, slots=True)
class _Way:
    claim: str
    confidence: int
    at_ns: int
    evidence: tuple[str, ...]


def entry_point(incident: Incident) -> EntryPoint | None:
    """The earliest way in among the surest; None where nothing in the incident tells of one."""
    ways = sorted(_ways(incident), key=lambda way: (-way.confidence, way.at_ns, way.claim))
    if not ways:
        return None
    best = ways[0]
    rival = next((way for way in ways[1:] if way.claim != best.claim), None)
    return EntryPoint(best.claim, best.confidence, best.evidence, rival.claim if rival else "", rival.confidence if rival else 0)


def _ways(incident: Incident) -> Iterator[_Way]:
    members = incident.in_order()
    first_harm = min((one.at_ns for one in members if "entry" not in one.phases and one.severity < 3), default=None)
    for member in members:
        confidence = _weight(member)
        if not confidence:
            continue
        if first_harm is not None and member.done_ns > first_harm:
            confidence -= 30  # harm was done before: this is at most a second way in
        yield _Way(member.title, max(confidence, 5), member.at_ns, member.evidence)


def _weight(member: Member) -> int:
    """How well an alert alone explains the entry, 0-100; 0 where it does not."""
    bases = {technique.partition(".")[0] for technique in member.techniques}
    if LOGIN in bases and GUESSING in bases:
        return 90
    if bases & {technique.partition(".")[0] for technique in SERVICE} or set(member.techniques) & set(WEB):
        return 80 if member.severity == 1 else 60
    if LOGIN in bases:
        return 50
    return 0
