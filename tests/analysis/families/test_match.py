"""Levels of families: two kinds, strong before many, honest about what is missing, the same answer every time."""

import random
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import redshank.analysis.families.match as match_module
from redshank.analysis.families.conditions import seen_of
from redshank.analysis.families.match import FamilyMatcher, match_families, thing_of
from redshank.analysis.families.profiles import Profile, load_profiles, read_profile
from redshank.core.resources import content_folder
from redshank.findings.family import LEVELS
from tests.analysis.families.make import incident, member

SIGNAL = """
  - id: {id}
    kind: {kind}
    weight: {weight}
    own: {own}
    required: {required}
    against: {against}
    says: sign {id}
    source: a
    confidence: 90
    match: {{file.path: /x/{id}}}"""
ORDINARY: list[dict[str, Any]] = [
    {"event.action": "session.login_failed", "technique": ["T1110"], "source.ip": "192.0.2.8"},
    {"event.action": "session.login", "technique": ["T1078"], "source.ip": "192.0.2.9"},
    {"event.action": "process.exec", "process.executable": "/usr/bin/wget", "process.command_line": "wget https://example.org/kinsing"},
    {"event.action": "process.exec", "process.executable": "/usr/bin/grep", "process.command_line": "grep -r DbSecuritySpt /etc"},
    {"event.action": "process.exec", "process.executable": "/tmp/installer", "technique": ["T1059.004"]},
    {"event.action": "file.modify", "file.path": "/etc/crontab", "redshank.file.diff": "+5 4 * * * root /usr/sbin/backup"},
    {"event.action": "file.modify", "file.path": "/usr/bin/vim.basic", "process.executable": "/usr/bin/dpkg", "technique": ["T1554"]},
    {"event.action": "file.create", "file.path": "/opt/app/config.json"},
    {"event.action": "file.delete", "file.path": "/usr/bin/bsd-port/getty", "process.executable": "/usr/bin/rm"},
    {"event.action": "net.connect", "process.executable": "/usr/bin/curl", "destination.ip": "192.0.2.10", "destination.port": "443"},
    {"event.action": "host.state", "file.path": "/etc/init.d/site-agent", "redshank.package.state": "unpackaged"},
    {"event.action": "host.state", "redshank.module.name": "zfs", "redshank.sweep.traits": ["out_of_tree"]},
]


@cache
def shipped() -> tuple[Profile, ...]:
    return load_profiles([content_folder("families")])[0]


def profile(name: str = "odd", levels: str = "{class: 8, probable: 16, confirmed: 28}", generic: bool = False, **signals: str) -> Profile:
    """A profile whose sign NAME is the file /x/NAME; each given as `kind weight word …`, words: own, required, against."""
    lines = []
    for sign, words in signals.items():
        kind, weight, *marks = words.split()
        flags = {mark: str(mark in marks).lower() for mark in ("own", "required", "against")}
        lines.append(SIGNAL.format(id=sign, kind=kind, weight=weight, **flags))
    head = f"id: {name}\nname: {name}\nclass: bot\ngeneric: {str(generic).lower()}\nabout: A. B.\nlevels: {levels}\n"
    found, errors = read_profile(head + "sources: {a: {name: a, confidence: 50}}\nsignals:" + "".join(lines), f"{name}.yml")
    assert found, errors
    return found


def matched(signs: str, *profiles: Profile):
    return match_families(incident({"event.action": "host.state", "file.path": f"/x/{sign}"} for sign in signs.split()), profiles)


def level(signs: str, one: Profile) -> str:
    return next((each.level for each in matched(signs, one)), "")


def test_levels_rise_with_what_is_seen():
    one = profile(a="file 8", b="program 8", c="network 7", d="hiding 7")
    assert [level(signs, one) for signs in ("a", "a b", "a b c", "a b c d")] == ["", "probable", "probable", "confirmed"]


def test_two_signs_of_one_kind_are_no_probable():
    one = profile(a="file 9", b="file 9", c="program 7")
    assert (level("a b", one), level("a c", one)) == ("class", "probable")


