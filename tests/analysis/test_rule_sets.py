from pathlib import Path

import pytest

from redshank.analysis.detect.sigma.load import load_folder
from redshank.analysis.rule_sets import BASE, RuleSetChoice, choose, parse_set, read_set, set_files
from redshank.core.errors import ConfigError

RULE = """title: {title}
name: {name}
id: id-{name}
tags: [{tag}]
logsource: {{product: linux, category: process_creation}}
detection:
  s: {{Image: /usr/bin/{name}}}
  condition: s
"""
COUNT = "---\ntitle: count\nname: count\nid: id-count\ncorrelation: {type: event_count, rules: [step], timespan: 5m, condition: {gte: 3}}\n"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "linux" / "network").mkdir(parents=True)
    (folder / "linux" / "impact").mkdir()
    (folder / "linux" / "network" / "a.yml").write_text(RULE.format(title="a", name="a", tag="pci_dss.10.2.1"))
    (folder / "linux" / "network" / "c.yml").write_text(RULE.format(title="step", name="step", tag="attack.t1046") + COUNT)
    (folder / "linux" / "impact" / "b.yml").write_text(RULE.format(title="b", name="b", tag="attack.t1485"))
    return folder


def names(shipped: Path, wanted: RuleSetChoice) -> list[str]:
    kept, _ = choose(load_folder(shipped).rules, wanted, shipped)
    return sorted(rule.name for rule in kept)


def test_base_has_every_rule(shipped: Path) -> None:
    assert names(shipped, read_set(BASE, [shipped])) == ["a", "b", "count", "step"]


def test_folder_left_out_takes_the_steps_of_its_correlations_with_it(shipped: Path) -> None:
    assert names(shipped, RuleSetChoice("x", leave_out=("linux/network/c",))) == ["a", "b"]
    assert names(shipped, RuleSetChoice("x", leave_out=("linux/network/*",))) == ["b"]


def test_correlation_that_is_in_brings_the_steps_it_builds_on(shipped: Path) -> None:
    assert names(shipped, RuleSetChoice("x", only=("linux/network/c",))) == ["count", "step"]


def test_only_rules_with_a_tag_are_in(shipped: Path) -> None:
    assert names(shipped, RuleSetChoice("x", only=("tag:pci_dss.*",))) == ["a"]


def test_rule_of_the_site_stays_in_every_set(shipped: Path) -> None:
    kept, _ = choose(load_folder(shipped).rules, RuleSetChoice("x", leave_out=("*",)), shipped / "elsewhere")
    assert len(kept) == 4


def test_severity_is_changed_and_a_pattern_that_fits_nothing_is_told(shipped: Path) -> None:
    kept, unused = choose(load_folder(shipped).rules, RuleSetChoice("x", severity=(("linux/impact/b", 1), ("linux/z", 2))), shipped)
    assert {rule.name: rule.severity for rule in kept}["b"] == 1
    assert unused == ["rule set 'x': no rule fits 'linux/z'"]


def test_set_of_the_site_stands_before_the_shipped_one(tmp_path: Path) -> None:
    for place, title in (("shipped", "one"), ("site", "two")):
        (tmp_path / place / "sets").mkdir(parents=True)
        (tmp_path / place / "sets" / "server.toml").write_text(f'title = "{title}"\n')
    assert read_set("server", [tmp_path / "shipped", tmp_path / "site"]).title == "two"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("leaveout = []", "unknown key 'leaveout' (did you mean 'leave_out'?)"),
        ("only = 'x'", "'only' is a list of patterns"),
        ("[severity]\n'linux/x' = 4", "'severity' is a table of patterns with 1, 2 or 3"),
        ("title = 7", "'title' is a text"),
        ("title = ", "Invalid value"),
        ("a = " + "[" * 20_000, "recursion"),
        ("#" * 70_000, "at most 65536 bytes"),
    ],
)
def test_mistake_in_a_set_is_one_line_with_its_file(tmp_path: Path, text: str, error: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as raised:
        parse_set("x", file)
    assert str(file) in str(raised.value) and error in str(raised.value) and "\n" not in str(raised.value)


def test_unknown_set_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "server.toml").write_text("")
    with pytest.raises(ConfigError, match=r"no rule set 'servr' .did you mean 'server'"):
        read_set("servr", [tmp_path])
    assert set_files([tmp_path]) == {"server": tmp_path / "sets" / "server.toml"}
