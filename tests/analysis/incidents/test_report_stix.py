import json
import re
from uuid import UUID, uuid5

import pytest

from redshank.analysis.incidents.report import report_of
from redshank.analysis.incidents.report_stix import MAX_OBJECTS, OBSERVABLES, stix_bundle
from tests.analysis.incidents.played import HOSTILE, MADE, PIECES, breach_report, case, hostile_report, member

NEEDED = {
    "identity": {"name"}, "incident": {"name"}, "grouping": {"context", "object_refs"}, "attack-pattern": {"name"},
    "malware": {"is_family"},
    "indicator": {"pattern", "pattern_type", "valid_from"}, "relationship": {"relationship_type", "source_ref", "target_ref"},
    "observed-data": {"first_observed", "last_observed", "number_observed", "object_refs"},
}  # fmt: skip
"""Properties that STIX 2.1 asks of objects of these types, beside the common ones."""
OBSERVED = {"ipv4-addr": {"value"}, "ipv6-addr": {"value"}, "file": {"name"}, "directory": {"path"}, "user-account": set()}
TIMES = {"created", "modified", "valid_from", "first_observed", "last_observed"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
PATTERN = re.compile(r"\[(ipv4-addr|ipv6-addr):value = '(?:[^'\\]|\\['\\])*'\]|\[file:hashes\.'SHA-256' = '[0-9a-f]{64}'\]")
LINKS = {("malware", "uses", "attack-pattern"), ("indicator", "indicates", "malware"), ("indicator", "indicates", "attack-pattern"),
         ("indicator", "based-on", "observed-data"), ("attack-pattern", "related-to", "incident")}  # fmt: skip


def check(bundle):
    """What the specification asks, as far as this module makes use of it."""
    assert bundle["type"] == "bundle" and bundle["id"].startswith("bundle--")
    objects = {one["id"]: one for one in bundle["objects"]}
    assert len(objects) == len(bundle["objects"]) <= MAX_OBJECTS + 10
    before: set[str] = set()
    for one in bundle["objects"]:
        kind, _, number = one["id"].partition("--")
        assert kind == one["type"] and UUID(number).version == 5 and one["spec_version"] == "2.1"
        assert not any(value in (None, [], {}) for value in one.values())
        references = [value for key, value in one.items() if key.endswith("_ref")] + list(one.get("object_refs", []))
        assert set(references) <= objects.keys()
        assert set(references) <= before | {one["id"]}
        before.add(one["id"])
        if kind in OBSERVED:
            assert OBSERVED[kind] <= one.keys() and "created" not in one
            continue
        assert {"created", "modified"} | NEEDED[kind] <= one.keys()
        assert all(TIME.fullmatch(value) for key, value in one.items() if key in TIMES)
        if kind == "indicator":
            assert PATTERN.fullmatch(one["pattern"]), one["pattern"]
        if kind == "observed-data":
            assert one["first_observed"] <= one["last_observed"] and 1 <= one["number_observed"] <= 999_999_999
        if kind == "relationship":
            assert (objects[one["source_ref"]]["type"], one["relationship_type"], objects[one["target_ref"]]["type"]) in LINKS
    json.dumps(bundle, ensure_ascii=False).encode()
    return objects


def test_bundle_of_the_played_breach_holds_to_the_specification():
    objects = check(stix_bundle(breach_report()))
    kinds = {one["type"] for one in objects.values()}
    assert kinds == {"identity", "incident", "attack-pattern", "malware", "ipv4-addr", "file", "directory", "user-account", "observed-data",
                     "indicator", "relationship", "grouping"}  # fmt: skip
    assert all(one["labels"] == ["simulation"] for one in objects.values() if one["type"] == "incident")


def test_grouping_names_everything_but_the_maker_and_itself():
    objects = check(stix_bundle(breach_report()))
    (grouping,) = [one for one in objects.values() if one["type"] == "grouping"]
    assert set(grouping["object_refs"]) == {id_ for id_, one in objects.items() if one["type"] not in ("identity", "grouping")}


def test_same_report_gives_the_same_bundle():
    assert stix_bundle(breach_report()) == stix_bundle(breach_report())


def test_an_address_has_the_id_that_others_give_it_too():
    objects = stix_bundle(breach_report())["objects"]
    (address,) = [one for one in objects if one.get("value") == "203.0.113.66"]
    assert address["id"] == "ipv4-addr--" + str(uuid5(OBSERVABLES, '{"value":"203.0.113.66"}'))


def test_a_family_that_is_only_of_a_class_is_no_malware_object():
    report = report_of(case(member(1)), PIECES, MADE)
    assert not any(one["type"] == "malware" for one in check(stix_bundle(report)).values())


def test_size_is_bounded_and_references_still_hold():
    def facts(n: int) -> tuple[tuple[str, str], ...]:
        return ("destination.ip", f"203.0.113.{n % 250}"), ("file.path", f"/tmp/{n}"), ("file.hash.sha256", f"{n:064x}")

    members = [member(n, facts(n)) for n in range(1, 1_000)]
    check(stix_bundle(report_of(case(*members), [], MADE)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_break_neither_patterns_nor_references(text):
    check(stix_bundle(hostile_report(text)))
