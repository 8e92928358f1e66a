"""A suppression: a deliberate, dated, signed-off silence about one rule, and its form as a Sigma filter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import yaml

from redshank.analysis.detect.sigma.document import Map, Scalar, read_documents
from redshank.analysis.detect.sigma.filter import Filter, FilterDraft, link_filters, parse_filter, parse_filters
from redshank.analysis.detect.sigma.head import placed_texts
from redshank.analysis.detect.sigma.patterns import compiled, glob_pattern, parse_wildcards
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.core.errors import ContentError, InputError
from redshank.events import Event, names
from redshank.events.values import rfc3339

HOST = "host.id"
STABLE = {
    "process.executable": True,
    "process.parent.executable": True,
    "process.command_line": True,
    "redshank.script.path": True,
    "file.path": True,
    "file.target_path": True,
    "destination.ip": True,
    "dns.question.name": True,
    "source.ip": True,
    "redshank.module.name": True,
    "redshank.target.executable": True,
    "url.path": True,
    "user.name": False,
    "user.effective.name": False,
    "user.audit.name": False,
    "process.working_directory": False,
    "destination.port": False,
    "container.image.name": False,
    "log.syslog.appname": False,
    "redshank.login.service": False,
    "redshank.login.method": False,
}
"""The fields a suppression may look at, in the order they are shown; whether one alone tells one thing from another.

Everything else changes from one time to the next (pid, time, ids: such a suppression never hides anything again), or is
said by whoever wants to be hidden.
"""
MAX_PARTS = 8
MAX_VALUE = 1_024
MAX_DAYS = 90
DAY_NS = 86_400 * 10**9
MIN_REASON, MAX_REASON = 8, 500


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that has to hold. value: exact, with regard to case; where it is a pattern, `*` stands for any run of characters."""

    field: str
    value: str
    is_pattern: bool = False


@dataclass(frozen=True, slots=True)
class Suppression:
    """What is wished for. hosts: ids of the hosts it is for, all where empty. severity: of the rule when it was made."""

    id: str
    rule_id: str
    rule_title: str
    parts: tuple[Part, ...]
    reason: str
    author: str
    created_ns: int
    expires_ns: int
    hosts: tuple[str, ...] = ()
    severity: int = 3


def value_of(field: str, event: Event) -> str | None:
    """A field's value as a suppression compares it; None where the event has none."""
    value = getattr(event, names.attribute(field), None)
    return None if value is None or value == "" or isinstance(value, list) else str(value)


def part_holds(part: Part, value: str) -> bool:
    """Whether a value is what the part asks for."""
    if not part.is_pattern:
        return value == part.value
    return bool(compiled(_pattern(part.value)).search(value.encode("utf-8", "replace")))


def holds(parts: Iterable[Part], event: Event) -> bool:
    """Whether every part holds for an event; the host is not looked at."""
    return all((value := value_of(part.field, event)) is not None and part_holds(part, value) for part in parts)


