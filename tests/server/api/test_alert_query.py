import pytest
from hypothesis import given
from hypothesis import strategies as st

from redshank.server.api.alert_query import FREE, KEYS, QueryError, Term, filter_of, parse, render
from redshank.server.store.control.alert_filter import AlertFilter, Terms

texts = st.text(max_size=200)
near_misses = st.text(alphabet='severity:st"\\- ,123opn\n', max_size=60)
open_keys = [key for key, choices in KEYS.items() if not choices]


@st.composite
def terms(draw: st.DrawFn) -> tuple[Term, ...]:
    def one() -> Term:
        key = draw(st.sampled_from([FREE, *KEYS]))
        choices = KEYS.get(key, ())
        value = draw(st.sampled_from(choices) if choices else st.text(max_size=20))
        return Term(key, value, draw(st.booleans()))

    made = dict.fromkeys(one() for _ in range(draw(st.integers(0, 6))))
    return tuple(made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("  \t ", ()),
        ("severity:1", (Term("severity", "1"),)),
        ("SEVERITY:1", (Term("severity", "1"),)),
        ("status:Open", (Term("state", "open"),)),
        ("severity:1,2 -state:dismissed", (Term("severity", "1"), Term("severity", "2"), Term("state", "dismissed", True))),
        ('-rule:"pkg install"', (Term("rule", "pkg install", True),)),
        ('rule:"a \\"b\\" \\\\c"', (Term("rule", 'a "b" \\c'),)),
        ("insmod x.ko", (Term(FREE, "insmod"), Term(FREE, "x.ko"))),
        ('"severity:1"', (Term(FREE, "severity:1"),)),
        ('assignee:""', (Term("assignee", ""),)),
        ("process:/usr/bin/a:b", (Term("process", "/usr/bin/a:b"),)),
        ("host:web-01 host:web-01", (Term("host", "web-01"),)),
        ("host:\u202eevil", (Term("host", "\u202eevil"),)),
    ],
)
def test_line_is_read_as_words(text: str, expected: tuple[Term, ...]) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "offset", "length", "suggestion"),
    [
        ("severitty:1", 0, 9, "severity"),
        ("host:a -hosst:b", 8, 5, "host"),
        ("state:opn", 6, 3, "open"),
        ("severity:1,4", 11, 1, None),
        ('rule:"open', 5, 5, None),
        ("host:", 0, 5, None),
        ("a -", 2, 1, None),
        ('rule:"a"b', 8, 1, None),
        ("severity:,", 9, 1, None),
    ],
)
def test_wrong_word_is_pointed_at(text: str, offset: int, length: int, suggestion: str | None) -> None:
    with pytest.raises(QueryError) as error:
        parse(text)
    assert (error.value.offset, error.value.length, error.value.suggestion) == (offset, length, suggestion)
    assert error.value.message


@given(st.one_of(texts, near_misses))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    try:
        parse(text)
    except QueryError as error:
        assert 0 <= error.offset <= len(text)
        assert error.length >= 1
        assert error.offset + error.length <= max(1, len(text))


@given(terms())
def test_written_words_are_read_as_themselves(made: tuple[Term, ...]) -> None:
    assert parse(render(made)) == made


@given(st.one_of(texts, near_misses))
def test_reading_what_was_written_changes_nothing_more(text: str) -> None:
    try:
        once = render(parse(text))
    except QueryError:
        return
    assert render(parse(once)) == once


def test_too_much_is_refused() -> None:
    with pytest.raises(QueryError):
        parse("x" * 1001)
    with pytest.raises(QueryError):
        parse(" ".join(f"w{n}" for n in range(33)))


def test_words_become_what_the_store_is_asked() -> None:
    asked = filter_of(parse('severity:1,2 host:web-01 -rule:"pkg install" simulated:false insmod -user:root'))
    assert asked == AlertFilter(
        where=Terms(severities=(1, 2), hosts=("web-01",), words=("insmod",)),
        without=Terms(rules=("pkg install",), users=("root",)),
        simulated=False,
    )


@pytest.mark.parametrize(
    ("text", "simulated"), [("simulated:true", True), ("-simulated:true", False), ("simulated:true simulated:false", None), ("", None)]
)
def test_simulated_is_yes_no_or_whatever(text: str, simulated: bool | None) -> None:
    assert filter_of(parse(text)).simulated is simulated
