"""When it began, and how long it took until it was known. Pure; times in nanoseconds since 1970."""

from dataclasses import dataclass

from redshank.findings.incident import Incident, Member

_FAILED = frozenset(("T1110", "T1595", "T1046"))
"""Techniques whose alerts alone tell of tries, not of success."""


@dataclass(frozen=True, slots=True)
class Clock:
    """attack_ns: first evidence of all. breach_ns: first hostile success, None where there was none. known_ns: first alert, of any kind.
    severe_ns: first alert of severity 1. opened_ns: when the incident stood."""

    attack_ns: int
    breach_ns: int | None
    known_ns: int
    severe_ns: int | None
    opened_ns: int


def clock_of(incident: Incident) -> Clock:
    """The stamps that the alerts give."""
    members = incident.in_order()
    return Clock(
        attack_ns=min(member.at_ns for member in members),
        breach_ns=min((member.done_ns for member in members if is_success(member)), default=None),
        known_ns=min(member.created_ns for member in members),
        severe_ns=min((member.created_ns for member in members if member.severity == 1), default=None),
        opened_ns=incident.opened_ns,
    )


def is_success(member: Member) -> bool:
    """Whether an alert tells that something hostile worked, and not only that it was tried."""
    bases = {technique.partition(".")[0] for technique in member.techniques}
    return bool(bases - _FAILED) and (member.severity < 3 or "T1078" in bases)
