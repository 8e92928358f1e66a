"""Profiles of malware families as files: read, checked, refused with file and line. One family a file, named by its id."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from redshank.analysis.detect.sigma.document import Map, Place, Scalar, Series, Value, read_documents
from redshank.analysis.detect.sigma.head import check_keys, placed_texts, text
from redshank.analysis.detect.sigma.load import TEST_SUFFIXES, read_bounded
from redshank.analysis.families.conditions import Condition, parse_condition
from redshank.analysis.families.structure import STRUCTURES, Structure, parse_structure, references
from redshank.core.errors import ContentError, did_you_mean
from redshank.findings.family import SignalKind

KEYS = ("id", "name", "aliases", "class", "generic", "about", "sources", "levels", "signals")
SOURCE_KEYS = ("name", "confidence")
SIGNAL_KEYS = ("id", "kind", "weight", "own", "required", "against", "says", "source", "confidence", "match")
MAX_FILES = 1000
MAX_SIGNALS = 64
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Source:
    """Who said so in public. confidence: 0-100."""

    name: str
    confidence: int


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign. weight: 1-10. own: nobody else has it. required: not confirmed without it. against: it speaks for something else.

    sources: keys of the profile's sources that tell of it. confidence: 0-100.
    """

    id: str
    kind: SignalKind
    weight: int
    says: str
    match: Condition | Structure
    sources: tuple[str, ...]
    confidence: int
    own: bool = False
    required: bool = False
    against: bool = False


@dataclass(frozen=True, slots=True)
class Levels:
    """Points from which on a level may be given."""

    of_class: int = 8
    probable: int = 16
    confirmed: int = 28


@dataclass(frozen=True, slots=True)
class Profile:
    """What a family is and what it is known by. generic: a class of malware rather than a family."""

    id: str
    name: str
    class_name: str
    about: str
    sources: dict[str, Source]
    signals: tuple[Signal, ...]
    aliases: tuple[str, ...] = ()
    levels: Levels = Levels()
    generic: bool = False


def load_profiles(folders: Iterable[Path]) -> tuple[tuple[Profile, ...], tuple[ContentError, ...]]:
    """Every profile of the folders by its id, and what was wrong with the others. A later folder replaces a family of an earlier one."""
    found: dict[str, Profile] = {}
    errors: list[ContentError] = []
    for folder in folders:
        files = sorted(file for file in folder.glob("*.yml") if not file.name.endswith(TEST_SUFFIXES))
        if len(files) > MAX_FILES:
            errors.append(ContentError(f"over {MAX_FILES} files, the rest is left out", str(folder), 0, 0))
        for file in files[:MAX_FILES]:
            try:
                profile, wrong = read_profile(read_bounded(file), str(file))
            except OSError as error:
                profile, wrong = None, [ContentError(f"cannot be read: {error.strerror}", str(file), 0, 0)]
            errors += wrong
            if profile:
                found[profile.id] = profile
    return tuple(found[name] for name in sorted(found)), tuple(errors)


def read_profile(data: bytes | str, path: str) -> tuple[Profile | None, list[ContentError]]:
    """The profile of one file, None where anything in it is wrong, and all that is. path: how errors name it."""
    documents, errors = read_documents(data, path)
    if not errors and len(documents) != 1:
        errors.append(ContentError("a file holds one family", path, 1, 1))
    if errors:
        return None, errors
    try:
        return _profile(documents[0], Path(path).stem, errors), errors
    except ContentError as error:
        return None, [*errors, error]


def _profile(document: Value, stem: str, errors: list[ContentError]) -> Profile | None:
    if not isinstance(document, Map):
        raise document.place.error("a family is a map with keys such as 'id' and 'signals'")
    check_keys(document, KEYS)
    if (found := _needed(document, "id", 64)) != stem:
        raise document.place.error(f"the id '{found}' is not the name of the file, '{stem}'")
    sources = _sources(document)
    signals = _signals(document, sources, errors)
    profile = Profile(
        id=found, name=_needed(document, "name", 64), class_name=_needed(document, "class", 64), about=_needed(document, "about", 1000),
        aliases=tuple(word for word, _ in placed_texts(document, "aliases")), generic=_yes(document, "generic"),
        levels=_levels(document), sources=sources, signals=signals,
    )  # fmt: skip
    return None if errors else profile


def _needed(value: Map, key: str, most: int) -> str:
    if not (found := text(value, key, most).strip()):
        raise value.place.error(f"'{key}' is missing")
    return " ".join(found.split())


