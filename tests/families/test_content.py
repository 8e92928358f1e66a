"""The shipped families: each loads, names its sources, is found in its examples and not in ordinary hosts."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from redshank.analysis.families.match import match_families
from redshank.analysis.families.profiles import Levels, load_profiles, read_profile
from redshank.core.resources import content_folder
from redshank.findings.family import LEVELS
from tests.analysis.families.make import incident

FOLDER = content_folder("families")
NAMES = sorted(file.name.removesuffix(".test.yml") for file in FOLDER.glob("*.test.yml"))
WORDS_NOBODY_ELSE_KNOWS = ("breeb",)


@cache
def shipped():
    return load_profiles([FOLDER])


def examples(name: str, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.test.yml").read_text())[kind]
    return found


def cases(kind: str) -> list[Any]:
    return [pytest.param(name, case, id=f"{name}: {case['name']}") for name in NAMES for case in examples(name, kind)]


def test_every_family_loads_and_has_its_examples():
    profiles, errors = shipped()
    assert [str(error) for error in errors] == []
    assert [profile.id for profile in profiles] == NAMES
    assert len(profiles) >= 17


@pytest.mark.parametrize("profile", shipped()[0], ids=lambda profile: profile.id)
def test_every_sign_has_a_source_and_every_source_is_used(profile):
    assert {name for signal in profile.signals for name in signal.sources} == set(profile.sources)
    assert profile.about.count(".") >= 2 and len(profile.about) > 80
    assert len({signal.kind for signal in profile.signals if not signal.against}) >= 3
    assert profile.generic or any(signal.required for signal in profile.signals)


@pytest.mark.parametrize("name", NAMES)
def test_family_has_examples_of_both_kinds(name):
    assert examples(name, "fires") and examples(name, "quiet")


@pytest.mark.parametrize(("name", "case"), cases("fires"))
def test_family_is_found_at_its_level_and_first(name, case):
    found = match_families(incident(case["alerts"]), shipped()[0])
    assert found and (found[0].id, found[0].level) == (name, case["level"]), [(each.id, each.level, each.score) for each in found]


@pytest.mark.parametrize(("name", "case"), cases("quiet"))
def test_ordinary_host_has_no_family(name, case):
    assert match_families(incident(case["alerts"]), shipped()[0]) == ()


@pytest.mark.parametrize("name", NAMES)
def test_level_falls_and_never_rises_as_alerts_are_missing(name):
    best = max(examples(name, "fires"), key=lambda case: LEVELS.index(case["level"]))
    ranks = []
    for count in range(len(best["alerts"]) + 1):
        level = {each.id: each.level for each in match_families(incident(best["alerts"][:count]), shipped()[0])}.get(name)
        ranks.append(-1 if level is None else LEVELS.index(level))
    assert ranks == sorted(ranks) and ranks[1] == -1 and ranks[-1] == LEVELS.index(best["level"])


def test_no_profile_holds_a_name_of_one_incident_or_an_address():
    for file in sorted(FOLDER.glob("*.yml")):
        if not file.name.endswith(".test.yml"):
            text = file.read_text().lower()
            assert not any(word in text for word in WORDS_NOBODY_ELSE_KNOWS), file.name
            assert "://" not in text.replace("stratum+tcp://", ""), f"{file.name}: name the source without its address"


def test_example_of_the_readme_is_a_profile():
    example = (FOLDER / "README.md").read_text().partition("```yaml\n")[2].partition("```")[0]
    profile, errors = read_profile(example, "odd-bot.yml")
    assert profile is not None, errors
    assert profile.levels == Levels()


def test_rules_that_families_name_are_shipped():
    rules = "".join(file.read_text() for file in Path(content_folder("rules")).rglob("*.yml"))
    named = [word for profile in shipped()[0] for signal in profile.signals for word in getattr(signal.match, "rules", ())]
    assert [word for word in named if f"id: {word}" not in rules] == []
