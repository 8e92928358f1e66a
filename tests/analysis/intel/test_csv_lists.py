import io

import pytest

from redshank.analysis.intel.csv_lists import cells_of, find_column, read_csv
from redshank.analysis.intel.list_lines import Domain
from redshank.analysis.intel.prefixes import parse_prefix
from redshank.analysis.intel.reading import Shape, Tally


def read(text, column=""):
    tally = Tally()
    return [found.value for found in read_csv(io.BytesIO(text.encode()), tally, Shape(column))], tally


def test_column_is_found_by_its_name():
    found, _ = read("when,dst_ip,port\n2026-11-01,198.18.0.9,443\n2026-11-02,198.18.0.10,443\n")
    assert found == [parse_prefix("198.18.0.9"), parse_prefix("198.18.0.10")]


def test_names_of_columns_may_stand_in_a_comment():
    found, _ = read('# "first_seen","ioc_value"\n"2026-11-01", "evil.example"\n')
    assert found == [Domain("evil.example")]


def test_column_without_a_name_is_found_by_what_is_in_it():
    found, tally = read("7;evil.example;x\n8;bad.example;y\n9;;z\n")
    assert found == [Domain("evil.example"), Domain("bad.example")]
    assert tally.refused == {}


@pytest.mark.parametrize("column", ["2", "seen_at"])
def test_column_may_be_given_by_number_or_name(column):
    found, _ = read("ip,seen_at\n198.18.0.1,198.18.0.9\n", column)
    assert parse_prefix("198.18.0.9") in found
    assert parse_prefix("198.18.0.1") not in found


def test_table_without_such_a_column_is_refused_in_one_sentence():
    assert read("a,b\nc,d\n")[1].refused == {"no_column": 1}
    assert read("a,b\nc,d\n", "nowhere")[1].samples == ["line 1: no column: 'a,b'"]
    assert read("")[1].refused == {"no_column": 1}


def test_row_that_is_too_short_is_counted_with_its_line():
    assert read("x,ip\n1,198.18.0.9\n2\n")[1].samples == ["line 3: short row: '2'"]


def test_line_that_is_no_row_gives_itself():
    assert cells_of('a,"b\n', ",") == ["a", "b"]
    assert find_column([], ",", "") == (None, 0)
