"""Which malware families an incident looks like, how sure that is, and why. Pure: the same incident gives the same answer.

A sign counts once however often it is seen. Weak signs (weight up to 3) together count no more than one good one,
so five odd paths never outweigh one strong pair. What the same single thing shows twice supports nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from redshank.analysis.families.conditions import Seen, holds, needs_of, seen_of
from redshank.analysis.families.profiles import Profile, Signal
from redshank.analysis.families.structure import Count, Order, SameContent, find
from redshank.findings.family import LEVELS, FamilyMatch, Hit, Level, Miss
from redshank.findings.incident import Incident, Member

WEAK, MOST_OF_WEAK = 3, 5
STRONG = 6
MAX_ALERTS = 32
"""Alerts that a hit names; one sign may be in thousands."""
MAX_REMEMBERED = 20_000
"""Alerts whose signs are remembered; over it all are looked at anew."""
_KINDS_TO_CONFIRM = 3
_Sign = tuple[str, str]
"""Profile and signal, by their ids."""


@dataclass(frozen=True, slots=True)
class _Fit:
    """The signs of one profile that one incident shows."""

    profile: Profile
    found: tuple[tuple[Signal, tuple[Seen, ...]], ...]
    against: tuple[tuple[Signal, tuple[Seen, ...]], ...]
    score: int


class FamilyMatcher:
    """Matches incidents as they grow, and looks at each alert once. Not for several threads at a time."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self.profiles = tuple(profiles)
        self._plain = [
            (profile.id, signal.id, signal.match, needs_of(signal.match))
            for profile in self.profiles
            for signal in profile.signals
            if not isinstance(signal.match, SameContent | Order | Count)
        ]
        self._signs: dict[str, tuple[Member, frozenset[_Sign]]] = {}

    def match(self, incident: Incident) -> tuple[FamilyMatch, ...]:
        """As `match_families`."""
        seen = [seen_of(member) for member in incident.in_order()]
        hits: dict[_Sign, list[Seen]] = {}
        for one in seen:
            for sign in self._signs_of(one):
                hits.setdefault(sign, []).append(one)
        fits = [fit for fit in (_fit(profile, seen, hits) for profile in self.profiles) if fit.score > 0]
        found = [_told(fit, level) for fit in fits if (level := level_of(fit)) is not None]
        found.sort(key=lambda each: (-LEVELS.index(each.level), each.generic, -each.score, each.id))
        return tuple(_beside(each, found, fits) for each in found)

    def _signs_of(self, seen: Seen) -> frozenset[_Sign]:
        """The signs that one alert shows by itself; remembered as long as the alert stays what it is."""
        member = seen.member
        known = self._signs.get(member.alert_id)
        if known is not None and known[0] is member:
            return known[1]
        found = frozenset(
            (profile, signal)
            for profile, signal, condition, needs in self._plain
            if (not needs or not needs.isdisjoint(seen.values)) and holds(condition, seen)
        )
        if len(self._signs) >= MAX_REMEMBERED:
            self._signs.clear()
        self._signs[member.alert_id] = member, found
        return found


def match_families(incident: Incident, profiles: Iterable[Profile]) -> tuple[FamilyMatch, ...]:
    """The families from level class on, best first: by level, then one family before a whole class, then by score."""
    return FamilyMatcher(profiles).match(incident)


def _fit(profile: Profile, seen: Sequence[Seen], signs: Mapping[_Sign, list[Seen]]) -> _Fit:
    hits: dict[str, list[Seen]] = {}
    for signal in profile.signals:
        if isinstance(signal.match, SameContent | Order | Count):
            hits[signal.id] = find(signal.match, seen, hits)
        else:
            hits[signal.id] = signs.get((profile.id, signal.id), [])
    found, against = (
        tuple((signal, tuple(hits[signal.id])) for signal in profile.signals if hits[signal.id] and signal.against is wrong)
        for wrong in (False, True)
    )
    return _Fit(profile, found, against, _points(signal for signal, _ in found) - sum(signal.weight for signal, _ in against))


