"""What a rule says about itself: title, level, tags, and our own `redshank:` map."""

import re
from collections.abc import Iterable
from typing import Any

from redshank.analysis.detect.sigma.document import Map, Place, Scalar, Series, Value
from redshank.core.errors import did_you_mean
from redshank.events import names
from redshank.findings import attack, compliance

KEYS = (
    "title", "id", "name", "related", "status", "description", "references", "author", "date", "modified", "tags", "logsource",
    "detection", "correlation", "fields", "falsepositives", "level", "license", "scope", "taxonomy", "simulation", "regression_tests_path",
    "redshank",
)  # fmt: skip
OWN_KEYS = ("severity", "title", "aggregate", "window", "response", "hidden", "first_seen", "protected")
LEVELS = {"critical": 2, "high": 2, "medium": 2, "low": 3, "informational": 3}
"""Sigma's level to our severity; a rule that deserves a 1 says so itself."""
STATUSES = ("stable", "test", "experimental", "deprecated", "unsupported")

MAX_TITLE = 256
MAX_TEXT = 16_384
MAX_LIST = 500
MAX_SPAN_NS = 366 * 86400 * 10**9

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_SPAN = re.compile(r"(\d{1,9})([smhdw])")
_SUBSTITUTION = re.compile(r"\{([^{}]*)\}")


def parse_head(document: Map) -> dict[str, Any]:
    """The arguments of a `Head`. Raises ContentError."""
    check_keys(document, KEYS)
    title = required_text(document, "title", MAX_TITLE)
    level = _one_of(document, "level", LEVELS)
    name, rule_id = text(document, "name", 128), text(document, "id", 128)
    own = document.get("redshank")
    return {
        "id": rule_id or name or title,
        "name": name,
        "title": title,
        "level": level,
        "severity": LEVELS.get(level, 2),
        "title_parts": (title,),
        "status": _one_of(document, "status", STATUSES),
        "description": text(document, "description", MAX_TEXT).strip(),
        "author": text(document, "author", 1024),
        "license": text(document, "license", 256),
        "references": texts(document, "references"),
        "falsepositives": texts(document, "falsepositives"),
        "path": document.place.path,
        "line": document.place.line,
        "column": document.place.column,
        **_tags(document),
        **(_own(own) if own is not None else {}),
    }


def check_keys(value: Map, known: Iterable[str]) -> None:
    """Raises ContentError at the first key that is not known."""
    known = list(known)
    for entry in value.entries:
        if entry.key not in known:
            raise entry.place.error(f"unknown key '{entry.key}'{did_you_mean(entry.key, known)}")


def required_text(document: Map, key: str, most: int) -> str:
    """The text under a key that must be there and not be empty."""
    found = text(document, key, most)
    if not found.strip():
        raise (value.place if (value := document.get(key)) else document.place).error(f"a rule needs '{key}'")
    return found


def text(document: Map, key: str, most: int) -> str:
    """The text under a key, "" where there is none."""
    value = document.get(key)
    if value is None or (isinstance(value, Scalar) and value.value is None):
        return ""
    if not isinstance(value, Scalar):
        raise value.place.error(f"'{key}' must be text")
    if len(value.text) > most:
        raise value.place.error(f"'{key}' has over {most} characters")
    return value.text


def texts(document: Map, key: str) -> tuple[str, ...]:
    """The texts under a key, one or a list; none where there is no such key."""
    return tuple(word for word, _ in placed_texts(document, key))


def placed_texts(document: Map, key: str) -> tuple[tuple[str, Place], ...]:
    """As `texts`, each with where it stands."""
    value = document.get(key)
    items: tuple[Value, ...] = value.items if isinstance(value, Series) else (value,) if value is not None else ()
    if len(items) > MAX_LIST:
        raise items[MAX_LIST].place.error(f"'{key}' has over {MAX_LIST} entries")
    found = []
    for item in items:
        if not isinstance(item, Scalar):
            raise item.place.error(f"'{key}' must be text or a list of texts")
        if item.value is not None:
            found.append((item.text, item.place))
    return tuple(found)


def span_ns(word: str, place: Place) -> int:
    """A time span such as 90s, 15m, 1h, 1d or 1w in nanoseconds."""
    found = _SPAN.fullmatch(word)
    length = int(found[1]) * _UNITS[found[2]] * 10**9 if found else 0
    if not 0 < length <= MAX_SPAN_NS:
        raise place.error(f"'{word}' is no time span such as 90s, 15m, 1h, 1d (at most a year)")
    return length


def field_name(word: str, place: Place) -> str:
    """The dotted name of a field given by any of its names."""
    try:
        return names.resolve(word)
    except KeyError as error:
        raise place.error(f"no such field here: {error.args[0]}") from error


def _one_of(document: Map, key: str, known: Iterable[str]) -> str:
    word = text(document, key, 64)
    if word and word not in known:
        place = next(entry.value.place for entry in document.entries if entry.key == key)
        raise place.error(f"unknown {key} '{word}'{did_you_mean(word, known)}")
    return word


def _tags(document: Map) -> dict[str, Any]:
    tags = placed_texts(document, "tags")
    for tag, place in tags:
        if not attack.is_known(tag):
            known = [f"attack.{name}" for name in attack.TACTICS]
            raise place.error(f"unknown ATT&CK tag '{tag}'{did_you_mean(tag, known)}")
        if not compliance.is_known(tag):
            raise place.error(f"'{tag}' is no control of its standard, as pci_dss.10.2.1, hipaa.164.312.b, soc2.cc7.2 or iso27001.a.8.15")
    words = tuple(tag for tag, _ in tags)
    return {"tags": words, "technique_ids": attack.technique_ids(words), "tactic_ids": attack.tactic_ids(words)}


def _own(value: Value) -> dict[str, Any]:
    if not isinstance(value, Map):
        raise value.place.error("'redshank' must be a map")
    check_keys(value, OWN_KEYS)
    found: dict[str, Any] = {"response": text(value, "response", MAX_TEXT)}
    for entry in value.entries:
        place = entry.value.place
        if entry.key == "severity":
            if not isinstance(entry.value, Scalar) or entry.value.value not in (1, 2, 3) or isinstance(entry.value.value, bool):
                raise place.error("severity is 1 (wake someone), 2 (review) or 3 (record)")
            found["severity"] = entry.value.value
        elif entry.key in ("hidden", "protected"):
            if not isinstance(entry.value, Scalar) or not isinstance(entry.value.value, bool):
                raise place.error(f"{entry.key} is true or false")
            found[entry.key] = entry.value.value
        elif entry.key == "window":
            found["window_ns"] = span_ns(text(value, "window", 16), place)
        elif entry.key == "title":
            found["title_parts"] = _title_parts(required_text(value, "title", MAX_TITLE), place)
        elif entry.key == "aggregate":
            found["aggregate"] = tuple(field_name(word, at) for word, at in placed_texts(value, "aggregate"))
    return found


def _title_parts(template: str, place: Place) -> tuple[str, ...]:
    """Text and field names in turn, beginning and ending with text."""
    parts: list[str] = []
    end = 0
    for found in _SUBSTITUTION.finditer(template):
        parts += [template[end : found.start()], field_name(found[1], place)]
        end = found.end()
    return (*parts, template[end:])
