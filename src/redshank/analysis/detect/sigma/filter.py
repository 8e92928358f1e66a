"""Sigma filters: documents that say which matches of other rules are no alerts.

A filter names rules (or `any`), has selections and a condition like a rule, and a match stays an alert only where the
condition holds: `condition: not selection` takes away what the selection describes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.sigma import sources
from redshank.analysis.detect.sigma.document import MAX_FILE_BYTES, Map, Place, Scalar, Value, read_documents
from redshank.analysis.detect.sigma.head import MAX_TEXT, MAX_TITLE, check_keys, placed_texts, required_text, text
from redshank.analysis.detect.sigma.link import MAX_GUESSES, ids_by_name, silent_ids
from redshank.analysis.detect.sigma.modifiers import parse_key
from redshank.analysis.detect.sigma.selections import Reading, condition_tree
from redshank.analysis.detect.sigma.tree import AnyRule, Correlation, Expr, Rule
from redshank.core.errors import ContentError, did_you_mean
from redshank.events import BY_NAME, names
from redshank.events.values import nanoseconds

KEYS = (
    "title", "id", "name", "description", "author", "date", "modified", "references", "license", "taxonomy", "logsource", "filter",
    "redshank",
)  # fmt: skip
LOGSOURCE_KEYS = ("category", "product", "service", "definition")
OWN_KEYS = ("expires",)
NOT_SELECTIONS = ("rules", "condition")
ANY = "any"
MAX_RULES = 100
MAX_FILTERS = 2_000
SUFFIXES = (".yml", ".yaml")
_BEGINS = re.compile(rb"^\s*filter\s*:", re.MULTILINE)
"""What a file with a filter in it has to have: the others are not parsed a second time."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A checked filter. rules: ids of the rules whose matches it takes away, all there are where `is_any`.

    trees: its condition per event type; where it does not hold, a match is no alert. expires_ns: None for never.
    """

    id: str
    title: str
    rules: frozenset[str]
    trees: dict[str, Expr] = field(default_factory=dict)
    description: str = ""
    author: str = ""
    expires_ns: int | None = None
    path: str = ""
    line: int = 0
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class FilterDraft:
    """A filter whose rules are not looked up yet. references: the names it gives, and where; none stands for any."""

    filter: Filter
    references: tuple[tuple[str, Place], ...]
    words: frozenset[str]
    types: tuple[str, ...]
    body: Map
    is_audit: bool


def is_filter(document: Value) -> bool:
    """Whether a document is a filter, and no rule."""
    return isinstance(document, Map) and document.get("filter") is not None and document.get("detection") is None


def load_filters(files: Iterable[Path], rules: Sequence[AnyRule], lists: Lists) -> tuple[list[Filter], list[ContentError]]:
    """The filters of these files over these rules, and what was wrong. What cannot be read is left to whoever loads the rules."""
    drafts: list[FilterDraft] = []
    errors: list[ContentError] = []
    for file in files:
        try:
            with file.open("rb") as stream:
                data = stream.read(MAX_FILE_BYTES + 1)
        except OSError:
            continue
        if _BEGINS.search(data):
            found, wrong = parse_filters(data, str(file))
            drafts += found
            errors += wrong
    filters, wrong = link_filters(drafts, rules, lists)
    return filters, errors + wrong


def parse_filters(data: bytes | str, path: str) -> tuple[list[FilterDraft], list[ContentError]]:
    """The filters of one file's content, and what was wrong with them. Its other documents are not looked at."""
    documents, _ = read_documents(data, path)  # what is no YAML is an error of the rules' own loading
    found: list[FilterDraft] = []
    errors: list[ContentError] = []
    for document in documents:
        if isinstance(document, Map) and is_filter(document):
            try:
                found.append(parse_filter(document))
            except ContentError as error:
                errors.append(error)
    return found, errors


def parse_filter(document: Map) -> FilterDraft:
    """One filter. Raises ContentError."""
    check_keys(document, KEYS)
    title = required_text(document, "title", MAX_TITLE)
    body, logsource = document.get("filter"), document.get("logsource")
    if not isinstance(body, Map):
        raise (body or document).place.error("'filter' must be a map with 'rules', selections and 'condition'")
    if not isinstance(logsource, Map):
        raise (logsource or document).place.error("a filter needs a 'logsource' map")
    check_keys(logsource, LOGSOURCE_KEYS)
    category, product, service = (text(logsource, key, 64) for key in ("category", "product", "service"))
    try:
        types = sources.event_types(category, product, service)
    except ValueError as error:
        raise logsource.place.error(str(error)) from error
    references = _references(body)
    parsed = Filter(
        id=text(document, "id", 128) or text(document, "name", 128) or title,
        title=title,
        rules=frozenset(),
        description=text(document, "description", MAX_TEXT).strip(),
        author=text(document, "author", 1024),
        expires_ns=_expires(document),
        path=document.place.path,
        line=document.place.line,
        is_any=not references,
    )
    own = service == sources.OWN_SERVICE  # it covers whatever a rule of ours may look at
    words = frozenset() if own else frozenset(word for word in (product, category, service) if word)
    _check_fields(body)
    return FilterDraft(parsed, references, words, types, body, service in sources.AUDIT_SERVICES)


