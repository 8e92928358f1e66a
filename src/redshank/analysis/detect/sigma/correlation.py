"""Correlation rules as files write them: `correlation:` with its rules, keys, time span and condition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redshank.analysis.detect.sigma.document import Map, Place, Scalar, Value
from redshank.analysis.detect.sigma.first_seen import refuse_first_seen
from redshank.analysis.detect.sigma.head import check_keys, field_name, parse_head, placed_texts, span_ns, text
from redshank.analysis.detect.sigma.tree import RULE_FIELD, Bound, Correlation
from redshank.core.errors import did_you_mean

KINDS = ("event_count", "value_count", "temporal", "temporal_ordered")
METRICS = ("value_sum", "value_avg", "value_percentile", "value_median")
"""Of the Sigma specification and about numbers in log lines; our events hardly have any to sum up."""
KEYS = ("type", "rules", "group-by", "timespan", "condition", "aliases", "generate")
BOUNDS = ("gt", "gte", "lt", "lte", "eq", "neq")
MAX_RULES = 50
MAX_COUNT = 10_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A correlation whose rules are not looked up yet. references: the names it gives, and where."""

    correlation: Correlation
    references: tuple[tuple[str, Place], ...]
    place: Place


def parse_correlation(document: Map) -> Draft:
    """A correlation rule of one document. Raises ContentError."""
    body = document.get("correlation")
    if not isinstance(body, Map):
        raise document.place.error("'correlation' must be a map")
    for stranger in ("detection", "logsource"):
        if value := document.get(stranger):
            raise value.place.error(f"a correlation rule has no '{stranger}'")
    refuse_first_seen(document)
    check_keys(body, KEYS)
    kind = _kind(body)
    references = _references(body, kind)
    rules = tuple(reference for reference, _ in references)
    aliases = _aliases(body, rules)
    group_by = placed_texts(body, "group-by")
    bounds, value_field = _condition(body, kind)
    timespan = placed_texts(body, "timespan")
    if not timespan:
        raise body.place.error("a correlation needs a 'timespan'")
    correlation = Correlation(
        **parse_head(document),
        kind=kind,
        rules=rules,
        group_by=tuple(word if word in aliases else field_name(word, place) for word, place in group_by),
        groups=tuple(tuple(_field(word, rule, aliases, place) for word, place in group_by) for rule in rules),
        timespan_ns=span_ns(*timespan[0]),
        bounds=bounds,
        value_fields=tuple(_value_field(value_field, rule, aliases) for rule in rules) if value_field else (),
        generates=_generates(body, rules),
    )
    return Draft(correlation, references, body.place)


def _kind(body: Map) -> Any:
    kind = text(body, "type", 64)
    if kind not in KINDS:
        value = body.get("type")
        if kind in METRICS:
            raise (value or body).place.error(f"correlation type '{kind}' is not taken here, only {', '.join(KINDS)}")
        raise (value.place if value else body.place).error(f"unknown correlation type '{kind}'{did_you_mean(kind, KINDS)}")
    return kind


def _references(body: Map, kind: str) -> tuple[tuple[str, Place], ...]:
    references = placed_texts(body, "rules")
    if not references:
        raise body.place.error("a correlation needs 'rules': names or ids of other rules")
    if len(references) > MAX_RULES:
        raise references[MAX_RULES][1].error(f"over {MAX_RULES} rules in one correlation")
    if kind.startswith("temporal") and len(references) < 2:
        raise references[0][1].error(f"{kind} needs two rules or more")
    return references


def _aliases(body: Map, rules: tuple[str, ...]) -> Mapping[str, Mapping[str, str]]:
    value = body.get("aliases")
    if value is None:
        return {}
    if not isinstance(value, Map):
        raise value.place.error("'aliases' must be a map of names to maps")
    aliases: dict[str, dict[str, str]] = {}
    for entry in value.entries:
        if not isinstance(entry.value, Map):
            raise entry.value.place.error(f"alias '{entry.key}' must be a map of rules to fields")
        check_keys(entry.value, rules)
        if missing := set(rules) - {each.key for each in entry.value.entries}:
            raise entry.place.error(f"alias '{entry.key}' says nothing about the rule '{min(missing)}'")
        aliases[entry.key] = {each.key: field_name(_plain(each.value), each.value.place) for each in entry.value.entries}
    return aliases


def _field(word: str, rule: str, aliases: Mapping[str, Mapping[str, str]], place: Place) -> str:
    return aliases[word][rule] if word in aliases else field_name(word, place)


def _value_field(field: Scalar, rule: str, aliases: Mapping[str, Mapping[str, str]]) -> str:
    return RULE_FIELD if field.text == RULE_FIELD else _field(field.text, rule, aliases, field.place)


def _plain(value: Value) -> str:
    return value.text if isinstance(value, Scalar) else ""


def _generates(body: Map, rules: tuple[str, ...]) -> tuple[str, ...]:
    """Sigma's true means every rule; a list of names, our own addition, only those."""
    value = body.get("generate")
    if isinstance(value, Scalar) and isinstance(value.value, bool):
        return rules if value.value else ()
    if isinstance(value, Scalar) and value.value not in rules:
        raise value.place.error("'generate' is true, false, or a list of names from 'rules'")
    named = placed_texts(body, "generate")
    for name, place in named:
        if name not in rules:
            raise place.error(f"'generate' names no rule of this correlation: '{name}'{did_you_mean(name, rules)}")
    return tuple(name for name, _ in named)


def _condition(body: Map, kind: str) -> tuple[tuple[Bound, ...], Scalar | None]:
    """The bounds of the count, and the field whose values are counted."""
    value = body.get("condition")
    if kind.startswith("temporal"):
        if value is not None:
            raise value.place.error(f"{kind} takes no condition here: all its rules must match")
        return (), None
    if not isinstance(value, Map):
        raise (value.place if value else body.place).error(f"{kind} needs a condition such as 'gte: 10'")
    check_keys(value, (*BOUNDS, "field") if kind == "value_count" else BOUNDS)
    field = value.get("field")
    if kind == "value_count" and not isinstance(field, Scalar):
        raise value.place.error("value_count needs the 'field' whose values it counts in its condition")
    bounds = tuple(_bound(entry.key, entry.value) for entry in value.entries if entry.key != "field")
    if not bounds:
        raise value.place.error(f"the condition needs one of {', '.join(BOUNDS)}")
    return bounds, field if isinstance(field, Scalar) else None


def _bound(op: str, value: Value) -> Any:
    count = value.value if isinstance(value, Scalar) else None
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MAX_COUNT:
        raise value.place.error(f"{op} needs a whole number from 0 to {MAX_COUNT}")
    return op, count
