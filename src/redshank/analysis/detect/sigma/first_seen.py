"""`redshank: first_seen:` of a rule: alert only on what was never seen before on the host, or on any."""

from collections.abc import Iterable

from redshank.analysis.detect.normal import READINGS
from redshank.analysis.detect.sigma.document import Map, Scalar, Value
from redshank.analysis.detect.sigma.head import check_keys, field_name, placed_texts, span_ns, text
from redshank.analysis.detect.sigma.tree import FirstSeen
from redshank.core.errors import did_you_mean
from redshank.events import BY_NAME, names

KEY = "first_seen"
KEYS = ("fields", "per", "learning", "remember")
SCOPES = ("host", "fleet")
MAX_FIELDS = 4
DEFAULT_LEARNING = "7d"
DEFAULT_REMEMBER = "30d"


def parse_first_seen(document: Map, event_types: Iterable[str]) -> FirstSeen | None:
    """What the rule wants to be new, None where it wants nothing of the kind. Raises ContentError."""
    found = _found(document)
    if found is None:
        return None
    if not isinstance(found, Map):
        raise found.place.error(f"'{KEY}' must be a map with 'fields'")
    check_keys(found, KEYS)
    return FirstSeen(_fields(found, tuple(event_types)), _per_host(found), _span(found, "learning", DEFAULT_LEARNING), _remember(found))


def refuse_first_seen(document: Map) -> None:
    """Raises ContentError where a correlation wants something new: its rules of single events can."""
    if (found := _found(document)) is not None:
        raise found.place.error(f"a correlation rule has no '{KEY}': its rules may")


def _found(document: Map) -> Value | None:
    own = document.get("redshank")
    return own.get(KEY) if isinstance(own, Map) else None


def _fields(found: Map, event_types: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    fields = []
    for word, place in placed_texts(found, "fields"):
        written, _, reading = word.partition("|")
        name = field_name(written, place)
        if reading and reading not in READINGS:
            raise place.error(f"unknown reading '{reading}'{did_you_mean(reading, READINGS)}: one of {', '.join(READINGS)}")
        attribute = names.attribute(name)
        if not any(attribute in BY_NAME[event_type].__struct_fields__ for event_type in event_types):
            raise place.error(f"no such field here: no event of this log source has '{name}'")
        fields.append((name, reading))
    place = (found.get("fields") or found).place
    if not 0 < len(fields) <= MAX_FIELDS:
        raise place.error(f"'{KEY}' needs from 1 to {MAX_FIELDS} fields")
    if len({name for name, _ in fields}) < len(fields):
        raise place.error("a field stands twice")
    return tuple(fields)


def _per_host(found: Map) -> bool:
    word, value = text(found, "per", 16), found.get("per")
    if value is not None and word not in SCOPES:
        raise value.place.error(f"unknown scope '{word}'{did_you_mean(word, SCOPES)}: host or fleet")
    return word != "fleet"


def _span(found: Map, key: str, default: str) -> int:
    value = found.get(key)
    place = value.place if isinstance(value, Scalar) else found.place
    return span_ns(text(found, key, 16) or default, place)


def _remember(found: Map) -> int:
    remember = _span(found, "remember", DEFAULT_REMEMBER)
    if remember < 3_600 * 10**9:
        raise (found.get("remember") or found).place.error("'remember' is an hour at least")
    return remember
