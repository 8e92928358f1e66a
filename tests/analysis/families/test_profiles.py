"""Profiles as files: what is read, and what is refused with its line."""

import pytest

from redshank.analysis.families.profiles import Levels, load_profiles, read_profile

GOOD = """\
id: odd-bot
name: Odd bot
aliases: [Odd]
class: DDoS bot
about: It is odd. It floods.
sources:
  paper: {name: A paper on it, confidence: 80}
levels: {class: 5, probable: 10, confirmed: 15}
signals:
  - id: place
    kind: file
    weight: 7
    own: true
    required: true
    says: its place
    source: paper
    confidence: 90
    match: {file.path: /tmp/odd}
  - id: many
    kind: behaviour
    weight: 6
    says: many of them
    source: [paper]
    confidence: 50
    match: {count: {of: place, least: 3}}
"""


def errors_of(text: str, path: str = "odd-bot.yml") -> list[str]:
    profile, errors = read_profile(text, path)
    assert profile is None
    return [str(error) for error in errors]


def test_profile_is_read():
    profile, errors = read_profile(GOOD, "families/odd-bot.yml")
    assert errors == [] and profile is not None
    assert (profile.id, profile.class_name, profile.aliases, profile.generic) == ("odd-bot", "DDoS bot", ("Odd",), False)
    assert profile.levels == Levels(5, 10, 15)
    assert [(one.id, one.kind, one.weight, one.own, one.required, one.sources) for one in profile.signals] == [
        ("place", "file", 7, True, True, ("paper",)), ("many", "behaviour", 6, False, False, ("paper",)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("class: DDoS", "clas: DDoS", "odd-bot.yml:4:1: unknown key 'clas' (did you mean 'class'?)"),
        ("id: odd-bot", "id: other", "is not the name of the file"),
        ("kind: file", "kind: fiel", "odd-bot.yml:10:5: unknown kind 'fiel' (did you mean 'file'?)"),
        ("weight: 7", "weight: 11", "odd-bot.yml:12:13: 'weight' is a number from 1 to 10"),
        ("weight: 7", "weight: true", "'weight' is a number from 1 to 10"),
        ("weight: 7", "wieght: 7", "unknown key 'wieght' (did you mean 'weight'?)"),
        ("required: true", "required: perhaps", "'required' is true or false"),
        ("required: true", "required: true\n    against: true", "required or against, not both"),
        ("says: its place", "says: ''", "'says' is missing"),
        ("source: paper", "source: papr", "no such source 'papr' above (did you mean 'paper'?)"),
        ("source: [paper]", "source: []", "'source' is missing"),
        ("of: place", "of: plcae", "no signal 'plcae' above (did you mean 'place'?)"),
        ("id: many", "id: place", "the signal id 'place' is doubled"),
        ("id: many", "id: Many", "the signal id 'Many'"),
        ("about: It is odd. It floods.", "about: ' '", "'about' is missing"),
        ("paper: {name: A paper on it, confidence: 80}", "paper: A paper", "a source is a map"),
        ("{class: 5, probable: 10", "{class: 12, probable: 10", "each level needs at least"),
        ("    match: {file.path: /tmp/odd}\n", "", "'match' is missing"),
        ("match: {file.path", "match: {file.pth", "odd-bot.yml:18:13: an incident remembers no field 'file.pth'"),
        ("sources:\n  paper: {name: A paper on it, confidence: 80}\n", "", "names at least one public source"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(old, new, says):
    assert old in GOOD
    assert any(says in error for error in errors_of(GOOD.replace(old, new, 1))), errors_of(GOOD.replace(old, new, 1))


def test_each_wrong_signal_is_told():
    told = errors_of(GOOD.replace("weight: 7", "weight: 0").replace("weight: 6", "weight: 0"))
    assert [error.split(":")[1] for error in told if "weight" in error] == ["12", "21"]


@pytest.mark.parametrize(
    "text", ["", "[]", "a: b: c", "--- {}\n--- {}", "id: !!python/object:os.system x", "id: odd-bot\nsignals: []", "\x00"]
)
def test_what_is_no_profile_is_refused(text):
    assert errors_of(text)


def test_bad_file_does_not_stop_the_others_and_a_later_folder_replaces(tmp_path):
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir(), own.mkdir()
    (shipped / "odd-bot.yml").write_text(GOOD)
    (shipped / "odd-bot.test.yml").write_text("fires: []")
    (shipped / "bad.yml").write_text("id: bad")
    (own / "odd-bot.yml").write_text(GOOD.replace("name: Odd bot", "name: Our odd bot"))
    (own / "folder.yml").mkdir()
    profiles, errors = load_profiles([shipped, own, tmp_path / "none"])
    assert [profile.name for profile in profiles] == ["Our odd bot"]
    assert ["bad.yml" in str(errors[0]), "folder.yml" in str(errors[1]), len(errors)] == [True, True, 2]
