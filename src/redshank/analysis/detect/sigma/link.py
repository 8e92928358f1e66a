"""Rules of many files as one set: no name twice, and every correlation finds the rules it names."""

from collections.abc import Iterable, Sequence

from redshank.analysis.detect.sigma.correlation import Draft
from redshank.analysis.detect.sigma.document import Place
from redshank.analysis.detect.sigma.tree import RULE_FIELD, AnyRule, Correlation, Rule
from redshank.core.errors import ContentError, did_you_mean
from redshank.events import BY_NAME, names

MAX_GUESSES = 1000
"""Names that a mistaken one is compared with: among all of a large collection it would take long."""


def link(drafts: Sequence[Rule | Draft]) -> tuple[tuple[AnyRule, ...], list[ContentError]]:
    """The rules that stand, in order, and the errors of those that do not.

    A second rule with a known id or name is refused; so is a correlation over rules that are missing or refused, over
    itself, or over a key that no event of its rules has.
    """
    errors: list[ContentError] = []
    drafts = _unique(drafts, errors)
    known: dict[str, Rule | Draft] = {}
    for draft in drafts:
        known.update(dict.fromkeys(_names(draft), draft))
    judged: dict[str, set[str] | ContentError] = {}
    kept = []
    for draft in drafts:
        try:
            _stand(draft, known, judged, ())
        except ContentError as error:
            errors.append(error)
        else:
            kept.append(draft.correlation if isinstance(draft, Draft) else draft)
    return tuple(kept), errors


def ids_by_name(rules: Iterable[AnyRule]) -> dict[str, str]:
    """Every name and id by which correlations may call the rules, to the id."""
    return {name: rule.id for rule in rules for name in (rule.name, rule.id) if name}


def silent_ids(rules: Iterable[AnyRule]) -> set[str]:
    """The ids of rules that alert only by way of a correlation: those some correlation names and none generates."""
    rules = tuple(rules)
    ids = ids_by_name(rules)
    correlations = [rule for rule in rules if isinstance(rule, Correlation)]
    named = {ids[name] for correlation in correlations for name in correlation.rules if name in ids}
    return named - {ids[name] for correlation in correlations for name in correlation.generates if name in ids}


def without_source(rules: Iterable[AnyRule]) -> tuple[Rule, ...]:
    """The rules that stand and can never fire, because nothing here tells of what they look for."""
    return tuple(rule for rule in rules if isinstance(rule, Rule) and rule.no_source)


def _rule(draft: Rule | Draft) -> AnyRule:
    return draft.correlation if isinstance(draft, Draft) else draft


def _names(draft: Rule | Draft) -> set[str]:
    rule = _rule(draft)
    return {name for name in (rule.id, rule.name) if name}


def _unique(drafts: Sequence[Rule | Draft], errors: list[ContentError]) -> list[Rule | Draft]:
    first: dict[str, AnyRule] = {}
    kept = []
    for draft in drafts:
        rule = _rule(draft)
        taken = next((name for name in sorted(_names(draft)) if name in first), None)
        if taken is not None:
            other = first[taken]
            errors.append(ContentError(f"'{taken}' is already the rule at {other.path}:{other.line}", rule.path, rule.line, rule.column))
            continue
        first.update(dict.fromkeys(_names(draft), rule))
        kept.append(draft)
    return kept


def _stand(
    draft: Rule | Draft, known: dict[str, Rule | Draft], judged: dict[str, set[str] | ContentError], above: tuple[str, ...]
) -> set[str]:
    """The event types behind a rule. Raises ContentError where it cannot stand. judged: what is known already."""
    if isinstance(draft, Rule):
        return set(draft.trees)
    verdict = judged.get(draft.correlation.id)
    if verdict is None:
        try:
            verdict = _types_behind(draft, known, judged, above)
        except ContentError as error:
            verdict = error
        judged[draft.correlation.id] = verdict
    if isinstance(verdict, ContentError):
        raise verdict
    return verdict


def _types_behind(
    draft: Draft, known: dict[str, Rule | Draft], judged: dict[str, set[str] | ContentError], above: tuple[str, ...]
) -> set[str]:
    correlation = draft.correlation
    types: set[str] = set()
    for place_in_list, (reference, place) in enumerate(draft.references):
        if reference not in known:
            raise place.error(f"no rule is called '{reference}'{did_you_mean(reference, list(known)[:MAX_GUESSES])}")
        other = known[reference]
        if _rule(other).id in (*above, correlation.id):
            raise place.error(f"the correlation refers to itself by way of '{reference}'")
        try:
            behind = _stand(other, known, judged, (*above, correlation.id))
        except ContentError as error:
            raise place.error(f"rule '{reference}' was refused: {error.message}") from error
        for field in (*correlation.groups[place_in_list], *correlation.value_fields[place_in_list : place_in_list + 1]):
            if field != RULE_FIELD:
                _check_field(field, behind, reference, draft.place)
        types |= behind
    return types


def _check_field(field: str, types: set[str], reference: str, place: Place) -> None:
    attribute = names.attribute(field)
    if types and not any(attribute in BY_NAME[event_type].__struct_fields__ for event_type in types):
        raise place.error(f"no such field here: no event of rule '{reference}' has '{field}'")
