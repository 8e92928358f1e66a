"""Baselines: what was seen before on a host or on any, so that a rule may alert on what was not.

A rule with `first_seen` asks after its own condition held. The time that counts is the stream's: the latest seen, never
later than the clock, so that old or forged times neither lengthen nor outdo the learning. The first event with a key is
remembered by a mark: judged again, it is new again, and its state is what it was (docs/decisions/0022-novelty.md).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec

from redshank.analysis.detect.alerts import spell_time
from redshank.analysis.detect.correlate import spell_span
from redshank.analysis.detect.known import MAX_SECOND, Entry, KnownKeys
from redshank.analysis.detect.matched import Match
from redshank.analysis.detect.normal import MAX_SHOWN, normal
from redshank.analysis.detect.sigma.tree import AnyRule, FirstSeen, Rule
from redshank.events import Event, names
from redshank.findings.alert import Clause

SECOND_NS = 10**9
DAY_S = 86_400
STRIDE = 32
"""Of a batch, every so many events are asked which host they are of: to see a host begin costs the others nothing."""
MAX_RECENT = 8_192
"""Values of events that were found known a moment ago: for them nothing is hashed."""
TOUCHES = 32
"""How exactly it is remembered when a key was last seen: to this part of the time it is remembered for."""
FLEET = ""
State = Literal["new", "known", "learning", "absent"]
Explain = Callable[[str, Event], tuple[Clause, ...]]


@dataclass(frozen=True, slots=True)
class NoveltyLimits:
    """What is remembered at most. keys: in all. of_host, of_fleet: of one rule on one host, or on all. hosts: whose begin is known."""

    keys: int = 1_000_000
    of_host: int = 20_000
    of_fleet: int = 200_000
    hosts: int = 100_000


@dataclass(frozen=True, slots=True)
class Novel:
    """What a baseline says to an event. values: as compared. first_s: when first seen. until_s: end of learning. 0 where not known."""

    state: State
    values: tuple[str, ...]
    first_s: int = 0
    last_s: int = 0
    until_s: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A key as it is written down. baseline: of which rule's fields. host: "" of all. value: as compared, for people, JSON."""

    baseline: int
    host: str
    entry: Entry
    value: str = ""


Place = tuple[int, str, int]
"""Baseline, host, key."""


@dataclass(slots=True)
class Changes:
    """What is to be written down since the last time. keys: None where the key is gone. begins: name to nanoseconds."""

    begins: dict[str, int] = field(default_factory=dict)
    keys: dict[Place, Kept | None] = field(default_factory=dict)


@dataclass(slots=True)
class _Scope:
    known: KnownKeys
    next_expiry_s: int = 0


