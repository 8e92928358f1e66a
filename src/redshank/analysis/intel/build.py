"""Copies of sources compiled into a store: read, cleared of what allow-lists name, and kept with who said so."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from redshank.analysis.intel.allow import AllowList, merged, read_allow_list
from redshank.analysis.intel.collect import Collector
from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.formats import HEAD_BYTES, READERS, detect_format
from redshank.analysis.intel.prefixes import V4_BITS, V6_BITS, Prefix
from redshank.analysis.intel.reading import Found, Indicator, Shape, Tally
from redshank.analysis.intel.sources import Followed, Source
from redshank.analysis.intel.store import Store, open_store, write_store
from redshank.core.errors import InputError

MAX_INDICATORS = 20_000_000
MAX_WAITING = 4
"""Files of new indicators that wait; beyond it everything is looked for again, once."""
_HOUR_NS = 3_600_000_000_000
_MAX_OWNERS = 60_000


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made. fresh: indicators that were not there before. generation: of the store."""

    generation: int
    counts: dict[str, int]
    fresh: int
    followed: tuple[Followed, ...]


def build(folder: Folder, followed: Sequence[Followed], shipped_allow: Sequence[Path], clock: Callable[[], int]) -> Built:
    """Compiles what is followed and current, and lays aside what is new in it. The folder is to be held. Raises OSError."""
    before = _before(folder, clock)
    allowed = Allowed([*_shipped(shipped_allow), *_followed_allow(folder, followed)])
    making = _Making(before, clock())
    done = [making.take(folder, one, allowed) if not one.source.allow else one for one in followed]
    generation = (before.notes.generation if before else _last_waiting(folder)) + 1
    notes = {"generation": generation, "built_ns": clock(), "sources": making.listed, "owners": list(making.owners)}
    counts = write_store(folder.store, making.all, notes)
    _lay_aside(folder, making, notes, before is None)
    return Built(generation, counts, making.fresh.count if before else making.all.count, tuple(done))


class Allowed:
    """Allow-lists together: asked as one, and told apart only where something is on them."""

    def __init__(self, lists: Sequence[AllowList]) -> None:
        self.lists = lists
        ranges = {bits: merged(part for one in lists for part in one.ranges.get(bits, ())) for bits in (V4_BITS, V6_BITS)}
        suffixes = frozenset[str]().union(*(one.suffixes for one in lists))
        self._all = AllowList("all", ranges, suffixes, frozenset[Indicator]().union(*(one.exact for one in lists)))

    def left(self, value: Indicator) -> tuple[list[Indicator], str]:
        """What of a value may be taken, and the list that took the rest, "" where none did."""
        if self._all.holds(value):
            return [], self._name(value)
        if isinstance(value, Prefix) and value.length < value.bits and (parts := self._all.cut(value)) is not None:
            return [prefix for low, high in parts for prefix in prefixes_of(value.bits, low, high)], "in part"
        return [value], ""

    def _name(self, value: Indicator) -> str:
        return next((one.name for one in self.lists if one.holds(value)), "several lists together")


def prefixes_of(bits: int, low: int, high: int) -> Iterator[Prefix]:
    """The fewest prefixes that are just these addresses."""
    while low <= high:
        spare = min((low & -low).bit_length() - 1 if low else bits, (high - low + 1).bit_length() - 1)
        yield Prefix(bits, low, bits - spare)
        low += 1 << spare


def read_source(source: Source, file: BinaryIO, shape: Shape, tally: Tally) -> tuple[str, Iterator[Found]]:
    """(format, indicators) of a copy."""
    name = source.format
    if name == "auto":
        name = detect_format(file.read(HEAD_BYTES))
        file.seek(0)
    return name, READERS[name](file, tally, shape)


class _Making:
    """What is collected, all of it and what is new. owners: (source, end) by number."""

    def __init__(self, before: Store | None, now_ns: int) -> None:
        self.all, self.fresh, self._before, self._now_ns = Collector(), Collector(), before, now_ns
        self.owners: dict[tuple[int, int], int] = {}
        self.listed: list[dict[str, object]] = []

    def take(self, folder: Folder, one: Followed, allowed: Allowed) -> Followed:
        """The source's copy, if it is to be believed; with what became of it."""
        if not one.state.good_ns or one.is_stale(self._now_ns):
            return one
        tally, removed, source = Tally(), dict[str, int](), one.source
        shape = Shape(source.column, source.least_confidence, self._now_ns)
        try:
            with folder.copy(source.name).open("rb") as file:
                kind, found = read_source(source, file, shape, tally)
                at = len(self.listed)
                for each in found:
                    self._add(each, at, allowed, removed, tally)
        except OSError as error:
            return replace(one, state=replace(one.state, trouble=f"its copy cannot be read: {error.strerror}"))
        state = replace(one.state, format=kind, taken=tally.taken, refused=tally.refused, samples=tuple(tally.samples), removed=removed)
        self.listed.append({
            "name": source.name, "licence": source.licence, "location": source.location, "confidence": source.confidence,
            "fetched_ns": state.good_ns, "until_ns": one.until_ns(), "taken": tally.taken,
        })  # fmt: skip
        return replace(one, state=state)

    def _add(self, found: Found, at: int, allowed: Allowed, removed: dict[str, int], tally: Tally) -> None:
        owner = self._owner(at, found.until_ns)
        if self.all.count >= MAX_INDICATORS or owner is None:
            tally.refuse("store", "no_room", str(found.value))
            return
        left, name = allowed.left(found.value)
        if name:
            removed[name] = removed.get(name, 0) + 1
        tally.taken += bool(left)
        for value in left:
            self.all.add(value, owner)
            if self._before is not None and not self._before.has(value):
                self.fresh.add(value, owner)

    def _owner(self, at: int, until_ns: int) -> int | None:
        """Ends are kept to the hour, so that there are few of them."""
        key = (at, -(-until_ns // _HOUR_NS) * _HOUR_NS)
        number = self.owners.get(key)
        if number is None and len(self.owners) < _MAX_OWNERS:
            number = self.owners[key] = len(self.owners)
        return number


def _before(folder: Folder, clock: Callable[[], int]) -> Store | None:
    try:
        return open_store(folder.store, clock)
    except (OSError, InputError):
        return None  # the first one, or one that is damaged: everything counts as new


def _lay_aside(folder: Folder, making: _Making, notes: dict[str, object], is_first: bool) -> None:
    """What is new waits to be looked for in the past; where too much waits, or all is new, everything does."""
    if not (making.all if is_first else making.fresh).count:
        return
    waiting = sorted(folder.new.glob("*.bin"))
    path = folder.new / f"{notes['generation']:010}.bin"
    if not is_first and len(waiting) < MAX_WAITING:
        write_store(path, making.fresh, notes)
        return
    for old in waiting:
        old.unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    path.hardlink_to(folder.store)


def _last_waiting(folder: Folder) -> int:
    return max((int(path.stem) for path in folder.new.glob("*.bin") if path.stem.isdecimal()), default=0)


def _shipped(paths: Sequence[Path]) -> Iterator[AllowList]:
    for path in paths:
        with path.open("rb") as file:
            yield read_allow_list(path.stem, file, Tally())


def _followed_allow(folder: Folder, followed: Sequence[Followed]) -> Iterator[AllowList]:
    for one in followed:
        if one.source.allow and one.state.good_ns:
            try:
                with folder.copy(one.source.name).open("rb") as file:
                    yield read_allow_list(one.source.name, file, Tally())
            except OSError:
                continue  # said as trouble of the source when it was fetched
