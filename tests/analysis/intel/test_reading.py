import io

from redshank.analysis.intel.list_lines import Domain
from redshank.analysis.intel.prefixes import parse_prefix
from redshank.analysis.intel.reading import MAX_LINE_BYTES, SAMPLES, Tally, lines, read_word
from redshank.analysis.intel.urls import Url


def test_word_is_an_address_a_name_or_a_page():
    tally = Tally()
    assert read_word("198.18.0[.]9", "line 1", tally) == parse_prefix("198.18.0.9")
    assert read_word("evil[.]example", "line 1", tally) == Domain("evil.example")
    assert read_word("hxxp://evil.example/x", "line 1", tally) == Url("evil.example", "/x")
    assert tally.refused == {}


def test_refused_words_are_counted_and_the_first_shown_with_their_place():
    tally = Tally()
    for at in range(SAMPLES + 2):
        assert read_word("/path/alone", f"line {at}", tally) is None
    assert tally.refused == {"path_alone": SAMPLES + 2}
    assert tally.samples[0] == "line 0: path alone: '/path/alone'"
    assert len(tally.samples) == SAMPLES


def test_line_without_end_is_skipped_and_counted_and_the_next_is_read():
    tally = Tally()
    read = list(lines(io.BytesIO(b"a\n" + b"x" * 3 * MAX_LINE_BYTES + b"\nb\n"), tally))
    assert read == [(1, "a\n"), (3, "b\n")]
    assert tally.refused == {"too_long": 1}