def test_one_strong_pair_outweighs_five_weak_paths():
    one = profile(a="file 8", b="program 8", v="file 3", w="program 3", x="network 3", y="hiding 3", z="kernel 3")
    assert level("v w x y z", one) == ""
    assert level("a b", one) == "probable"
    [match] = matched("a v w x y z", one)
    assert (match.level, match.score) == ("class", 8 + 5)


def test_without_a_required_sign_nothing_is_confirmed():
    one = profile(a="file 9", b="program 9", c="network 9", d="hiding 9 required")
    assert (level("a b c", one), level("a b c d", one)) == ("probable", "confirmed")
    [match] = matched("a b c", one)
    assert [(miss.signal, miss.required) for miss in match.misses] == [("d", True)]


def test_without_a_mark_of_its_own_a_family_is_only_its_class():
    one = profile(a="file 9", b="program 9", c="network 9", d="hiding 8 own")
    assert (level("a b c", one), level("a d", one)) == ("class", "probable")


def test_what_speaks_against_lowers_score_and_level():
    one = profile(a="file 9", b="program 9", c="network 9", d="hiding 9", no="behaviour 6 against")
    [match] = matched("a b c d no", one)
    assert (match.level, match.score, match.of, [hit.signal for hit in match.against]) == ("probable", 30, 36, ["no"])
    assert "no" not in {miss.signal for miss in match.misses}
    assert level("a no", one) == ""


def test_the_same_thing_seen_twice_supports_nothing():
    two = profile(a="file 9", b="program 9")
    same = [{"event.action": action, "file.path": path} for action in ("host.state", "file.create") for path in ("/x/a",)]
    assert match_families(incident(same), [two]) == ()
    both = [{"event.action": "host.state", "file.path": ["/x/a", "/x/b"]}]
    assert match_families(incident(both), [two]) == ()


def test_what_an_alert_is_about():
    assert thing_of(seen_of(member(1, **{"destination.ip": "192.0.2.1", "process.executable": "/x"}))) == "192.0.2.1"
    assert thing_of(seen_of(member(1, **{"event.action": "net.raw", "process.executable": "/x"}))) == "network of /x"
    assert (
        thing_of(seen_of(member(1, **{"event.action": "host.state", "redshank.sweep.check": "sockets", "process.executable": "/x"})))
        == "network of /x"
    )
    assert thing_of(seen_of(member(1, **{"event.action": "process.exec", "process.executable": "/x"}))) == "/x"
    assert thing_of(seen_of(member(1))) == "a1"


def test_match_shows_its_work_and_the_nearest_other():
    odd, even = profile("odd", a="file 8", b="program 8", c="network 5"), profile("even", a="file 9", c="network 4")
    [match] = matched("a b", odd, even)
    assert (match.id, match.second, match.second_name, match.margin) == ("odd", "even", "even", 16 - 9)
    assert [(hit.signal, hit.says, hit.alerts) for hit in match.hits] == [("a", "sign a", ("a1",)), ("b", "sign b", ("a2",))]
    assert match.tick_list == "2 of 3 signs of odd; not seen: sign c"


def test_nearest_other_is_of_the_same_sort_where_there_is_one():
    odd, even = profile("odd", a="file 8", b="program 8"), profile("even", c="file 1", d="file 1")
    whole = profile("whole", generic=True, a="file 7", b="program 7")
    found = matched("a b c", odd, even, whole)
    assert [(each.id, each.second, each.margin) for each in found] == [("odd", "even", 15), ("whole", "odd", -2)]
    assert matched("a b", odd, whole)[0].second == "whole"


def test_one_family_comes_before_a_whole_class_of_the_same_level():
    odd, whole = profile("odd", a="file 8", b="program 8"), profile("whole", generic=True, a="file 10", b="program 10")
    assert [match.id for match in matched("a b", odd, whole)] == ["odd", "whole"]
    assert matched("a b", odd, whole)[0].margin == -4


