from pathlib import Path

import pytest

from redshank.analysis.detect.sigma.load import load_text
from redshank.analysis.detection import joined, open_detection
from redshank.core.errors import ConfigError
from tests.cli.make import BROKEN_RULE, RULE, rule_folder, shell


def test_rules_of_a_folder_fire(tmp_path: Path) -> None:
    detection = open_detection([rule_folder(tmp_path)], [], print, tmp_path)
    assert [alert.title for alert in detection.detect([shell(), shell(user_name="root")])] == ["apache2 runs sh"]
    assert detection.troubles() == []


def test_refused_rule_is_said_and_the_rest_load(tmp_path: Path) -> None:
    (rule_folder(tmp_path) / "broken.yml").write_text(BROKEN_RULE)
    said: list[str] = []
    detection = open_detection([tmp_path], [], said.append, tmp_path / "site")
    assert detection.rule_count == 1
    assert len(said) == 1
    assert said[0].startswith(f"{tmp_path}/broken.yml:5:5: ")
    assert "did you mean 'Image'" in said[0]
    assert detection.refused == tuple(said)


def test_several_places_are_one_set_and_a_second_rule_of_one_id_is_refused(tmp_path: Path) -> None:
    first, second = load_text(RULE, "a.yml"), load_text(RULE, "b.yml")
    rules, errors = joined([first, second])
    assert len(rules) == 1
    assert str(errors[0]).endswith("is already the rule at a.yml:1")


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no rules at .*gone: no such file or folder"):
        open_detection([tmp_path / "gone"], [], print)


def test_no_rule_at_all_is_refused_because_silence_would_mean_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.yml").write_text(BROKEN_RULE)
    with pytest.raises(ConfigError, match="no rule could be loaded from"):
        open_detection([tmp_path], [], lambda _: None)


def test_lists_of_the_site_reach_the_rules(tmp_path: Path) -> None:
    (tmp_path / "site" / "lists").mkdir(parents=True)
    (tmp_path / "site" / "lists" / "site_shells.txt").write_text("/usr/bin/sh\n")
    rule = RULE.replace("Image|endswith: [/sh, /bash]", "Image|expand: '%site_shells%'")
    (tmp_path / "x.yml").write_text(rule)
    detection = open_detection([tmp_path / "x.yml"], [], print, tmp_path / "site")
    assert len(detection.detect([shell(), shell(process_executable="/usr/bin/bash")])) == 1


def test_match_of_a_hidden_rule_is_shown_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "hidden.yml").write_text(RULE + "  hidden: true\n")
    detection = open_detection([tmp_path], [], print, tmp_path / "site")
    assert detection.detect([shell()]) == [] and detection.engine.counters["alerts"] == 1


def test_filter_beside_the_rules_hides_and_says_how_much(tmp_path: Path) -> None:
    rule_folder(tmp_path)
    rule = load_text(RULE, "x").rules[0]
    text = "title: ours\nid: ours\nlogsource: {product: linux, service: redshank}\n"
    text += f"filter: {{rules: [{rule.id}], s: {{User: www-data}}, condition: not s}}\n"
    (tmp_path / "f.yml").write_text(text)
    detection = open_detection([tmp_path], [], print, tmp_path / "site")
    assert detection.refused == ()
    assert detection.detect([shell(), shell()]) == []
    assert detection.hidden() == ["filter ours hid 2 matches"]
    (tmp_path / "f.yml").write_text(text.replace("rules: [", "rules: [not-"))
    said: list[str] = []
    open_detection([tmp_path], [], said.append, tmp_path / "site")
    assert said[0].startswith(f"{tmp_path}/f.yml:")
