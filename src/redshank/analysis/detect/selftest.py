"""Rules tried against the examples that lie beside them: `x.yml` has `x.test.yml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.explain import explain
from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.novelty import host_of
from redshank.analysis.detect.sigma.document import Map, Place, Series, Value, plain, read_documents
from redshank.analysis.detect.sigma.head import check_keys, required_text, text
from redshank.analysis.detect.sigma.load import RuleSet, read_bounded
from redshank.analysis.detect.sigma.tree import AnyRule, Correlation, Rule
from redshank.core.errors import ContentError, InputError
from redshank.events import Event
from redshank.events.codec import from_flat

BASE_TIME_NS = 1_763_958_000 * 10**9
"""Time of an example's first event where it gives none: 2025-11-24T04:20:00Z. Each further one comes a second later."""
SECOND_NS = 10**9
MAX_EVENTS = 10_000
EXPECTATIONS = ("fires", "quiet")
ENTRY_KEYS = ("name", "rule", "learned", "events")


@dataclass(frozen=True, slots=True)
class TestResult:
    """One example of one rule. expected: `fires` or `quiet`. detail: why it failed, "" where it passed."""

    __test__ = False

    path: str
    line: int
    rule: str
    name: str
    expected: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class _Example:
    place: Place
    rule: AnyRule
    name: str
    expected: str
    events: tuple[Event, ...]
    learned: tuple[Event, ...] = ()
    """What was seen while baselines learned; it ends where the events begin."""


def run_tests(rule_set: RuleSet, lists: Lists | None = None) -> list[TestResult]:
    """The result of every example of every test file, in order. A file that is itself wrong is a failed result."""
    results = []
    for path in rule_set.tests:
        try:
            data = read_bounded(path)
        except OSError as error:
            results.append(TestResult(str(path), 0, "", "", "", False, f"cannot be read: {error.strerror}"))
            continue
        results += run_test_text(data, str(path), rule_set, lists)
    return results


def run_test_text(data: bytes | str, path: str, rule_set: RuleSet, lists: Lists | None = None) -> list[TestResult]:
    """The results of one test file's content. path: of the test file; its rule file has the same name without `.test`."""
    documents, errors = read_documents(data, path)
    results = []
    for document in documents:
        try:
            examples = list(_examples(document, path, rule_set))
        except ContentError as error:
            errors.append(error)
            continue
        results += [_run(example, rule_set, lists or {}) for example in examples]
    return results + [TestResult(path, error.line, "", "", "", False, str(error)) for error in errors]


def untested(rule_set: RuleSet) -> list[AnyRule]:
    """The rules whose file has no test file beside it."""
    tested = {_rule_path(str(path)) for path in rule_set.tests}
    return [rule for rule in rule_set.rules if rule.path not in tested]


def firing_examples(rule: AnyRule, rules: Sequence[AnyRule]) -> list[tuple[str, tuple[Event, ...]]]:
    """Name and events of each example of a rule's test file on which it has to fire; none where it has no test file that reads."""
    rule_file = Path(rule.path)
    path = rule_file.with_name(f"{rule_file.stem}.test{rule_file.suffix}")
    try:
        documents, _ = read_documents(read_bounded(path), str(path))
        found = [example for document in documents for example in _examples(document, str(path), RuleSet(tuple(rules)))]
    except (OSError, ContentError, ValueError):
        return []
    return [(example.name, example.events) for example in found if example.expected == "fires" and example.rule.id == rule.id]


def _rule_path(test_path: str) -> str:
    return test_path.replace(".test.", ".")


def _examples(document: Value, path: str, rule_set: RuleSet) -> list[_Example]:
    if not isinstance(document, Map):
        raise document.place.error("a test file is a map with 'fires' and 'quiet'")
    check_keys(document, EXPECTATIONS)
    own = [rule for rule in rule_set.rules if rule.path == _rule_path(path)]
    examples = []
    for expected in EXPECTATIONS:
        entries = document.get(expected)
        if not isinstance(entries, Series) or not entries.items:
            raise (entries or document).place.error(f"'{expected}' needs at least one entry")
        examples += [_example(entry, expected, own, rule_set) for entry in entries.items]
    return examples