def to_sigma(one: Suppression) -> str:
    """The suppression as a document of Sigma filters."""
    selection: dict[str, object] = {_key(part.field): _sigma_value(part) for part in one.parts}
    if one.hosts:
        selection[f"{HOST}|cased"] = list(one.hosts)
    document = {
        "title": f"Suppressed: {one.rule_title}"[:256],
        "id": one.id,
        "description": one.reason,
        "author": one.author,
        "date": datetime.fromtimestamp(one.created_ns // 10**9, UTC).date().isoformat(),
        "logsource": {"product": "linux", "service": "redshank"},
        "filter": {"rules": [one.rule_id], "selection": selection, "condition": "not selection"},
        "redshank": {"expires": rfc3339(one.expires_ns)},
    }
    made: str = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
    return made


def to_filters(some: Iterable[Suppression], rules: Iterable[AnyRule]) -> tuple[list[Filter], dict[str, str]]:
    """The suppressions as the engine takes them, and why those that cannot be used cannot, by their ids."""
    rules = tuple(rules)
    drafts: list[FilterDraft] = []
    wrong: dict[str, str] = {}
    for one in some:
        found, errors = parse_filters(to_sigma(one), one.id)
        drafts += found
        if errors:
            wrong[one.id] = errors[0].message
    filters, errors = link_filters(drafts, rules, {})
    return filters, wrong | {error.path: error.message for error in errors}


def from_sigma(data: bytes | str, path: str) -> list[tuple[str, tuple[Part, ...], tuple[str, ...], dict[str, Any]]]:
    """What suppressions a file of Sigma filters asks for: rule, parts, hosts, and `reason` and `expires_ns` as it says them.

    Only filters as `to_sigma` writes them: one rule, one selection of plain values, `not selection`. Raises ContentError.
    """
    documents, errors = read_documents(data, path)
    if errors:
        raise errors[0]
    return [_wish(document) for document in documents if isinstance(document, Map)] or _nothing(path)


def checked_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts, each once, in the order of STABLE.

    Raises InputError of kind `refused`: a field that is not stable, a value that is none.
    """
    parts = tuple(parts)
    if not 0 < len(parts) <= MAX_PARTS:
        raise InputError(f"a suppression has 1 to {MAX_PARTS} fields", "refused")
    for part in parts:
        if part.field not in STABLE:
            raise InputError(f"{part.field} may not be in a suppression: only what stays the same ({', '.join(STABLE)})", "refused")
        if not part.value or len(part.value) > MAX_VALUE:
            raise InputError(f"{part.field}: a value has 1 to {MAX_VALUE} characters", "refused")
    if len({part.field for part in parts}) < len(parts):
        raise InputError("a field stands twice", "refused")
    order = list(STABLE)
    return tuple(sorted(parts, key=lambda part: order.index(part.field)))


def _nothing(path: str) -> list[Any]:
    raise ContentError("no Sigma filter is in it", path, 1, 1)


def _wish(document: Map) -> tuple[str, tuple[Part, ...], tuple[str, ...], dict[str, Any]]:
    draft = parse_filter(document)
    selections = [entry for entry in draft.body.entries if entry.key not in ("rules", "condition")]
    condition = draft.body.get("condition")
    plain = len(selections) == 1 and isinstance(condition, Scalar) and condition.text.split() == ["not", selections[0].key]
    if not plain or len(draft.references) != 1 or not isinstance(selections[0].value, Map):
        raise draft.body.place.error("a suppression is a filter of one rule with one selection, and the condition 'not' that selection")
    parts, hosts = [], []
    for entry in selections[0].value.entries:
        field, *modifiers = entry.key.split("|")
        values = [word for word, _ in placed_texts(Map((entry,), entry.place), entry.key)]
        if set(modifiers) - {"cased"} or not values:
            raise entry.place.error("a suppression compares whole values: no modifier but 'cased'")
        if (field := names.resolve(field)) == HOST:
            hosts += values
        elif len(values) == 1:
            parts.append(_part(field, values[0]))
        else:
            raise entry.place.error("a suppression has one value for each field")
    told = {"reason": draft.filter.description, "expires_ns": draft.filter.expires_ns}
    return draft.references[0][0], tuple(parts), tuple(hosts), told


def _part(field: str, text: str) -> Part:
    found = parse_wildcards(text)
    if len(found) == 1:
        return Part(field, found[0])
    return Part(field, "".join(found), is_pattern=True)


def _key(field: str) -> str:
    return f"{field}|cased" if names.kind(field).startswith(("str", "text")) else field


def _sigma_value(part: Part) -> str | int:
    if part.value.isdecimal() and not names.kind(part.field).startswith(("str", "text", "ip")):
        return int(part.value)
    escaped = re.sub(r"([\\?*])", r"\\\1", part.value)
    return escaped.replace("\\*", "*") if part.is_pattern else escaped


@lru_cache(maxsize=1024)
def _pattern(value: str) -> str:
    pieces = value.split("*")
    return glob_pattern(tuple(piece for pair in zip(pieces, "*" * len(pieces), strict=True) for piece in pair)[:-1])
