"""The kill chain of an incident: its alerts as steps in the order of time, and the phases of which nothing is known. Pure."""

from collections.abc import Iterable

from redshank.findings.incident import PHASES, Basis, Gap, Incident, Member, Phase, Step

BY_SEVERITY = {1: 90, 2: 75, 3: 55}
"""How sure a step is by the worst alert it rests on; several alerts make it surer, a tie by the moment alone less sure."""
_MORE, _MOST, _LOOSE = 3, 98, 25
MAX_EVIDENCE = 64
_PROOFS: dict[Phase, str] = {
    "entry": "logs of logins and of the web server from before the first step",
    "execution": "process events from the time of the first step",
    "persistence": "a look at everything that the host starts by itself",
    "privilege": "changes of user and of rights of the processes concerned",
    "hiding": "file events of the logs and of the system's programs",
    "credentials": "reads of password files and keys",
    "discovery": "the commands of the sessions concerned",
    "lateral": "connections to other hosts, and logins there from this one",
    "control": "connections that stay, and what they were used for",
    "effect": "outgoing volume, load of the processor, changed data",
}


def steps_of(incident: Incident) -> list[Step]:
    """The steps, oldest first: alerts of one host, phase and technique are one step, told by the worst of them."""
    groups: dict[tuple[str, Phase, str], list[Member]] = {}
    for member in incident.in_order():
        if member.phases:
            technique = member.techniques[0] if member.techniques else ""
            groups.setdefault((member.host, member.phases[0], technique.partition(".")[0]), []).append(member)
    loose = {reason.alert_id for reason in incident.reasons if reason.link == "moment"}
    steps = [_step(phase, members, loose) for (_, phase, _), members in groups.items()]
    return sorted(steps, key=lambda step: (step.at_ns, PHASES.index(step.phase), step.claim))


def _step(phase: Phase, members: list[Member], loose: set[str]) -> Step:
    worst = min(members, key=lambda member: (member.severity, member.at_ns, member.alert_id))
    more = len({member.title for member in members}) - 1
    return Step(
        phase=phase,
        technique=worst.techniques[0] if worst.techniques else "",
        claim=worst.title + (f" (and {more} more)" if more else ""),
        basis=basis_of(members),
        confidence=_confidence(members, loose),
        at_ns=min(member.at_ns for member in members),
        host=worst.host,
        alerts=tuple(member.alert_id for member in members),
        evidence=tuple(dict.fromkeys(event for member in members for event in member.evidence))[:MAX_EVIDENCE],
    )


def basis_of(members: Iterable[Member]) -> Basis:
    """observed where at least one was seen as it happened; inferred where all were found afterwards, from what was left."""
    return "inferred" if all(member.swept for member in members) else "observed"


def _confidence(members: list[Member], loose: set[str]) -> int:
    surest = BY_SEVERITY[min(member.severity for member in members)] + _MORE * (len(members) - 1)
    tied = any(member.alert_id not in loose for member in members)
    return max(min(surest, _MOST) - (0 if tied else _LOOSE), 1)


def gaps_of(steps: Iterable[Step]) -> list[Gap]:
    """The phases without a step, in their usual order, each with what would prove it."""
    seen = {step.phase for step in steps}
    return [Gap(phase, _PROOFS[phase]) for phase in PHASES if phase not in seen]
