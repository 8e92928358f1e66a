import pytest

from redshank.analysis.detect.sigma.tree import AllOf, AnyOf, Attribute, Exists, Item, Negation, TextTest, ValueTest
from tests.analysis.detect.writing import errors_of, load_rule, rule_text

IMAGE = Attribute("process.executable", "process_executable", "text")
LINE = Attribute("process.command_line", "process_command_line", "text")


def tree(selection):
    return load_rule(f"s:{selection}\ncondition: s").trees["process.exec"]


def image(text, how="equals", label="s.Image"):
    return Item(label, (IMAGE,), (ValueTest(text, (TextTest(how, text),)),))


def test_map_means_every_key():
    assert tree(" {Image: a, CommandLine: null}") == AllOf(
        (image("a"), Item("s.CommandLine", (LINE,), (ValueTest("null", (Exists(False),)),)))
    )


def test_list_of_maps_means_any_of_them():
    assert tree(" [{Image: a}, {Image: b}]") == AnyOf((image("a"), image("b")))


def test_list_of_texts_means_any_keyword_and_all_means_every():
    words = tuple(ValueTest(word, (TextTest("contains", word),)) for word in ("a", "b"))
    assert tree(" [a, b]") == Item("s", (LINE, IMAGE), words)
    assert tree(" {'|all': [a, b]}") == Item("s|all", (LINE, IMAGE), words, every=True)
    assert tree(" a") == Item("s", (LINE, IMAGE), words[:1])


def test_keywords_and_maps_may_stand_in_one_list():
    assert tree(" [a, {Image: b}]") == AnyOf((Item("s", (LINE, IMAGE), (ValueTest("a", (TextTest("contains", "a"),)),)), image("b")))


def test_neq_negates_its_clause():
    assert tree(" {Image|neq|endswith: b}") == Negation(image("b", "endswith", "s.Image|neq|endswith"))


def test_several_conditions_mean_any_of_them():
    rule = load_rule("a: {Image: a}\nb: {Image: b}\ncondition: [a, not b]")
    assert rule.trees["process.exec"] == AnyOf((image("a", label="a.Image"), Negation(image("b", label="b.Image"))))


@pytest.mark.parametrize(
    ("detection", "error"),
    [
        ("s: {}\ncondition: s", "x.yml:6:6: selection 's' is empty"),
        ("s: []\ncondition: s", "x.yml:6:6: selection 's' is empty"),
        ("s: [[a]]\ncondition: s", "x.yml:6:7: a list within a list has no meaning here"),
        ("s: {Image: {a: b}}\ncondition: s", "x.yml:6:14: 'Image' holds a map where a value or a list is expected"),
        ("s: {Image: [[a]]}\ncondition: s", "x.yml:6:15: the list under 'Image' holds something that is no plain value"),
        ("s: {Image: []}\ncondition: s", "x.yml:6:14: the list under 'Image' must hold 1 to 5000 values"),
        ("s: {Imge: a}\ncondition: s", "x.yml:6:7: no such field here: unknown field 'Imge' (did you mean 'Image'?)"),
        ("s: {Image|ends: a}\ncondition: s", "x.yml:6:7: unknown modifier 'ends' (did you mean 'endswith'?)"),
        ("s: {'|exists': true}\ncondition: s", "x.yml:6:7: exists needs a field"),
        ("s: {Image: a}", "x.yml:6:3: detection has no condition"),
        ("s: {Image: a}\ncondition: [[s]]", "x.yml:7:15: the condition must be text"),
        ("s: {Image: a}\ncondition: ''", "x.yml:7:14: the condition must be text"),
        ("s: {Image: a}\ncondition: s\ntimeframe: 5m", "x.yml:8:3: timeframe is replaced by correlation rules"),
        ("all: {Image: a}\ncondition: all", "x.yml:6:3: a selection cannot be called 'all'"),
    ],
)
def test_selection_that_makes_no_sense_is_refused_where_it_stands(detection, error):
    assert errors_of(rule_text(detection)) == [error]


def test_numbers_of_patterns_and_selections_are_bounded():
    patterns = ", ".join(f"a{n}" for n in range(201))
    assert errors_of(rule_text(f"s: {{Image|re: [{patterns}]}}\ncondition: s"))[0].endswith("over 200 patterns under one key")
    many = "\n".join(f"s{n}: {{Image: a}}" for n in range(501))
    assert errors_of(rule_text(f"{many}\ncondition: s0")) == ["x.yml:506:3: over 500 selections"]
