"""The rules that a `redshank rules` verb is about."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.sigma.load import TEST_SUFFIXES, RuleSet, load_folder
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.analysis.detection import filters_of, joined, lists_for, rule_places
from redshank.core.errors import ConfigError, ContentError


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rule sets of the places asked for, and what was wrong with them. rules: all that stand, each id once."""

    sets: tuple[RuleSet, ...]
    rules: tuple[AnyRule, ...]
    errors: tuple[ContentError, ...]
    lists: Lists
    list_problems: tuple[str, ...]


def add_places(parser: argparse.ArgumentParser, metavar: str) -> None:
    """The argument that says which rules."""
    help_text = "folders or files of rules; the shipped rules and the site's where none is given"
    parser.add_argument("places", nargs="*", type=Path, metavar=metavar, help=help_text)


def load_rules(places: Sequence[Path]) -> Loaded:
    """The rules of the places, or the shipped ones; a test file stands for the rule file beside it. Raises ConfigError."""
    given = [_rule_file(place) for place in places]
    lists = lists_for(given)
    sets = tuple(_with_own_test(place, load_folder(place, lists.by_name)) for place in rule_places(given))
    rules, errors = joined(sets)
    errors += filters_of(rule_places(given), rules, lists)[1]
    if not rules and not errors:
        raise ConfigError(f"no rule files (x.yml) in {', '.join(map(str, rule_places(given)))}")
    return Loaded(sets, rules, tuple(errors), lists.by_name, lists.problems)


def _rule_file(place: Path) -> Path:
    suffix = next((suffix for suffix in TEST_SUFFIXES if place.name.endswith(suffix)), "")
    if not suffix or not place.is_file():
        return place
    rule = place.with_name(place.name.removesuffix(suffix) + suffix.removeprefix(".test"))
    if not rule.is_file():
        raise ConfigError(f"{place} tests {rule.name}, which is not beside it")
    return rule


def _with_own_test(place: Path, found: RuleSet) -> RuleSet:
    """A single file is tested by the file beside it, as it is in a folder."""
    if not place.is_file():
        return found
    beside = place.with_name(f"{place.stem}.test{place.suffix}")
    return RuleSet(found.rules, found.errors, (beside,) if beside.is_file() else ())
