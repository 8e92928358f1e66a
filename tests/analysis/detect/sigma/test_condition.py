from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sigma.conditions import ConditionAND, ConditionNOT, ConditionOR
from sigma.rule import SigmaRule

from redshank.analysis.detect.sigma.condition import MAX_DEPTH, MAX_TOKENS, parse_condition
from redshank.analysis.detect.sigma.document import Place, Scalar
from redshank.analysis.detect.sigma.tree import AllOf, AnyOf, AtLeast, Expr, Fixed, Item, Negation
from redshank.core.errors import ContentError

NAMES = ("sel_a", "sel_b", "other", "_hidden")
ITEMS: dict[str, Expr] = {name: Item(name, (Fixed(name),), ()) for name in NAMES}
A, B, OTHER = (ITEMS[name] for name in NAMES[:3])


def parse(text):
    return parse_condition(Scalar(text, text, Place("x.yml", 7, 14)), ITEMS)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("sel_a", A),
        ("not sel_a and sel_b", AllOf((Negation(A), B))),
        ("sel_a or sel_b and other", AnyOf((A, AllOf((B, OTHER))))),
        ("(sel_a or sel_b) and other", AllOf((AnyOf((A, B)), OTHER))),
        ("not not (sel_a)", Negation(Negation(A))),
        ("1 of sel_*", AnyOf((A, B))),
        ("any of sel_*", AnyOf((A, B))),
        ("all of them", AllOf((A, B, OTHER))),
        ("2 of them", AtLeast(2, (A, B, OTHER))),
        ("1 of _*", AnyOf((ITEMS["_hidden"],))),
        ("sel_a AND NOT 1 OF other", AllOf((A, Negation(AnyOf((OTHER,)))))),
    ],
)
def test_condition_becomes_a_tree_over_selections(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("sel_c", "x.yml:7:14: no selection is called 'sel_c' (did you mean 'sel_b'?)"),
        ("sel_a and", "x.yml:7:23: condition ends where a selection is expected"),
        ("sel_a sel_b", "x.yml:7:20: expected 'and', 'or' or the end of the condition"),
        ("(sel_a or sel_b", "x.yml:7:14: this parenthesis is never closed"),
        ("sel_a)", "x.yml:7:19: expected 'and', 'or' or the end of the condition"),
        ("sel_a and or sel_b", "x.yml:7:24: 'or' stands where a selection is expected"),
        ("1 of filter_*", "x.yml:7:19: no selection matches 'filter_*'"),
        ("1 of", "x.yml:7:18: condition ends where 'them' or a name such as selection_* is expected"),
        ("4 of them", "x.yml:7:14: 4 of 3 selections can never hold"),
        ("some of them", "x.yml:7:14: 'some' of what? write all, any or a number"),
        ("0 of them", "x.yml:7:14: '0' of what? write all, any or a number"),
        ("sel_a | count() > 5", "x.yml:7:20: '|' has no meaning in a condition: conditions with a pipe are replaced by correlation rules"),
        ("sel_a & sel_b", "x.yml:7:20: '&' has no meaning in a condition"),
        ("not " * (MAX_DEPTH + 2) + "sel_a", f"x.yml:7:{14 + 4 * (MAX_DEPTH + 1)}: condition nested over {MAX_DEPTH} levels"),
        ("sel_a or " * MAX_TOKENS + "sel_a", "x.yml:7:1814: condition of over 400 words"),
    ],
)
def test_error_names_the_word_that_is_wrong(text, error):
    with pytest.raises(ContentError) as found:
        parse(text)
    assert str(found.value) == error


conditions = st.recursive(
    st.sampled_from(("sel_a", "sel_b", "other", "1 of sel_*", "all of sel_*", "any of them", "all of them")),
    lambda inner: st.one_of(
        inner.map("({})".format),
        inner.map("not {}".format),
        st.tuples(inner, inner).map(" and ".join),
        st.tuples(inner, inner).map(" or ".join),
    ),
    max_leaves=8,
)


def ours(expr, values):
    match expr:
        case Item():
            return values[expr.label]
        case Negation(part):
            return not ours(part, values)
        case AllOf(parts):
            return all(ours(part, values) for part in parts)
        case AnyOf(parts):
            return any(ours(part, values) for part in parts)


def theirs(node, values):
    if isinstance(node, ConditionAND):
        return all(theirs(arg, values) for arg in node.args)
    if isinstance(node, ConditionOR):
        return any(theirs(arg, values) for arg in node.args)
    if isinstance(node, ConditionNOT):
        return not theirs(node.args[0], values)
    return values[node.field]


@settings(max_examples=60, deadline=None)
@given(conditions)
def test_conditions_mean_what_pysigma_takes_them_to_mean(text):
    assume(len(text) < 200)
    detection = {name: {name: 1} for name in NAMES[:3]} | {"condition": text}
    rule = SigmaRule.from_dict({"title": "t", "logsource": {"product": "linux"}, "detection": detection})
    parsed = rule.detection.parsed_condition[0].parsed
    for values in product((True, False), repeat=3):
        facts = dict(zip(NAMES, values, strict=False))
        assert ours(parse(text), facts) == theirs(parsed, facts)


def test_pattern_of_many_stars_takes_no_time():
    names: dict[str, Expr] = {"a" * 250: A}
    text = "1 of " + "*a" * 200 + "*b"
    with pytest.raises(ContentError, match="no selection matches"):
        parse_condition(Scalar(text, text, Place("x.yml", 1, 1)), names)
