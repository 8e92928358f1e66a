"""Rule files to checked rules. A broken rule is refused with its place; the others load."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from redshank.analysis.detect.interpret import constant
from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.sigma import sources
from redshank.analysis.detect.sigma.audit import possible_calls
from redshank.analysis.detect.sigma.correlation import Draft, parse_correlation
from redshank.analysis.detect.sigma.document import MAX_FILE_BYTES, Entry, Map, Series, Value, read_documents
from redshank.analysis.detect.sigma.filter import is_filter
from redshank.analysis.detect.sigma.first_seen import parse_first_seen
from redshank.analysis.detect.sigma.head import check_keys, parse_head, text
from redshank.analysis.detect.sigma.link import link
from redshank.analysis.detect.sigma.modifiers import parse_key
from redshank.analysis.detect.sigma.selections import Reading, condition_tree
from redshank.analysis.detect.sigma.tree import AnyRule, Expr, Fixed, Item, Rule
from redshank.core.errors import ContentError
from redshank.events import BY_NAME

MAX_FILES = 20_000
MAX_ERRORS = 100
"""Mistakes of one file that are said; more of them are a number."""
SUFFIXES = (".yml", ".yaml")
TEST_SUFFIXES = (".test.yml", ".test.yaml")
NO_RECORDS = "no source here: our events have nothing of these audit records"
LOGSOURCE_KEYS = ("category", "product", "service", "definition")


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What was found in rule files: rules in file order, the errors of those refused, and the files of tests."""

    rules: tuple[AnyRule, ...] = ()
    errors: tuple[ContentError, ...] = ()
    tests: tuple[Path, ...] = ()

    def find(self, name_or_id: str) -> AnyRule | None:
        """The rule with this id, name or title, or None."""
        for wanted in ("id", "name", "title"):
            for rule in self.rules:
                if getattr(rule, wanted) == name_or_id:
                    return rule
        return None


def load_folder(path: Path, lists: Lists | None = None) -> RuleSet:
    """Every rule below a folder, or of one file. A file that cannot be read is an error like any other."""
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES and each.is_file())
    errors: list[ContentError] = []
    if not path.exists():
        errors.append(ContentError("no such file or folder", str(path), 0, 0))
    if len(files) > MAX_FILES:
        errors.append(ContentError(f"over {MAX_FILES} files, the rest is left out", str(path), 0, 0))
    drafts: list[Rule | Draft] = []
    tests = []
    for file in files[:MAX_FILES]:
        if file.name.endswith(TEST_SUFFIXES):
            tests.append(file)
            continue
        try:
            data = read_bounded(file)
        except OSError as error:
            errors.append(ContentError(f"cannot be read: {error.strerror}", str(file), 0, 0))
            continue
        found, wrong = parse_rules(data, str(file), lists or {})
        drafts += found
        errors += wrong
    return _linked(drafts, errors, tuple(tests))


def load_text(data: bytes | str, path: str, lists: Lists | None = None) -> RuleSet:
    """The rules of one file's content. path: how errors name it."""
    return _linked(*parse_rules(data, path, lists or {}), ())


def read_bounded(file: Path) -> bytes:
    """The content of a file, one byte more than the bound at most."""
    with file.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def parse_rules(data: bytes | str, path: str, lists: Lists) -> tuple[list[Rule | Draft], list[ContentError]]:
    """The rules of one file before correlations find theirs, and what was wrong."""
    documents, errors = read_documents(data, path)
    found: list[Rule | Draft] = []
    for document in documents:
        if is_filter(document):  # filters are linked to the rules of all places, later
            continue
        try:
            found.append(parse_document(document, lists))
        except ContentError as error:
            errors.append(error)
    if (over := len(errors) - MAX_ERRORS) > 0:
        last = errors[MAX_ERRORS]
        errors[MAX_ERRORS:] = [ContentError(f"{over} more mistakes from here on", path, last.line, last.column)]
    return found, errors


