from pathlib import Path

import pytest

from redshank.analysis.detect.sigma.document import Place
from redshank.analysis.detect.sigma.head import OWN_KEYS, span_ns
from redshank.core.errors import ContentError
from tests.analysis.detect.writing import errors_of, load_rule, rule_text

DETECTION = "s: {Image: a}\ncondition: s"


def head(more):
    return load_rule(DETECTION, more=more)


def test_what_a_rule_says_about_itself_is_kept():
    rule = head(
        "author: A. Nobody\nlicense: Apache-2.0\nreferences: [https://example.org/a]\nfalsepositives: none\nlevel: high\nstatus: test\n"
        "tags: [attack.t1543.002, attack.persistence, cve.2021-4034]\ndescription: d\n"
    )
    assert (rule.id, rule.name, rule.title, rule.author, rule.license) == ("id-r", "r", "r", "A. Nobody", "Apache-2.0")
    assert (rule.references, rule.falsepositives, rule.level, rule.status) == (("https://example.org/a",), ("none",), "high", "test")
    assert (rule.technique_ids, rule.tactic_ids) == (("T1543.002",), ("TA0003",))
    assert (rule.path, rule.line, rule.logsource) == ("x.yml", 1, "linux/process_creation")


@pytest.mark.parametrize(("level", "severity"), [("critical", 2), ("high", 2), ("medium", 2), ("low", 3), ("informational", 3)])
def test_level_becomes_a_severity_and_never_a_1(level, severity):
    assert head(f"level: {level}").severity == severity
    assert head("").severity == 2


def test_our_own_map_overrides_the_defaults():
    rule = head(
        "level: low\nredshank: {severity: 1, title: '{Image} by {user.name}', aggregate: [SourceIp, user.name], "
        "window: 90s, response: Look.}"
    )
    assert (rule.severity, rule.window_ns, rule.response) == (1, 90 * 10**9, "Look.")
    assert rule.aggregate == ("source.ip", "user.name")
    assert rule.title_parts == ("", "process.executable", " by ", "user.name", "")


def test_without_our_own_map_the_defaults_hold():
    rule = head("")
    assert (rule.aggregate, rule.window_ns, rule.response, rule.title_parts) == (None, 3600 * 10**9, "", ("r",))


def test_plain_title_is_taken_as_it_is():
    assert load_rule(DETECTION, more="").title_parts == ("r",)
    text = rule_text(DETECTION, name="'{Image}'")
    assert errors_of(text) == []


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ("levl: high", "unknown key 'levl' (did you mean 'level'?)"),
        ("action: global", "unknown key 'action' (did you mean 'detection'?)"),
        ("level: hihg", "unknown level 'hihg' (did you mean 'high'?)"),
        ("status: tested", "unknown status 'tested' (did you mean 'test'?)"),
        ("tags: [attack.persistance]", "unknown ATT&CK tag 'attack.persistance' (did you mean 'attack.persistence'?)"),
        ("tags: [{a: b}]", "'tags' must be text or a list of texts"),
        ("author: [a]", "'author' must be text"),
        ("redshank: 5", "'redshank' must be a map"),
        ("redshank: {sevrity: 1}", "unknown key 'sevrity' (did you mean 'severity'?)"),
        ("redshank: {severity: 4}", "severity is 1 (wake someone), 2 (review) or 3 (record)"),
        ("redshank: {severity: true}", "severity is 1 (wake someone), 2 (review) or 3 (record)"),
        ("redshank: {window: 5 minutes}", "'5 minutes' is no time span such as 90s, 15m, 1h, 1d (at most a year)"),
        ("redshank: {title: '{Imge}'}", "no such field here: unknown field 'Imge' (did you mean 'Image'?)"),
        ("redshank: {title: ''}", "a rule needs 'title'"),
        ("redshank: {aggregate: [usr.name]}", "no such field here: unknown field 'usr.name' (did you mean 'user.name'?)"),
        ("redshank: {hidden: maybe}", "hidden is true or false"),
        (f"license: {'x' * 300}", "'license' has over 256 characters"),
    ],
)
def test_mistake_in_the_head_is_named_where_it_stands(more, error):
    (found,) = errors_of(rule_text(DETECTION, more=more))
    assert found.startswith("x.yml:8:")
    assert found.split(": ", 1)[1] == error


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: 1", "x.yml:1:1: unknown key 'a'"),
        ("title: ''\nid: x", "x.yml:1:8: a rule needs 'title'"),
        ("id: x", "x.yml:1:1: a rule needs 'title'"),
    ],
)
def test_rule_needs_a_title(text, error):
    assert errors_of(text) == [error]


@pytest.mark.parametrize(("word", "seconds"), [("90s", 90), ("15m", 900), ("1h", 3600), ("1d", 86400), ("2w", 1209600)])
def test_span_is_read_in_its_unit(word, seconds):
    assert span_ns(word, Place("x.yml", 1, 1)) == seconds * 10**9


@pytest.mark.parametrize("word", ["0s", "5", "m", "1y", "-1m", "1.5h", "400d", "9999999999s"])
def test_span_that_is_none_is_refused(word):
    with pytest.raises(ContentError, match="is no time span"):
        span_ns(word, Place("x.yml", 1, 1))


def test_every_key_of_ours_stands_in_the_guide():
    guide = (Path(__file__).parents[4] / "docs/howto/write-a-rule.md").read_text()
    assert [key for key in OWN_KEYS if f"\n| `{key}` | " not in guide] == []
