"""What pySigma's parse of a rule says of an event: plain and slow, and nothing of our own reading in it."""

import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from operator import ge, gt, le, lt, ne
from typing import Any

from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR, ConditionValueExpression
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule
from sigma.types import (
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SpecialChars,
)

_OPS = SigmaCompareExpression.CompareOperators
COMPARISONS: dict[Any, Callable[[Any, Any], bool]] = {_OPS.LT: lt, _OPS.LTE: le, _OPS.GT: gt, _OPS.GTE: ge, _OPS.NEQ: ne}


def reading(detection: Mapping[str, Any], logsource: Mapping[str, str]) -> Any:
    """The condition as pySigma reads it, or None where it refuses the rule."""
    try:
        rule = SigmaRule.from_dict({"title": "t", "logsource": dict(logsource), "detection": dict(detection)})
        return rule.detection.parsed_condition[0].parsed
    except SigmaError:
        return None


def holds(part: Any, event: Mapping[str, Any], keywords: Sequence[str]) -> bool:
    """event: values by the names that the rule uses. keywords: names of what a value without a field is looked for in."""
    if isinstance(part, ConditionAND):
        return all(holds(each, event, keywords) for each in part.args)
    if isinstance(part, ConditionOR):
        return any(holds(each, event, keywords) for each in part.args)
    if isinstance(part, ConditionNOT):
        return not holds(part.args[0], event, keywords)
    if isinstance(part, ConditionFieldEqualsValueExpression):
        return _is(event.get(part.field), part.value, event)
    assert isinstance(part, ConditionValueExpression)
    assert isinstance(part.value, SigmaString)
    texts = [event[name] for name in keywords if event.get(name) is not None]
    return any(_pattern(part.value).search(text) for text in texts)


def _is(found: Any, value: Any, event: Mapping[str, Any]) -> bool:  # noqa: PLR0911  one answer for each of Sigma's types
    if isinstance(value, SigmaNull):
        return found is None
    if isinstance(value, SigmaExists):
        return (found is not None) == value.exists
    if isinstance(value, SigmaExpansion):
        return any(_is(found, each, event) for each in value.values)
    if found is None:
        return False
    if isinstance(value, SigmaFieldReference):
        return _refers(str(found).lower(), event.get(value.field), value)
    if isinstance(value, SigmaCompareExpression):
        return COMPARISONS[value.op](found, value.number.number)
    if isinstance(value, SigmaCIDRExpression):
        return ip_address(found) in value.network
    if isinstance(value, SigmaRegularExpression):
        return _expression(value).search(str(found)) is not None
    if isinstance(value, SigmaNumber):
        return str(found) == str(value.number)
    if isinstance(value, SigmaBool):
        return bool(found == value.boolean)
    return _pattern(value).fullmatch(str(found)) is not None


def _refers(found: str, other: Any, value: SigmaFieldReference) -> bool:
    if other is None:
        return False
    text = str(other).lower()
    if value.starts_with and value.ends_with:
        return text in found
    if value.starts_with:
        return found.startswith(text)
    return found.endswith(text) if value.ends_with else found == text


def _pattern(value: SigmaString) -> "re.Pattern[str]":
    wild: dict[Any, str] = {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}
    text = "".join(re.escape(part) if isinstance(part, str) else wild[part] for part in value.s)
    return re.compile(text, re.DOTALL if isinstance(value, SigmaCasedString) else re.DOTALL | re.IGNORECASE)


def _expression(value: SigmaRegularExpression) -> "re.Pattern[str]":
    flags = re.ASCII
    for flag in value.flags:
        flags |= value.sigma_to_python_flags[flag]
    return re.compile(value.regexp.original, flags)
