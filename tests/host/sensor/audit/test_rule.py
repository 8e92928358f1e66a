import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.core.errors import InputError
from redshank.host.sensor.audit import rule
from redshank.host.sensor.audit.rule import Rule

numbers = st.tuples(st.sampled_from((rule.PID, rule.ARCH, rule.SUCCESS, rule.PERM)), st.just(rule.EQUAL), st.integers(0, 0xFFFFFFFF))
words = st.text("abc/é", min_size=1, max_size=30)
texts = st.tuples(st.sampled_from((rule.WATCH, rule.FOLDER, rule.KEY)), st.just(rule.EQUAL), words)
rules = st.builds(
    Rule,
    st.sampled_from((rule.TASK, rule.EXIT, rule.EXCLUDE)),
    st.sampled_from((rule.NEVER, rule.ALWAYS)),
    st.frozensets(st.integers(0, 2047), max_size=40),
    st.lists(st.one_of(numbers, texts), max_size=8).map(tuple),
)


@given(rules)
def test_rule_comes_back_from_its_bytes(one: Rule) -> None:
    assert rule.decode(rule.encode(one)) == one


@given(st.binary(max_size=2000))
def test_bytes_that_are_no_rule_are_refused_or_read_within_their_length(data: bytes) -> None:
    try:
        assert len(rule.decode(data).fields) <= 64
    except InputError as error:
        assert error.kind == "rule"


def test_key_is_the_mark_of_its_author() -> None:
    assert Rule(rule.EXIT, rule.ALWAYS, frozenset(), ((rule.KEY, rule.EQUAL, "mine"),)).key == "mine"
    assert Rule(rule.EXIT, rule.ALWAYS, frozenset(), ()).key == ""


@pytest.mark.parametrize("size", [0, 1039])
def test_cut_rule_is_counted_by_its_kind(size: int) -> None:
    with pytest.raises(InputError):
        rule.decode(bytes(size))
