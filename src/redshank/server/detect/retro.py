"""Stored events looked through for what became known as bad only now: newest day first, a page at a time.

The rules that look values up in lists of indicators run over the events of the past, with lists that name only what is
new. Their alerts are those that would have been raised at the time, with the same ids, and say that they came in retrospect.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.match import Lookup
from redshank.analysis.detect.sigma.tree import AllOf, AnyOf, AnyRule, AtLeast, Expr, InList, Item, Negation, Rule
from redshank.analysis.detection import Detection
from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.live import LiveStore
from redshank.analysis.intel.store import Store, open_store
from redshank.core.errors import InputError
from redshank.core.log import Log
from redshank.events import Event
from redshank.findings.alert import Alert
from redshank.server.detect import snapshot
from redshank.server.store.event_store import Condition, EventStore, Query

PAGE = 1_000
MAX_TITLE = 300
MARK = " (found in retrospect)"
"""At the end of a title, so that lists of alerts show it too."""
DAY_NS = 86_400 * 1_000_000_000
MAX_STATE_BYTES = 64 << 20
KINDS = {"listed_addresses": "address", "listed_domains": "domain", "listed_hashes": "hash", "listed_urls": "url"}

Save = Callable[[list[Alert]], None]


@dataclass(slots=True)
class Progress:
    """How far the past was looked through. name: the file with what is new. until_ns: later events are judged live.

    day: the one at hand, counted from 1970; after: the last event looked at in it. seen, found: events and firings.
    """

    name: str
    until_ns: int
    day: int
    after: tuple[int, str] | None = None
    seen: int = 0
    found: int = 0
    engine: dict[str, Any] = field(default_factory=dict)


class Fresh:
    """A list of what is new, as far as it is still believed: the store in use has the last word, and the words."""

    def __init__(self, new: Store, live: LiveStore, kind: str) -> None:
        self._new, self._live, self._kind = new, live, kind

    def lookup(self, value: str) -> str | None:
        """The sources that name the value now, where it is new; else None."""
        if not getattr(self._new, self._kind)(value) or self._live.store is None:
            return None
        words: str | None = self._live.store.words(getattr(self._live.store, self._kind)(value))
        return words


@dataclass(slots=True)
class Retro:
    """Looks through the past in steps. Belongs to one thread. rules: those in force, asked for with each new day.

    save: keeps alerts; where it raises, the page is looked through again.
    """

    folder: Folder
    live: LiveStore
    events: EventStore
    rules: Callable[[], Detection]
    save: Save
    log: Log
    _progress: Progress | None = None
    _engine: Engine | None = None
    _new: Store | None = None
    _actions: tuple[str, ...] = ()
    _loaded: bool = False

    @property
    def days_left(self) -> int:
        """Days that are still to be looked through, the one at hand counted; 0 where nothing is."""
        if self._progress is None:
            return 0
        oldest = self.events.stats().oldest_ns.values()
        return max(1, self._progress.day - min(oldest, default=time.time_ns()) // DAY_NS + 1)

    def step(self) -> bool:
        """One page; whether there may be more to do. Raises StoreError where a store does not answer."""
        if self._progress is None and not self._begin():
            return False
        progress, engine = self._progress, self._engine or self._fresh_engine()
        if progress is None or engine is None:
            return False
        page = self._page(progress)
        found = [_marked(alert) for alert in engine.detect(page) if not alert.hidden and _is_listed(alert)]
        if found:
            self.save(found)
        progress.seen, progress.found = progress.seen + len(page), progress.found + len(found)
        if len(page) == PAGE:
            progress.after = (page[-1].timestamp, page[-1].event_id or "")
            progress.engine = engine.snapshot()
        elif (day := self._day_before(progress.day)) is not None:
            progress.day, progress.after, progress.engine, self._engine = day, None, {}, None
        else:
            self._end(progress)
            return True
        self._keep(progress)
        return True

    def _begin(self) -> bool:
        if not self._loaded:
            self._loaded = True
            self._progress = self._kept()
        waiting = sorted(self.folder.new.glob("*.bin"), reverse=True)
        if self._progress is not None and self.folder.new / self._progress.name not in waiting:
            self._progress = None
        if self._progress is None and waiting:
            now_ns = time.time_ns()
            self._progress = Progress(waiting[0].name, now_ns, now_ns // DAY_NS)
            self._keep(self._progress)
        if self._progress is None:
            return False
        return self._open(self._progress)

    def _open(self, progress: Progress) -> bool:
        path = self.folder.new / progress.name
        try:
            self._new = open_store(path, time.time_ns)
        except (OSError, InputError) as error:
            self.log.warning("intel.retro", file=progress.name, error=error, then="not looked for in the past")
            self._forget(path)
            return False
        self.log.info("intel.retro", file=progress.name, new=self._new.notes.counts, days=self.days_left)
        return True

    def _fresh_engine(self) -> Engine | None:
        """The rules about indicators, with nothing remembered but what the page before left."""
        assert self._new is not None and self._progress is not None
        new, detection = self._new, self.rules()
        lists = dict[str, Lookup](detection.lists)
        rules = [rule for rule in detection.engine.rules.values() if asks_lists(rule)]
        lists |= {name: Fresh(new, self.live, kind) for name, kind in KINDS.items()}
        self._actions = tuple(sorted({action for rule in rules if isinstance(rule, Rule) for action in rule.trees}))
        self._engine = Engine(rules, lists=lists, clock=time.time_ns)
        if self._progress.engine:
            self._engine.restore(self._progress.engine)
        return self._engine

    def _page(self, progress: Progress) -> list[Event]:
        if not self._actions:
            return []
        begin = progress.day * DAY_NS
        end = min(begin + DAY_NS, progress.until_ns) if progress.day == progress.until_ns // DAY_NS else begin + DAY_NS
        query = Query(self._asked(), since_ns=begin, until_ns=end, order="oldest", after=progress.after, limit=PAGE)
        return [row.event for row in self.events.query(query)]

    def _day_before(self, day: int) -> int | None:
        """The next older day that has anything to look at."""
        found = self.events.query(Query(self._asked(), until_ns=day * DAY_NS, order="newest", limit=1)) if self._actions else []
        return found[0].event.timestamp // DAY_NS if found else None

    def _asked(self) -> tuple[Condition, ...]:
        return (Condition("event.action", "in", self._actions),)

    def _end(self, progress: Progress) -> None:
        self.log.info("intel.retro", file=progress.name, events=progress.seen, found=progress.found, then="done")
        self._forget(self.folder.new / progress.name)

    def _forget(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._state.unlink(missing_ok=True)
        self._progress = self._engine = self._new = None

    @property
    def _state(self) -> Path:
        return self.folder.path / "retro.state"

    def _keep(self, progress: Progress) -> None:
        self.folder.put(self._state, snapshot.pack(msgspec.to_builtins(progress)))

    def _kept(self) -> Progress | None:
        try:
            if self._state.stat().st_size > MAX_STATE_BYTES:
                return None
            return msgspec.convert(snapshot.unpack(self._state.read_bytes()), Progress)
        except (OSError, InputError, msgspec.ValidationError):
            return None


def asks_lists(rule: AnyRule) -> bool:
    """The rule looks a value up in a list of indicators."""
    return isinstance(rule, Rule) and any(_asks(tree) for tree in rule.trees.values())


def _asks(expr: Expr) -> bool:
    if isinstance(expr, Item):
        return any(isinstance(matcher, InList) and matcher.name in KINDS for test in expr.tests for matcher in test.matchers)
    if isinstance(expr, Negation):
        return _asks(expr.part)
    assert isinstance(expr, AllOf | AnyOf | AtLeast)
    return any(_asks(part) for part in expr.parts)


def _marked(alert: Alert) -> Alert:
    return replace(alert, retro=True, title=f"{alert.title[: MAX_TITLE - len(MARK)]}{MARK}")


def _is_listed(alert: Alert) -> bool:
    """It fired because a list of indicators names something, not for another reason."""
    return any(f"%{name}%" in clause.clause and not clause.clause.startswith("not ") for clause in alert.why for name in KINDS)
