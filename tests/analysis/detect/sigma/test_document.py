import pytest

from redshank.analysis.detect.sigma.document import (
    MAX_ALIASES,
    MAX_DEPTH,
    MAX_DOCUMENTS,
    MAX_FILE_BYTES,
    MAX_NODES,
    Map,
    Scalar,
    Series,
    plain,
    read_documents,
)


def read(text):
    documents, errors = read_documents(text, "x.yml")
    return [plain(document) for document in documents], [str(error) for error in errors]


def test_values_remember_line_and_column_in_characters():
    (document,), _ = read_documents("é: [a,\n  {b: 'c'}]\n", "x.yml")
    assert isinstance(document, Map)
    series = document.get("é")
    assert isinstance(series, Series)
    inner = series.items[1]
    assert isinstance(inner, Map)
    entry = inner.entries[0]
    assert (entry.place.line, entry.place.column) == (2, 4)
    assert (entry.value.place.path, entry.value.place.line, entry.value.place.column) == ("x.yml", 2, 7)


def test_scalars_keep_their_text_beside_what_yaml_makes_of_them():
    (document,), _ = read_documents("[017, 1:30, 0x1F, 1.5, yes, ~, 2026-01-02, 'no', .nan, '', 1e3]", "x.yml")
    assert isinstance(document, Series)
    scalars = [item for item in document.items if isinstance(item, Scalar)]
    assert [scalar.value for scalar in scalars] == [15, 90, 31, 1.5, True, None, "2026-01-02", "no", ".nan", "", "1e3"]
    assert [scalar.text for scalar in scalars] == ["017", "1:30", "0x1F", "1.5", "yes", "~", "2026-01-02", "no", ".nan", "", "1e3"]


def test_several_documents_are_read_and_empty_ones_left_out():
    assert read("a: 1\n---\n---\n# nothing\n---\nb: 2\n") == ([{"a": 1}, {"b": 2}], [])
    assert read("") == ([], [])


def test_documents_before_broken_grammar_are_kept():
    documents, errors = read("a: 1\n---\nb: [1,\n---\nc: 3\n")
    assert documents == [{"a": 1}]
    assert errors == ["x.yml:4:1: no YAML: did not find expected node content"]


def test_doubled_key_refuses_its_document_alone():
    documents, errors = read("a: 1\n---\nb: 1\nc:\n  d: 1\n  d: 2\n---\ne: 3\n")
    assert documents == [{"a": 1}, {"e": 3}]
    assert errors == ["x.yml:6:3: key 'd' stands twice, first in line 5"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: !!python/object:os.system x", "x.yml:1:4: tag tag:yaml.org,2002:python/object:os.system is not taken: write the plain value"),
        ("- !x y", "x.yml:1:3: tag !x is not taken: write the plain value"),
        ("!!map {a: b}", "x.yml:1:1: tag tag:yaml.org,2002:map is not taken: write the plain value"),
        ("a: &x {b: 1}\nc: {<<: *x}", "x.yml:2:5: merge keys (<<) are not taken: write the keys out"),
        ("{[a]: b}", "x.yml:1:2: a key must be plain text"),
        ("a: *nobody", "x.yml:1:4: no YAML: found undefined alias"),
        ("a:\n\tb: 1", "x.yml:2:1: no YAML: found character that cannot start any token"),
        ("a: 'never closed", "x.yml:1:17: no YAML: found unexpected end of stream"),
        ("a: b\x07c\n", "x.yml:1:5: no YAML: a character that text may not hold"),
    ],
)
def test_what_has_no_place_in_a_rule_is_refused_where_it_stands(text, error):
    assert read(text) == ([], [error])


def test_file_that_is_no_utf8_names_the_byte():
    assert read(b"a: 1\nb: \xff\n")[1] == ["x.yml:2:4: file is no UTF-8 text"]
    assert read("a: \ud800")[1] == ["x.yml:1:4: file is no UTF-8 text"]
    assert read(b"\xef\xbb\xbfa: 1\n") == ([{"a": 1}], [])


def test_file_over_the_bound_is_not_read():
    documents, errors = read("a: " + "x" * MAX_FILE_BYTES)
    assert documents == []
    assert errors == [f"x.yml:1:1: file of {MAX_FILE_BYTES + 3} bytes is over {MAX_FILE_BYTES}"]


def test_aliases_stand_for_their_value_within_bounds():
    assert read("a: &x [1, 2]\nb: *x\n") == ([{"a": [1, 2], "b": [1, 2]}], [])
    many = "a: &x 1\nb: [" + ", ".join(["*x"] * (MAX_ALIASES + 1)) + "]"
    assert read(many)[1] == [f"x.yml:2:{5 + 4 * MAX_ALIASES}: over {MAX_ALIASES} aliases"]


def test_alias_bomb_is_stopped_by_what_it_would_become():
    lines = ["a0: &a0 [" + ", ".join(["lol"] * 40) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 6) + "]" for n in range(1, 7)]
    documents, errors = read("\n".join(lines))
    assert documents == []
    assert len(errors) == 1
    assert errors[0].endswith(f"over {MAX_DEPTH} levels or {MAX_NODES} values, aliases included")


def test_alias_to_what_holds_it_is_stopped():
    documents, errors = read("a: &x [1, *x]")
    assert documents == []
    assert "over 16 levels" in errors[0]


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 100_000])
def test_deep_nesting_is_stopped_before_anything_recursive_sees_it(depth):
    documents, errors = read("a: 1\n---\n" + "[" * depth)
    assert documents == [{"a": 1}]
    assert errors == [f"x.yml:3:{MAX_DEPTH + 1}: over {MAX_DEPTH} levels"]


def test_number_of_values_and_documents_is_bounded():
    assert read("[" + "1," * MAX_NODES + "]")[1] == [f"x.yml:1:{2 * MAX_NODES}: over {MAX_NODES} values"]
    documents, errors = read("--- 1\n" * (MAX_DOCUMENTS + 2))
    assert len(documents) == MAX_DOCUMENTS + 1
    assert errors == [f"x.yml:{MAX_DOCUMENTS + 2}:1: over {MAX_DOCUMENTS} documents"]


def test_number_of_absurd_length_stays_text():
    (document,), errors = read("a: " + "9" * 5000)
    assert document == {"a": "9" * 5000}
    assert errors == []


def test_key_is_bounded():
    assert read(f"a: 1\n{'k' * 257}: 2")[1] == ["x.yml:2:1: a key of over 256 characters"]
