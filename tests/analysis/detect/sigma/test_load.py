import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redshank.analysis.detect.sigma.document import MAX_FILE_BYTES
from redshank.analysis.detect.sigma.load import load_folder, load_text
from redshank.events import BY_NAME
from tests.analysis.detect.writing import Words, errors_of, load_rule, rule_text

GOOD = rule_text("s: {Image|endswith: /sh}\ncondition: s")
OWN = "{product: linux, service: redshank}"


def test_broken_rule_is_refused_with_its_place_and_the_rest_load():
    found = load_text(rule_text("s: {Imge: a}\ncondition: s", name="broken") + "\n---\n" + GOOD, "x.yml")
    assert [rule.title for rule in found.rules] == ["r"]
    assert [str(error) for error in found.errors] == ["x.yml:6:7: no such field here: unknown field 'Imge' (did you mean 'Image'?)"]


def test_folder_is_read_in_order_and_tests_are_kept_apart(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.yaml").write_text(rule_text("s: {Image: b}\ncondition: s", name="two"))
    (tmp_path / "a.yml").write_text(rule_text("s: {Image: a}\ncondition: s", name="one"))
    (tmp_path / "a.test.yml").write_text("fires: []")
    (tmp_path / "note.txt").write_text("no rule")
    found = load_folder(tmp_path)
    assert [rule.title for rule in found.rules] == ["one", "two"]
    assert found.tests == (tmp_path / "a.test.yml",)
    assert found.errors == ()
    assert [rule.title for rule in load_folder(tmp_path / "a.yml").rules] == ["one"]


def test_what_cannot_be_read_is_an_error_and_no_exception(tmp_path):
    (tmp_path / "a.yml").write_bytes(b"title: " + b"x" * MAX_FILE_BYTES)
    (tmp_path / "b.yml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "c.yml").symlink_to(tmp_path / "c.yml")
    (tmp_path / "d.yml").write_text(GOOD)
    found = load_folder(tmp_path)
    assert [rule.title for rule in found.rules] == ["r"]
    assert [error.message for error in found.errors] == [
        f"file of {MAX_FILE_BYTES + 1} bytes is over {MAX_FILE_BYTES}",
        "file is no UTF-8 text",
    ]
    assert str(load_folder(tmp_path / "nothing").errors[0]) == f"{tmp_path}/nothing:0:0: no such file or folder"


def test_mistakes_of_one_file_are_bounded_and_the_rest_is_a_number():
    errors = load_text("---\na: 1\n" * 900, "x.yml").errors
    assert len(errors) == 101
    assert str(errors[-1]) == "x.yml:202:1: 800 more mistakes from here on"


def test_rule_is_found_by_id_name_or_title():
    found = load_text(GOOD.replace("title: r", "title: A title"), "x.yml")
    assert found.find("id-r") is found.find("r") is found.find("A title") is found.rules[0]
    assert found.find("other") is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("- a", "x.yml:1:1: a rule is a map with keys such as 'title' and 'detection'"),
        ("title: t", "x.yml:1:1: a rule needs a 'logsource' map"),
        ("title: t\nlogsource: linux", "x.yml:2:12: a rule needs a 'logsource' map"),
        ("title: t\nlogsource: {product: linux}", "x.yml:1:1: a rule needs a 'detection' map"),
        (
            "title: t\nlogsource: {product: linux, servce: sshd}\ndetection: {}",
            "x.yml:2:29: unknown key 'servce' (did you mean 'service'?)",
        ),
        (
            "title: t\nlogsource: {product: windows}\ndetection: {}",
            "x.yml:2:12: no source here: product 'windows' is not watched, only linux",
        ),
    ],
)
def test_document_that_is_no_rule_says_what_is_missing(text, error):
    assert errors_of(text) == [error]


def test_field_that_no_event_of_the_log_source_has_is_refused():
    assert errors_of(rule_text("s: {TargetFilename: a}\ncondition: s")) == [
        "x.yml:6:7: no such field here: no event of this log source has 'file.path'"
    ]


def test_rule_of_ours_looks_at_the_types_its_condition_allows():
    assert load_rule("s: {event.action: [net.connect, file.open]}\nf: {file.path: a}\ncondition: s and not f", OWN).event_types == (
        "file.open",
        "net.connect",
    )
    assert load_rule("s: {event.action|startswith: file., file.target_path: a}\ncondition: s", OWN).event_types == (
        "file.create",
        "file.rename",
        "file.attempt",
    )
    assert load_rule("s: {event.action: kernel.module}\ncondition: s", OWN).event_types == ("kernel.module",)


def test_rule_of_ours_must_name_its_types():
    assert errors_of(rule_text("s: {user.id: 0}\ncondition: s", OWN)) == [
        "x.yml:6:3: a rule of service redshank names its event types: event.action: net.connect"
    ]
    assert errors_of(rule_text("s: {event.action: net.conect}\ncondition: s", OWN)) == ["x.yml:6:3: the condition can never hold"]


def test_types_with_the_same_condition_share_one_tree():
    rule = load_rule("s: {TargetFilename: a}\ncondition: s", "{product: linux, category: file_event}")
    assert rule.trees["file.create"] is rule.trees["file.modify"] is rule.trees["file.rename"]


def test_list_that_is_not_given_refuses_the_rule():
    text = rule_text("s: {Image|expand: '%tools%'}\ncondition: s")
    assert errors_of(text) == ["x.yml:6:21: no list called 'tools' is given here"]
    assert errors_of(text, lists={"tools": Words()}) == []


def test_list_whose_content_may_change_never_decides_at_load():
    rule = load_rule(
        "s: {event.action|expand: '%types%'}\ncondition: s and t\nt: {event.action: [net.connect]}", OWN, lists={"types": Words()}
    )
    assert rule.event_types == ("net.connect",)


junk = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=6),
        st.sampled_from(("s", "selection", "Image", "event_count", "1 of them")),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("s", "condition", "Image", "Image|re", "type", "rules", "a b", "")), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = ("title", "id", "logsource", "detection", "correlation", "tags", "level", "redshank", "references", "author")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), junk, min_size=1))
def test_no_shape_of_a_rule_raises_anything_but_its_error(document):
    import json

    good = {
        "title": "t",
        "logsource": {"product": "linux", "category": "process_creation"},
        "detection": {"s": {"Image": "a"}, "condition": "s"},
    }
    found = load_text(json.dumps(good | document), "x.yml")
    assert len(found.rules) + len(found.errors) == 1
    assert all(error.line == 1 and error.column > 0 for error in found.errors)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.binary(max_size=60))
def test_no_bytes_raise_anything_but_errors(data):
    found = load_text(data, "x.yml")
    assert found.rules == ()


def test_every_event_type_can_be_looked_at():
    for name in BY_NAME:
        assert load_rule(f"s: {{event.action: {name}}}\ncondition: s", OWN).event_types == (name,)