def test_two_families_at_once_are_both_told():
    mixed: list[dict[str, Any]] = [
        {"event.action": "host.state", "file.path": "/usr/bin/bsd-port/getty", "file.hash.sha256": "aa"},
        {"event.action": "host.state", "file.path": "/usr/bin/ps", "file.hash.sha256": "aa", "redshank.package.state": "differs"},
        {"event.action": "host.state", "file.path": "/usr/bin/ss", "file.hash.sha256": "aa", "redshank.package.state": "differs"},
        {"event.action": "process.exec", "process.executable": "/tmp/kinsing"},
        {"event.action": "process.exec", "process.executable": "/tmp/kdevtmpfsi"},
        {"event.action": "net.connect", "destination.ip": "203.0.113.9", "destination.port": "3333", "technique": ["T1496.001"]},
    ]
    found = match_families(incident(mixed), shipped())
    assert [(match.id, match.level) for match in found[:2]] == [("billgates", "probable"), ("kinsing", "probable")]
    assert (found[0].second, found[1].second) == ("kinsing", "billgates")


def test_ordinary_alerts_together_are_no_family():
    assert match_families(incident(ORDINARY), shipped()) == ()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_matcher_of_a_growing_incident_says_what_a_fresh_look_says(seed):
    whole = breach(seed) + ORDINARY
    matcher = FamilyMatcher(shipped())
    for count in range(len(whole) + 1):
        one = incident(whole[:count])
        assert matcher.match(one) == match_families(one, shipped())


def test_alert_that_changed_is_looked_at_anew():
    one = profile(a="file 8", b="program 8")
    matcher = FamilyMatcher([one])
    story = incident({"event.action": "host.state", "file.path": path} for path in ("/x/a", "/x/none"))
    assert matcher.match(story) == ()
    story.members["a2"] = member(2, **{"event.action": "host.state", "file.path": "/x/b"})
    assert [match.level for match in matcher.match(story)] == ["probable"]


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(match_module, "MAX_REMEMBERED", 3)
    matcher = FamilyMatcher([profile(a="file 8", b="program 8")])
    for number in range(1, 6):
        story = incident({"event.action": "host.state", "file.path": f"/x/{sign}"} for sign in "a" * number + "b")
        assert [match.level for match in matcher.match(story)] == ["probable"]
    assert len(matcher._signs) <= 3


def test_empty_incident_has_no_family():
    assert match_families(incident([]), shipped()) == ()


def breach(seed: int) -> list[dict[str, Any]]:
    """A part of a BillGates breach, in an order of its own."""
    whole: list[dict[str, Any]] = [
        {"event.action": "session.login", "technique": ["T1110"], "source.ip": "198.51.100.23"},
        {"event.action": "host.state", "file.path": "/usr/bin/bsd-port/getty", "file.hash.sha256": "aa"},
        {"event.action": "host.state", "file.path": "/usr/bin/ps", "file.hash.sha256": "aa", "redshank.package.state": "differs"},
        {"event.action": "host.state", "file.path": "/usr/bin/ss", "file.hash.sha256": "aa", "redshank.package.state": "differs"},
        {"event.action": "process.exec", "process.executable": "/usr/bin/dpkgd/ps"},
        {"event.action": "host.state", "file.path": "/etc/init.d/DbSecuritySpt"},
        {"event.action": "host.state", "file.path": "/usr/bin/.sshd"},
        {"event.action": "host.state", "file.path": "/tmp/moni.lock"},
    ]
    chance = random.Random(seed)
    return chance.sample(whole, chance.randint(0, len(whole)))


def ranks(found) -> dict[str, int]:
    return {match.id: LEVELS.index(match.level) for match in found}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.sampled_from(ORDINARY), max_size=6))
def test_alerts_that_have_nothing_to_do_with_it_raise_no_level(seed, more):
    before = match_families(incident(breach(seed)), shipped())
    after = match_families(incident(breach(seed) + more), shipped())
    assert ranks(after) == ranks(before)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_same_incident_gives_the_same_answer_whatever_the_order_of_profiles(seed):
    one = incident(breach(seed))
    shuffled = list(shipped())
    random.Random(seed).shuffle(shuffled)
    assert match_families(one, shuffled) == match_families(one, shipped())