def _yes(value: Map, key: str) -> bool:
    found = value.get(key)
    if found is None:
        return False
    if not isinstance(found, Scalar) or not isinstance(found.value, bool):
        raise found.place.error(f"'{key}' is true or false")
    return found.value


def _number(value: Map, key: str, least: int, most: int) -> int:
    found = value.get(key)
    if not isinstance(found, Scalar) or type(found.value) is not int or not least <= found.value <= most:
        raise (found or value).place.error(f"'{key}' is a number from {least} to {most}")
    return found.value


def _sources(document: Map) -> dict[str, Source]:
    value = document.get("sources")
    if not isinstance(value, Map) or not value.entries:
        raise (value or document).place.error("'sources' names at least one public source")
    return {entry.key: _source(entry.value) for entry in value.entries}


def _source(value: Value) -> Source:
    if not isinstance(value, Map):
        raise value.place.error("a source is a map of 'name' and 'confidence'")
    check_keys(value, SOURCE_KEYS)
    return Source(_needed(value, "name", 300), _number(value, "confidence", 0, 100))


def _levels(document: Map) -> Levels:
    value = document.get("levels")
    if value is None:
        return Levels()
    if not isinstance(value, Map):
        raise value.place.error("'levels' is a map of 'class', 'probable' and 'confirmed'")
    check_keys(value, ("class", "probable", "confirmed"))
    points = [_number(value, key, 1, 1000) for key in ("class", "probable", "confirmed")]
    if points != sorted(points):
        raise value.place.error("each level needs at least the points of the one before")
    return Levels(*points)


def _signals(document: Map, sources: dict[str, Source], errors: list[ContentError]) -> tuple[Signal, ...]:
    """The signals in file order; what is wrong with one is an error of its own."""
    value = document.get("signals")
    if not isinstance(value, Series) or not 2 <= len(value.items) <= MAX_SIGNALS:
        raise (value or document).place.error(f"'signals' is a list of 2 to {MAX_SIGNALS}")
    found: dict[str, Signal] = {}
    for item in value.items:
        try:
            signal = _signal(item, sources, found)
        except ContentError as error:
            errors.append(error)
            continue
        found[signal.id] = signal
    return tuple(found.values())


def _signal(item: Value, sources: dict[str, Source], before: dict[str, Signal]) -> Signal:
    if not isinstance(item, Map):
        raise item.place.error("a signal is a map with keys such as 'id', 'says' and 'match'")
    check_keys(item, SIGNAL_KEYS)
    name = _needed(item, "id", 64)
    if not _ID.fullmatch(name) or name in before:
        raise item.place.error(f"the signal id '{name}' is doubled, or not made of a-z, 0-9 and single dashes")
    kind: Any = _needed(item, "kind", 32)
    if kind not in get_args(SignalKind):
        raise item.place.error(f"unknown kind '{kind}'{did_you_mean(kind, get_args(SignalKind))}")
    required, against = _yes(item, "required"), _yes(item, "against")
    if required and against:
        raise item.place.error("a signal is required or against, not both")
    return Signal(
        id=name, kind=kind, weight=_number(item, "weight", 1, 10), says=_needed(item, "says", 200), match=_match(item, before),
        sources=_named_sources(item, sources), confidence=_number(item, "confidence", 0, 100), own=_yes(item, "own"),
        required=required, against=against,
    )  # fmt: skip


def _named_sources(item: Map, sources: dict[str, Source]) -> tuple[str, ...]:
    words = placed_texts(item, "source")
    if not words:
        raise item.place.error("'source' is missing: who says that this is a sign of the family?")
    for word, place in words:
        if word not in sources:
            raise place.error(f"no such source '{word}' above{did_you_mean(word, sources)}")
    return tuple(word for word, _ in words)


def _match(item: Map, before: dict[str, Signal]) -> Condition | Structure:
    value = item.get("match")
    if value is None:
        raise item.place.error("'match' is missing")
    if isinstance(value, Map) and value.entries and value.entries[0].key in STRUCTURES:
        structure = parse_structure(value)
        _check_references(structure, before, value.place)
        return structure
    return parse_condition(value)


def _check_references(structure: Structure, before: dict[str, Signal], place: Place) -> None:
    for name in references(structure):
        if name not in before:
            raise place.error(f"no signal '{name}' above{did_you_mean(name, before)}")
