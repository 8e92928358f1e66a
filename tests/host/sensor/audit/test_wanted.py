from pathlib import Path

from redshank.host.sensor.audit import rule
from redshank.host.sensor.audit.rule import Rule
from redshank.host.sensor.audit.wanted import MARK, call_rules, place_rules, secret_places
from redshank.host.sensor.files.watches import Secret, Tree, WatchPlan


def field(one: Rule, wanted: int) -> int | str | None:
    return next((value for number, _, value in one.fields if number == wanted), None)


def test_every_call_rule_has_a_32_bit_twin() -> None:
    found = list(call_rules("x86_64", 7))
    purposes = {one.purpose for one in found}
    assert {"programs", "32-bit programs", "connections", "32-bit connections"} <= purposes
    assert {field(one.rule, rule.ARCH) for one in found} == {0xC000003E, 0x40000003}


def test_every_rule_has_our_mark_and_leaves_us_out() -> None:
    for one in call_rules("x86_64", 7):
        assert one.rule.key == MARK
        assert (rule.PID, rule.NOT_EQUAL, 7) in one.rule.fields


def test_old_socketcall_is_told_by_its_first_argument() -> None:
    arguments = {field(one.rule, rule.FIRST_ARGUMENT) for one in call_rules("x86_64", 7) if one.rule.calls == {102}}
    assert arguments == {2, 3, 4, 5, 18}


def test_unknown_machine_gets_no_rules() -> None:
    assert list(call_rules("m68k", 7)) == []


def test_place_is_watched_once_by_its_real_path(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    plan = WatchPlan((Tree(str(tmp_path / "real")), Tree(str(tmp_path / "link")), Tree(str(tmp_path / "absent"))))
    found = list(place_rules(plan, 7, changes=False, machine="x86_64"))
    assert [field(one.rule, rule.FOLDER) for one in found] == [str(tmp_path / "real")] * 2
    assert {field(one.rule, rule.PERM) for one in found} == {rule.WRITE}


def test_attributes_are_asked_for_where_no_other_source_tells_changes(tmp_path: Path) -> None:
    plan = WatchPlan((Tree(str(tmp_path)),))
    found = list(place_rules(plan, 7, changes=True, machine="aarch64"))
    assert [field(one.rule, rule.PERM) for one in found] == [rule.WRITE | rule.ATTRIBUTE]


def test_secret_is_a_file_by_name_or_all_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "host_key").touch()
    (tmp_path / "host_key.pub").touch()
    folder = str(tmp_path)
    plan = WatchPlan((), (Secret(folder, "shadow"), Secret(folder, "host_*", ("*.pub",)), Secret(folder), Secret("/absent", "x")))
    assert list(secret_places(plan)) == [(f"{folder}/shadow", True), (f"{folder}/host_key", True), (folder, False)]
