"""The suppressions in force: taken from the control store into the rules at work, and what they hid written back."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.suppression import Suppression, to_filters
from redshank.core.clock import Clock
from redshank.core.log import Log
from redshank.server.store.control import suppressions
from redshank.server.store.control.database import Control


@dataclass(slots=True)
class SuppressionBook:
    """Keeps the rules at work in step with the control store. May be called by several threads."""

    control: Control
    clock: Clock
    log: Log
    unused: dict[str, str] = field(default_factory=dict)
    """Why a suppression that is in force hides nothing, by its id."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _revision: int = -1
    _known: tuple[Suppression, ...] = ()
    _equipped: Engine | None = None
    _noted: dict[str, int] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def look(self, engine: Engine) -> bool:
        """Takes in what changed since the last look; whether anything did. engine: the rules that judge from now on."""
        with self._lock:
            with self.control.read() as c:
                revision = suppressions.revision(c)
                records = suppressions.all_suppressions(c) if revision != self._revision else []
            changed = revision != self._revision
            if changed:
                now_ns = self.clock.wall_ns()
                self._known = tuple(one.version.suppression for one in records if one.state(now_ns) == "active")
                self._revision = revision
            if changed or engine is not self._equipped:
                self._equip(engine)
            self._tell_expired()
        return changed

    def equip(self, engine: Engine) -> None:
        """Rules that are about to judge get the suppressions first."""
        with self._lock:
            self._equip(engine)

    def note(self, engine: Engine) -> None:
        """Writes down what was hidden since the last time. engine: the rules that judge now."""
        counts = engine.filters.counts()
        fresh = {key: (tally.count, tally.last_ns) for key, tally in counts.items() if self._noted.get(key) != tally.count}
        if fresh:
            with self.control.write() as c:
                suppressions.note_hidden(c, fresh)
            self._noted |= {key: count for key, (count, _) in fresh.items()}

    def _equip(self, engine: Engine) -> None:
        worse = _worse(self._known, engine)
        usable = [one for one in self._known if one.id not in worse]
        filters, wrong = to_filters(usable, engine.rules.values())
        engine.filters.use(filters)
        self._equipped, before = engine, self.unused
        self.unused = wrong | worse
        for suppression_id, why in self.unused.items():
            if before.get(suppression_id) != why:
                self.log.warning("suppression.unused", suppression=suppression_id, why=why)
        self.log.info("suppressions.loaded", in_force=len(filters), unused=len(self.unused))

    def _tell_expired(self) -> None:
        now_ns = self.clock.wall_ns()
        for one in self._known:
            if one.expires_ns <= now_ns and one.id not in self._told:
                self._told.add(one.id)
                self.log.warning("suppression.expired", suppression=one.id, rule=one.rule_title, then="its matches are alerts again")


def _worse(known: Sequence[Suppression], engine: Engine) -> dict[str, str]:
    """Suppressions of rules that are now of a worse severity than when they were signed off: they hide nothing until they are made anew."""
    found = {}
    for one in known:
        rule = engine.rules.get(one.rule_id)
        if rule is not None and rule.severity < one.severity:
            found[one.id] = f"the rule is of Severity {rule.severity} now, and was of {one.severity}: propose it again"
    return found
