"""Signs that no single alert shows: one content in several places, steps in their order, many things of a kind. Pure.

They are looked for on each host by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from redshank.analysis.detect.sigma.document import Map, Scalar
from redshank.analysis.detect.sigma.head import check_keys, placed_texts
from redshank.analysis.detect.sigma.patterns import compiled
from redshank.analysis.families.conditions import KNOWN_FIELDS, Seen, glob_body
from redshank.core.errors import did_you_mean

STRUCTURES = ("same_content", "order", "count")
MAX_LEAST = 1000


@dataclass(frozen=True, slots=True)
class SameContent:
    """At least so many files of different names among these, all of one content; and one of `also` of that content too, if it is given."""

    among: tuple[str, ...]
    least: int
    also: tuple[str, ...] = ()
    among_search: Any = field(default=None, compare=False, repr=False)
    also_search: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Order:
    """These signs one after the other, each in another alert."""

    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """At least so many alerts with this sign; with `distinct`, so many values of those fields in them."""

    of: str
    least: int
    distinct: tuple[str, ...] = ()


Structure = SameContent | Order | Count


def parse_structure(value: Map) -> Structure:
    """The structure that a map with one of the words of STRUCTURES asks for. Raises ContentError with the place."""
    if len(value.entries) > 1:
        raise value.entries[1].place.error(f"'{value.entries[0].key}' stands alone in its match")
    entry = value.entries[0]
    if entry.key == "order":
        signals = tuple(word for word, _ in placed_texts(value, "order"))
        if len(signals) < 2:
            raise entry.place.error("'order' is a list of two signals or more")
        return Order(signals)
    if not isinstance(entry.value, Map):
        raise entry.value.place.error(f"'{entry.key}' is a map")
    return _same_content(entry.value) if entry.key == "same_content" else _count(entry.value)


def _same_content(value: Map) -> SameContent:
    check_keys(value, ("among", "least", "also"))
    among, also = (tuple(word for word, _ in placed_texts(value, key)) for key in ("among", "also"))
    if not among:
        raise value.place.error("'same_content' needs 'among', the paths that are compared")
    return SameContent(among, _least(value, 1 if also else 2), also, *(_globs(words) for words in (among, also)))


def _count(value: Map) -> Count:
    check_keys(value, ("of", "least", "distinct"))
    of, distinct = placed_texts(value, "of"), placed_texts(value, "distinct")
    if len(of) != 1:
        raise value.place.error("'count' needs 'of', the one signal that is counted")
    for name, place in distinct:
        if name not in KNOWN_FIELDS:
            raise place.error(f"an incident remembers no field '{name}'{did_you_mean(name, KNOWN_FIELDS)}")
    return Count(of[0][0], _least(value, 2), tuple(name for name, _ in distinct))


def _least(value: Map, lowest: int) -> int:
    least = value.get("least")
    if not isinstance(least, Scalar) or type(least.value) is not int or not lowest <= least.value <= MAX_LEAST:
        raise (least or value).place.error(f"'least' is a number from {lowest} to {MAX_LEAST}")
    return least.value


def _globs(words: Sequence[str]) -> Any:
    return compiled("(?s)" + "|".join(rf"\A{glob_body(word)}\z" for word in words)) if words else None


def references(structure: Structure) -> tuple[str, ...]:
    """The signals a structure is made of."""
    match structure:
        case Order(signals):
            return signals
        case Count(of):
            return (of,)
    return ()


def find(structure: Structure, seen: Sequence[Seen], hits: Mapping[str, Sequence[Seen]]) -> list[Seen]:
    """The alerts that together have the structure, empty where there are none. seen: in the order of time. hits: alerts by signal."""
    for host in dict.fromkeys(one.member.host for one in seen):
        here = [one for one in seen if one.member.host == host]
        match structure:
            case SameContent():
                found = _find_same(structure, here)
            case Order(signals):
                found = _find_order(signals, {name: [one for one in hits.get(name, ()) if one.member.host == host] for name in signals})
            case Count(of, least, distinct):
                found = _find_count([one for one in hits.get(of, ()) if one.member.host == host], least, distinct)
        if found:
            return found
    return []


def _find_same(structure: SameContent, here: Iterable[Seen]) -> list[Seen]:
    groups: dict[str, list[tuple[str, Seen]]] = {}
    for one in here:
        for path, content in contents_of(one):
            groups.setdefault(content, []).append((path, one))
    for files in groups.values():
        tools = [(path, one) for path, one in files if structure.among_search.search(path.encode("utf-8", "replace"))]
        others = [one for path, one in files if structure.also_search and structure.also_search.search(path.encode("utf-8", "replace"))]
        if len({path.rpartition("/")[2] for path, _ in tools}) >= structure.least and (others or not structure.also):
            return list({one.member.alert_id: one for one in [*(one for _, one in tools), *others]}.values())
    return []


def contents_of(seen: Seen) -> list[tuple[str, str]]:
    """(path, content) of the file and of the program an alert tells of: by its hash, else by its size."""
    found = []
    values = {name: texts[-1] for name, texts in seen.values.items() if texts}
    if "file.path" in values and not seen.gone:
        if digest := values.get("file.hash.sha256"):
            found.append((values["file.path"], f"sha256 {digest}"))
        elif (size := values.get("file.size", "0")) != "0":
            found.append((values["file.path"], f"size {size}"))
    if "process.executable" in values and (digest := values.get("process.hash.sha256")):
        found.append((values["process.executable"], f"sha256 {digest}"))
    return found


def _find_order(signals: Sequence[str], hits: Mapping[str, Sequence[Seen]]) -> list[Seen]:
    """The earliest alert of each signal that is not before that of the one before."""
    found: list[Seen] = []
    for signal in signals:
        later = [one for one in hits[signal] if not found or (one.member.at_ns >= found[-1].member.at_ns and one not in found)]
        if not later:
            return []
        found.append(min(later, key=lambda one: (one.member.at_ns, one.member.alert_id)))
    return found


def _find_count(hits: Sequence[Seen], least: int, distinct: Sequence[str]) -> list[Seen]:
    if distinct:
        values = {value for one in hits for name in distinct for value in one.values.get(name, ())}
    else:
        values = {one.member.alert_id for one in hits}
    return list(hits) if len(values) >= least else []