def _points(signals: Iterable[Signal]) -> int:
    weights = [signal.weight for signal in signals]
    return sum(weight for weight in weights if weight > WEAK) + min(sum(weight for weight in weights if weight <= WEAK), MOST_OF_WEAK)


def level_of(fit: _Fit) -> Level | None:
    """How sure the family is, None where it is not worth a word.

    class: a strong sign and another, seen in two different things. probable: two good signs of different kinds that do not rest on the
    same thing, one of them the family's own where it has such. confirmed: all that is required, three kinds, nothing against it.
    Each with its points.
    """
    levels, found = fit.profile.levels, fit.found
    if fit.score < levels.of_class or max(signal.weight for signal, _ in found) < STRONG:
        return None
    if not any(_different(one, other) for (_, one), (_, other) in combinations(found, 2)):
        return None
    if fit.score < levels.probable or not _independent(fit):
        return "class"
    kinds = {signal.kind for signal, _ in found if signal.weight > WEAK}
    missing = {signal.id for signal in fit.profile.signals if signal.required} - {signal.id for signal, _ in found}
    sure = fit.score >= levels.confirmed and len(kinds) >= _KINDS_TO_CONFIRM and not missing and not fit.against
    return "confirmed" if sure else "probable"


def _independent(fit: _Fit) -> bool:
    good = [(signal, seen) for signal, seen in fit.found if signal.weight > WEAK]
    if any(signal.own for signal in fit.profile.signals) and not any(signal.own for signal, _ in good):
        return False
    return any(a.kind != b.kind and _different(one, other) for (a, one), (b, other) in combinations(good, 2))


def _different(one: Sequence[Seen], other: Sequence[Seen]) -> bool:
    """Whether two signs were seen in more than one and the same thing."""
    return len({thing_of(seen) for seen in (*one, *other)}) > 1


def thing_of(seen: Seen) -> str:
    """What an alert is about: the other end of a connection, a kernel module, a file, or the program that ran.

    What a program does on the network is another thing than the program.
    """
    for name in ("destination.ip", "redshank.module.name"):
        if texts := seen.values.get(name):
            return texts[-1]
    on_network = any(action.startswith("net.") for action in seen.values.get("event.action", ()))
    on_network = on_network or "sockets" in seen.values.get("redshank.sweep.check", ())
    for name in ("file.path", "process.executable", "source.ip"):
        if texts := seen.values.get(name):
            return f"network of {texts[-1]}" if on_network else texts[-1]
    return seen.member.alert_id


def _told(fit: _Fit, level: Level) -> FamilyMatch:
    profile = fit.profile
    seen = {signal.id for signal, _ in fit.found}
    wanted = [signal for signal in profile.signals if not signal.against]
    return FamilyMatch(
        id=profile.id, name=profile.name, class_name=profile.class_name, level=level, score=fit.score, of=_points(wanted),
        hits=tuple(_hit(*each) for each in fit.found), against=tuple(_hit(*each) for each in fit.against), generic=profile.generic,
        misses=tuple(Miss(signal.id, signal.says, signal.required) for signal in wanted if signal.id not in seen),
    )  # fmt: skip


def _hit(signal: Signal, seen: Sequence[Seen]) -> Hit:
    ordered = sorted(seen, key=lambda one: (one.member.at_ns, one.member.alert_id))
    return Hit(signal.id, signal.kind, signal.weight, signal.says, tuple(one.member.alert_id for one in ordered[:MAX_ALERTS]), signal.own)


def _beside(match: FamilyMatch, found: Sequence[FamilyMatch], fits: Sequence[_Fit]) -> FamilyMatch:
    """The match with its nearest other: of its own sort (family or class), one with a level before one without, then by points."""
    others = [fit for fit in fits if fit.profile.id != match.id]
    if not others:
        return replace(match, margin=match.score)
    levels = {each.id for each in found}
    nearest = min(
        others,
        key=lambda fit: (fit.profile.generic != match.generic, fit.profile.id not in levels, -fit.score, fit.profile.id),
    )
    return replace(match, second=nearest.profile.id, second_name=nearest.profile.name, margin=match.score - nearest.score)