def _example(entry: Value, expected: str, own: Sequence[AnyRule], rule_set: RuleSet) -> _Example:
    if not isinstance(entry, Map):
        raise entry.place.error("an entry is a map with 'name' and 'events'")
    check_keys(entry, ENTRY_KEYS)
    name = required_text(entry, "name", 500)
    wanted = text(entry, "rule", 256)
    rule = rule_set.find(wanted) if wanted else own[-1] if own else None
    if rule is None:
        missing = f"no rule is called '{wanted}'" if wanted else "no rule was loaded from the file this one tests"
        raise entry.place.error(missing)
    events = entry.get("events")
    if not isinstance(events, Series) or not events.items:
        raise (events or entry).place.error("'events' needs at least one event")
    made, learned = _events(events), entry.get("learned")
    if learned is not None and not isinstance(learned, Series):
        raise learned.place.error("'learned' is a list of events")
    before = _events(learned) if learned else []
    for place, event in enumerate(before):
        event.timestamp, event.event_id = made[0].timestamp - (len(before) - place) * SECOND_NS, f"learned-{place + 1}"
    return _Example(entry.place, rule, name, expected, tuple(made), tuple(before))


def _events(series: Series) -> list[Event]:
    events: list[Event] = []
    for item in series.items:
        if not isinstance(item, Map):
            raise item.place.error("an event is a map of fields")
        flat: Any = plain(item)
        repeat = flat.pop("repeat", 1)
        if not isinstance(repeat, int) or not 0 < repeat <= MAX_EVENTS - len(events):
            raise item.place.error(f"repeat is a number from 1, and an example has at most {MAX_EVENTS} events")
        for _ in range(repeat):
            events.append(_event(flat, item, len(events)))
    return events


def _event(flat: dict[str, Any], item: Map, number: int) -> Event:
    full = {"@timestamp": BASE_TIME_NS + number * SECOND_NS, "event.id": f"test-{number + 1}"} | flat
    try:
        return from_flat(derived(full))
    except InputError as error:
        raise item.place.error(str(error)) from error


def derived(flat: dict[str, Any]) -> dict[str, Any]:
    """The event with the fields that the sensor makes of others, where they are not given."""
    made: dict[str, Any] = {}
    if isinstance(args := flat.get("process.args"), list):
        made["process.command_line"] = " ".join(map(str, args))
    for path, name in (
        ("process.executable", "process.name"),
        ("process.parent.executable", "process.parent.name"),
        ("file.path", "file.name"),
    ):
        if isinstance(flat.get(path), str):
            made[name] = flat[path].rpartition("/")[2]
    return made | flat


def _run(example: _Example, rule_set: RuleSet, lists: Lists) -> TestResult:
    rule = example.rule
    engine = Engine(needed_rules(rule, rule_set), lists=lists, clock=lambda: max(event.timestamp for event in example.events))
    begin = example.events[0].timestamp
    engine.novelty.assume(lambda each: begin - (each.first_seen.learning_ns if each.first_seen else 0), map(host_of, example.events))
    engine.detect(example.learned)
    alerts = [alert for alert in engine.detect(example.events) if alert.rule_id == rule.id]
    detail = ""
    if example.expected == "fires" and not alerts:
        detail = _why_not(rule, example.events[-1], lists)
    elif example.expected == "quiet" and alerts:
        detail = "fired: " + "; ".join(clause.clause for clause in alerts[0].why)
    if engine.failures:
        detail = f"failed: {engine.failures[0].error}"
    return TestResult(example.place.path, example.place.line, rule.id, example.name, example.expected, not detail, detail)


def needed_rules(rule: AnyRule, rule_set: RuleSet) -> list[AnyRule]:
    """A rule with all that it refers to, each once."""
    needed: dict[str, AnyRule] = {}
    waiting = [rule]
    for each in waiting:
        if each.id not in needed:
            needed[each.id] = each
            names = each.rules if isinstance(each, Correlation) else ()
            waiting += [found for name in names if (found := rule_set.find(name))]
    return list(needed.values())


def _why_not(rule: AnyRule, event: Event, lists: Lists) -> str:
    if not isinstance(rule, Rule):
        return "did not fire"
    failed = explain(rule, event, lists).failed
    return "did not fire: " + "; ".join(f"{clause.clause} (value: {clause.value!r})" for clause in failed)