class Novelty:
    """The baselines of a set of rules. Belongs to whoever judges, as the engine does."""

    def __init__(self, rules: Iterable[AnyRule], explain: Explain, limits: NoveltyLimits | None = None) -> None:
        self.rules = {rule.id: rule for rule in rules if isinstance(rule, Rule) and rule.first_seen}
        self.limits = limits or NoveltyLimits()
        self.counters = {"novelty_new": 0, "novelty_learned": 0, "novelty_without_value": 0, "novelty_keys_evicted": 0}
        self.begins: dict[str, int] = {}
        self.watermark = self.size = self.secret = 0
        self._explain = explain
        self._baselines = {rule.id: baseline_of(rule) for rule in self.rules.values()}
        self._attributes = {rule.id: [names.attribute(name) for name, _ in _wanted(rule).fields] for rule in self.rules.values()}
        self._recent: dict[tuple[Any, ...], tuple[int, int]] = {}
        self._scopes: dict[tuple[int, str], _Scope] = {}
        self._changes: Changes | None = None

    def meet(self, events: Sequence[Event], now: int) -> None:
        """Takes in the stream's time and the hosts that are new in a batch, before it is judged."""
        if not self.rules or not events:
            return
        real = [event for event in (*events[::STRIDE], events[-1]) if not (event.swept or event.simulated)]
        if not real:
            return
        self.watermark = max(self.watermark, min(max(event.timestamp for event in real), now))
        for event in real:
            self._begin(f"host:{host_of(event)}", min(event.timestamp, now))
        first = min(now, *(event.timestamp for event in real))
        for baseline in self._baselines.values():
            self._begin(f"rule:{baseline}", first)

    def passed(self, matches: list[Match], clock: Callable[[], int]) -> list[Match]:
        """The matches but those of rules that want something new where nothing is."""
        if not self.rules:
            return matches
        kept = []
        for match in matches:
            rule = self.rules.get(match.rule_id)
            if rule is None:
                kept.append(match)
                continue
            if self._is_recent(rule, match.event):
                continue
            found = self.judge(rule, match.event, clock())
            if found.state == "new":
                kept.append(replace(match, why=(*self._explain(rule.id, match.event), *clauses_of(rule, found))))
        return kept

    def _is_recent(self, rule: Rule, event: Event) -> bool:
        """True where the same values, as the event has them, were found known a moment ago, and would be now."""
        raw = self._raw(rule, event)
        bounds = self._recent.get(raw) if raw else None
        return bounds is not None and bounds[0] < event.timestamp < bounds[1] > self.watermark

    def _raw(self, rule: Rule, event: Event) -> tuple[Any, ...]:
        """The rule, host and values as the event has them; empty where one of them is no text or number."""
        values = [getattr(event, attribute, None) for attribute in self._attributes[rule.id]]
        if event.swept or event.simulated or any(isinstance(value, list) for value in values):
            return ()
        return (rule.id, host_of(event), *values)

    def _note_recent(self, rule: Rule, event: Event, entry: Entry) -> None:
        """Between its first second and the next time that its last is written down nothing about a known key changes."""
        if not (raw := self._raw(rule, event)):
            return
        if len(self._recent) >= MAX_RECENT:
            self._recent.clear()
        self._recent[raw] = ((entry.first + 1) * SECOND_NS, (entry.last + touch_s(rule)) * SECOND_NS)

    def judge(self, rule: Rule, event: Event, now: int) -> Novel:
        """What the rule's baseline says to an event that its condition holds for, and learn it. A simulated event teaches nothing."""
        found, place, time_s = self._look(rule, event, now)
        if found.state == "absent":
            self.counters["novelty_without_value"] += 1
        if found.state == "absent" or event.simulated:
            return found
        wanted, entry = _wanted(rule), self._entry(place)
        if entry is not None and found.state == "known":
            own_s = time_s if event.swept else _seconds(min(event.timestamp, now))
            if own_s - entry.last >= touch_s(rule):
                entry = replace(entry, last=own_s)
                self._put(rule, place, entry, found)
            self._note_recent(rule, event, entry)
        elif entry is None or time_s - entry.last > wanted.remember_ns // SECOND_NS:
            self.counters["novelty_new" if found.state == "new" else "novelty_learned"] += 1
            self._put(rule, place, Entry(place[2], time_s, time_s, self._mark(event)), found)
        return found

    def peek(self, rule: Rule, event: Event, now: int) -> Novel:
        """What `judge` would say, and nothing is learned."""
        return self._look(rule, event, now)[0]

    def learning_until(self, rule: Rule, host: str) -> int | None:
        """When the rule's learning on a host ends (on all: host ""), in nanoseconds; None while it has not begun."""
        wanted = _wanted(rule)
        begins = [self.begins.get(f"rule:{self._baselines[rule.id]}")] + ([self.begins.get(f"host:{host}")] if wanted.per_host else [])
        known = [begin for begin in begins if begin is not None]
        return max(known) + wanted.learning_ns if len(known) == len(begins) else None

    # Kept, read back, handed on

    def keep_changes(self) -> None:
        """From now on `changes` tells what changed."""
        self._changes = self._changes or Changes()

    def note(self, name: str, number: int) -> None:
        """A number that is to be written down beside the begins."""
        if self._changes is not None:
            self._changes.begins[name] = number

    @property
    def changes(self) -> Changes:
        """What changed since `written` was last called."""
        return self._changes or Changes()

    def written(self) -> None:
        """All changes are written down."""
        self._changes = None if self._changes is None else Changes()

    def restore(self, begins: dict[str, int], keys: Iterable[Kept], secret: int = 0) -> None:
        """Take up what was written down, in place of what is known. keys: best in the order of `rows`."""
        self.begins, self.secret, self.size, self._scopes, self._recent = dict(begins), secret, 0, {}, {}
        last = 0
        for kept in keys:
            if self.size >= self.limits.keys:
                break
            scope = self._scope(kept.baseline, kept.host)
            self.size += scope.known.append(kept.entry)
            scope.next_expiry_s = max(scope.next_expiry_s, _next_day(kept.entry.last))
            last = max(last, kept.entry.last)
        self.watermark = max(self.watermark, last * SECOND_NS, *begins.values(), 0)

    def rows(self) -> Iterator[tuple[int, str, Entry]]:
        """Everything known, in order: baseline, host and key."""
        for (baseline, host), scope in sorted(self._scopes.items()):
            for entry in scope.known.entries():
                yield baseline, host, entry

    def take_over(self, other: "Novelty") -> None:
        """Go on with what another set of rules knew. The other is not to be used any more."""
        self.begins, self.watermark, self.size, self.secret = other.begins, other.watermark, other.size, other.secret
        self._scopes, self._changes = other._scopes, other._changes

    def assume(self, begin_ns: Callable[[Rule], int], hosts: Iterable[str]) -> None:
        """As if each rule had begun to learn then, and the hosts been there for ever: for the examples beside rules."""
        self.begins |= {f"rule:{baseline_of(rule)}": begin_ns(rule) for rule in self.rules.values()}
        self.begins |= {f"host:{host}": 0 for host in hosts}

    # How

    def _begin(self, name: str, at_ns: int) -> None:
        if name not in self.begins and len(self.begins) < self.limits.hosts:
            self.begins[name] = at_ns
            self.note(name, at_ns)

    def _look(self, rule: Rule, event: Event, now: int) -> tuple[Novel, Place, int]:
        wanted = _wanted(rule)
        values = tuple(normal(name, reading, event) for name, reading in wanted.fields)
        host = host_of(event) if wanted.per_host else FLEET
        time = self.watermark if event.swept else max(self.watermark, min(event.timestamp, now))
        if not event.simulated:
            self.watermark = time
        time_s = _seconds(time)
        until = self.learning_until(rule, host)
        until_s = 0 if until is None else until // SECOND_NS
        place = (self._baselines[rule.id], host, self._key(values))
        if not any(values):
            return Novel("absent", values, until_s=until_s), place, time_s
        entry = self._entry(place)
        learned = until is None or time_s < until_s
        if entry is None or time_s - entry.last > wanted.remember_ns // SECOND_NS:
            return Novel("learning" if learned else "new", values, until_s=until_s), place, time_s
        # The first event with a key is not later than when it was taken in: most others need no look at their mark.
        if _seconds(min(event.timestamp, now)) <= entry.first and entry.mark == self._mark(event):
            state: State = "new" if until is not None and entry.first >= until_s else "learning"
            return Novel(state, values, entry.first, entry.last, until_s), place, time_s
        return Novel("known", values, entry.first, entry.last, until_s), place, time_s

    def _entry(self, place: Place) -> Entry | None:
        scope = self._scopes.get(place[:2])
        return scope.known.find(place[2]) if scope else None

    def _put(self, rule: Rule, place: Place, entry: Entry, found: Novel) -> None:
        scope = self._scope(place[0], place[1])
        self._expire(rule, place, scope, entry.last)
        before = len(scope.known)
        gone = [] if self.size < self.limits.keys or before == 0 else scope.known.shrink()
        gone += scope.known.put(entry)
        self.size += len(scope.known) - before
        self._forget_recent(gone)
        self.counters["novelty_keys_evicted"] += len(gone)
        self._note(place, gone, Kept(place[0], place[1], entry, shown(found.values)))

    def _expire(self, rule: Rule, place: Place, scope: _Scope, time_s: int) -> None:
        """Once a day of the stream's time, by the day's beginning: so it is the same after a crash as without one."""
        if time_s < scope.next_expiry_s:
            return
        scope.next_expiry_s = _next_day(time_s)
        gone = scope.known.expire(scope.next_expiry_s - DAY_S - _wanted(rule).remember_ns // SECOND_NS)
        self.size -= len(gone)
        self._forget_recent(gone)
        self._note(place, gone, None)

    def _note(self, place: Place, gone: Sequence[int], kept: Kept | None) -> None:
        if self._changes is None:
            return
        for key in gone:
            self._changes.keys[place[0], place[1], key] = None
        if kept is not None:
            self._changes.keys[place] = kept

    def _forget_recent(self, gone: Sequence[int]) -> None:
        if gone:
            self._recent.clear()

    def _scope(self, baseline: int, host: str) -> _Scope:
        found = self._scopes.get((baseline, host))
        if found is None:
            most = self.limits.of_host if host else self.limits.of_fleet
            found = self._scopes[baseline, host] = _Scope(KnownKeys(most))
        return found

    def _key(self, values: tuple[str, ...]) -> int:
        return _hash(self.secret, values) >> 1  # a bit less, so that every database has a number for it

    def _mark(self, event: Event) -> int:
        who = event.event_id or f"{event.timestamp} {event.process_entity_id if hasattr(event, 'process_entity_id') else ''}"
        return _hash(self.secret, (who,)) & MAX_SECOND


def host_of(event: Event) -> str:
    """By what a host is known here."""
    return event.host_id or event.host_name or "?"


def touch_s(rule: Rule) -> int:
    """So many seconds after a key was last written down as seen, it is written down again."""
    return max(1, _wanted(rule).remember_ns // SECOND_NS // TOUCHES)


def baseline_of(rule: Rule) -> int:
    """The number of a rule's baseline: another one where the rule asks for other values."""
    wanted = _wanted(rule)
    words = (rule.id, "host" if wanted.per_host else "fleet", *(f"{name}|{reading}" for name, reading in wanted.fields))
    return _hash(0, words) >> 1


def clauses_of(rule: Rule, found: Novel) -> tuple[Clause, ...]:
    """What the baseline said, a clause for each value that was compared; held where it was new."""
    wanted = _wanted(rule)
    told = [f"first_seen: {outcome(rule, found)}", *("first_seen: together with it" for _ in wanted.fields[1:])]
    return tuple(
        Clause(text, name, value[:MAX_SHOWN] or None, None, found.state == "new")
        for text, (name, _), value in zip(told, wanted.fields, found.values, strict=True)
    )


def outcome(rule: Rule, found: Novel) -> str:
    """What the baseline said, in words."""
    wanted = _wanted(rule)
    where = "this host" if wanted.per_host else "any host"
    until = f"learning until {spell_time(found.until_s * SECOND_NS)}" if found.until_s else "learning has not begun"
    return {
        "new": f"never seen on {where} in {spell_span(wanted.remember_ns)} ({until})",
        "known": f"known on {where} since {spell_time(found.first_s * SECOND_NS)}",
        "learning": f"{until}: it is only learned" if found.until_s else f"{until}: it would begin with this event",
        "absent": "the event has none of the values",
    }[found.state]


def shown(values: Sequence[str]) -> str:
    """The values as they are listed for people."""
    return msgspec.json.encode([value[:MAX_SHOWN].encode("utf-8", "replace").decode() for value in values]).decode()


def words_of(wanted: FirstSeen) -> str:
    """A rule's wish in a few words: `first seen per host, learns 7d`."""
    return f"first seen per {'host' if wanted.per_host else 'fleet'}, learns {spell_span(wanted.learning_ns)}"


def _seconds(time_ns: int) -> int:
    return min(max(time_ns, 0) // SECOND_NS, MAX_SECOND)


def _next_day(time_s: int) -> int:
    return (time_s // DAY_S + 1) * DAY_S


def _wanted(rule: Rule) -> FirstSeen:
    assert rule.first_seen is not None
    return rule.first_seen


def _hash(secret: int, words: Iterable[str]) -> int:
    digest = hashlib.blake2b(digest_size=8, key=secret.to_bytes(8, "big"))
    for word in words:
        data = word.encode("utf-8", "backslashreplace")
        digest.update(len(data).to_bytes(4, "big") + data)
    return int.from_bytes(digest.digest(), "big")