def link_filters(drafts: Sequence[FilterDraft], rules: Sequence[AnyRule], lists: Lists) -> tuple[list[Filter], list[ContentError]]:
    """The filters with the ids of their rules, and the errors of those that do not stand.

    Refused: a rule that is not there, one that may not be hidden, one that alerts only by a correlation, one of another log
    source, a second filter with a known id, and a condition that can never be told.
    """
    known, silent = {rule.id: rule for rule in rules}, silent_ids(rules)
    by_name = ids_by_name(rules)
    filters: dict[str, Filter] = {}
    errors: list[ContentError] = []
    for draft in drafts:
        try:
            if len(filters) >= MAX_FILTERS:
                raise draft.body.place.error(f"over {MAX_FILTERS} filters: this one is left out")
            if other := filters.get(draft.filter.id):
                raise draft.body.place.error(f"'{draft.filter.id}' is already the filter at {other.path}:{other.line}")
            meant = _meant(draft, known, by_name, silent)
            filters[draft.filter.id] = replace(draft.filter, rules=meant, trees=_trees(draft, meant, known, lists))
        except ContentError as error:
            errors.append(error)
    return list(filters.values()), errors


def is_protected(rule: AnyRule) -> bool:
    """Whether nothing may take a rule's alerts away: it is about the watch itself."""
    return rule.protected or rule.hidden


def _references(body: Map) -> tuple[tuple[str, Place], ...]:
    rules = placed_texts(body, "rules")
    if not rules:
        raise body.place.error(f"a filter needs 'rules': names or ids of rules, or {ANY}")
    if len(rules) > MAX_RULES:
        raise rules[MAX_RULES][1].error(f"over {MAX_RULES} rules")
    if isinstance(body.get("rules"), Scalar) and rules[0][0].lower() == ANY:
        return ()
    return rules


def _expires(document: Map) -> int | None:
    own = document.get("redshank")
    if own is None:
        return None
    if not isinstance(own, Map):
        raise own.place.error("'redshank' must be a map")
    check_keys(own, OWN_KEYS)
    word = text(own, "expires", 64)
    try:
        return nanoseconds(word) if word else None
    except (ValueError, OverflowError) as error:
        raise own.place.error(f"'{word}' is no time such as 2026-12-24T00:00:00Z") from error


def _check_fields(body: Map) -> None:
    for selection in body.entries:
        if selection.key in NOT_SELECTIONS:
            continue
        parts = selection.value if isinstance(selection.value, Map) else None
        for entry in parts.entries if parts else ():
            key = parse_key(entry.key, entry.place)
            if key.field:
                try:
                    names.resolve(re.sub(r"\[\d{1,3}\]$", "", key.field))
                except KeyError as error:
                    raise entry.place.error(f"no such field here: {error.args[0]}") from error


def _meant(draft: FilterDraft, known: dict[str, AnyRule], by_name: dict[str, str], silent: set[str]) -> frozenset[str]:
    if draft.filter.is_any:
        return frozenset(rule.id for rule in known.values() if not is_protected(rule) and _fits(draft, rule))
    found = set()
    for name, place in draft.references:
        if name not in by_name:
            raise place.error(f"no rule is called '{name}'{did_you_mean(name, list(by_name)[:MAX_GUESSES])}")
        rule = known[by_name[name]]
        if is_protected(rule):
            raise place.error(f"rule '{rule.title}' guards the watch itself: nothing may hide it")
        if rule.id in silent:
            raise place.error(f"rule '{rule.title}' alerts only by way of a correlation: name that one")
        if isinstance(rule, Rule) and not _fits(draft, rule):
            raise place.error(f"rule '{rule.title}' is of another log source: {rule.logsource}")
        found.add(rule.id)
    return frozenset(found)


def _fits(draft: FilterDraft, rule: AnyRule) -> bool:
    """Whether the filter's log source is the rule's or a wider one. Of correlations, only those that are named are meant."""
    return isinstance(rule, Rule) and draft.words <= set(rule.logsource.split("/"))


def _trees(draft: FilterDraft, meant: frozenset[str], known: dict[str, AnyRule], lists: Lists) -> dict[str, Expr]:
    wanted = {each for rule_id in meant for each in types_of(known[rule_id], known)}
    detection = Map(tuple(entry for entry in draft.body.entries if entry.key != "rules"), draft.body.place)
    trees: dict[str, Expr] = {}
    for event_type in draft.types:
        # A filter without rules is still read once, so that a mistake in it is told.
        if event_type in wanted or (not wanted and not trees):
            trees[event_type] = condition_tree(detection, _reading(event_type, draft.is_audit, lists))
    return trees


def _reading(event_type: str, audit: bool, lists: Lists) -> Reading:
    return Reading(lambda name: sources.field_source(name, event_type, audit), sources.keyword_sources(event_type), lists)


def types_of(rule: AnyRule, known: dict[str, AnyRule], above: frozenset[str] = frozenset()) -> set[str]:
    """The event types a rule's matches may have; of a correlation, those of the rules it names."""
    if isinstance(rule, Rule):
        return set(rule.trees)
    assert isinstance(rule, Correlation)
    by_name = ids_by_name(known.values())
    inner = [known[by_name[name]] for name in rule.rules if name in by_name]
    return {each for one in inner if one.id not in above for each in types_of(one, known, above | {rule.id})} & set(BY_NAME)