def parse_document(document: Value, lists: Lists) -> Rule | Draft:
    """One document as a rule or a draft of a correlation. Raises ContentError."""
    if not isinstance(document, Map):
        raise document.place.error("a rule is a map with keys such as 'title' and 'detection'")
    if document.get("correlation") is not None:
        return parse_correlation(document)
    head = parse_head(document)
    detection, logsource = document.get("detection"), document.get("logsource")
    if not isinstance(logsource, Map):
        raise (logsource or document).place.error("a rule needs a 'logsource' map")
    if not isinstance(detection, Map):
        raise (detection or document).place.error("a rule needs a 'detection' map")
    check_keys(logsource, LOGSOURCE_KEYS)
    category, product, service = (text(logsource, key, 64) for key in ("category", "product", "service"))
    try:
        types = sources.event_types(category, product, service)
    except ValueError as error:
        raise logsource.place.error(str(error)) from error
    trees = _trees(detection, types, service, lists)
    audit = service in sources.AUDIT_SERVICES
    if not trees and not audit:
        raise detection.place.error("the condition can never hold")
    if service == sources.OWN_SERVICE and len(trees) == len(types):
        raise detection.place.error("a rule of service redshank names its event types: event.action: net.connect")
    source = "/".join(word for word in (product, category, service) if word)
    first_seen = parse_first_seen(document, trees)
    return Rule(**head, logsource=source, trees=trees, first_seen=first_seen, no_source="" if trees else NO_RECORDS)


def _trees(detection: Map, types: tuple[str, ...], service: str, lists: Lists) -> dict[str, Expr]:
    """The condition per event type, without those where it can never hold."""
    audit = service in sources.AUDIT_SERVICES
    _check_fields(detection, types, audit)
    trees: dict[str, Expr] = {}
    refused: list[ContentError] = []
    for event_type in types:
        try:
            tree = condition_tree(detection, _reading(event_type, audit, lists))
        except ContentError as error:
            # An audit rule's a0 is text in one record and a number in another: what makes no sense in one may in the next.
            if not audit:
                raise
            refused.append(error)
            continue
        if constant(tree, BY_NAME[event_type](timestamp=0)) is not False:
            trees[event_type] = next((known for known in trees.values() if known == tree), tree)
    if refused and len(refused) == len(types):
        raise refused[0]
    return trees


def _reading(event_type: str, audit: bool, lists: Lists) -> Reading:
    def possible(item: Item) -> Item:
        """An audit rule's clause about a system call, made impossible where the type never tells of that call."""
        calls = possible_calls(item.sources[0].name, event_type) if audit and len(item.sources) == 1 else None
        if calls is None or isinstance(item.sources[0], Fixed):
            return item
        event = BY_NAME[event_type](timestamp=0)
        told = constant(Item(item.label, (Fixed(item.sources[0].name, calls),), item.tests), event)
        return item if told else Item(item.label, (Fixed(item.sources[0].name),), item.tests, item.every)

    return Reading(lambda name: sources.field_source(name, event_type, audit), sources.keyword_sources(event_type), lists, possible)


def _check_fields(detection: Map, types: tuple[str, ...], audit: bool) -> None:
    for entry in _keys(detection):
        key = parse_key(entry.key, entry.place)
        if not key.field:
            continue
        try:
            found = [sources.field_source(key.field, event_type, audit) for event_type in types]
        except KeyError as error:
            raise entry.place.error(f"no such field here: {error.args[0]}") from error
        if not audit and all(isinstance(source, Fixed) and not source.values for source in found):
            raise entry.place.error(f"no such field here: no event of this log source has '{found[0].name}'")


def _keys(detection: Map) -> Iterable[Entry]:
    for selection in detection.entries:
        maps = selection.value.items if isinstance(selection.value, Series) else (selection.value,)
        for value in maps:
            if isinstance(value, Map):
                yield from value.entries


def _linked(drafts: list[Rule | Draft], errors: list[ContentError], tests: tuple[Path, ...]) -> RuleSet:
    rules, wrong = link(drafts)
    return RuleSet(rules, tuple(errors + wrong), tests)
