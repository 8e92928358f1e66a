import pytest
from hypothesis import given
from hypothesis import strategies as st
from sigma.rule.detection import SigmaDetectionItem
from sigma.types import SigmaExpansion, SigmaString

from redshank.analysis.detect.sigma.document import Place, Scalar
from redshank.analysis.detect.sigma.modifiers import build_test, parse_key
from redshank.analysis.detect.sigma.tree import (
    Attribute,
    Compare,
    Exists,
    Fixed,
    Glob,
    InList,
    Network,
    Number,
    Regex,
    SameAs,
    TextTest,
    Truth,
)
from redshank.core.errors import ContentError

PLACE = Place("x.yml", 3, 5)
FIELDS = {
    "text": Attribute("file.path", "file_path", "text"),
    "number": Attribute("user.id", "user_id", "number"),
    "truth": Attribute("redshank.swept", "swept", "truth"),
    "address": Attribute("source.ip", "source_ip", "address"),
    "texts": Attribute("process.args", "process_args", "texts"),
}


def matchers(key, value, kind="text"):
    scalar = (
        value
        if isinstance(value, Scalar)
        else Scalar(value, "null" if value is None else str(value).lower() if value is True else str(value), PLACE)
    )
    return build_test(parse_key(key, PLACE), scalar, FIELDS[kind], {"listed": 1}, resolve).matchers


def resolve(name):
    if name not in FIELDS:
        raise KeyError(f"unknown field '{name}'")
    return FIELDS[name]


@pytest.mark.parametrize(
    ("key", "value", "kind", "expected"),
    [
        ("f", "a*", "text", TextTest("startswith", "a")),
        ("f|contains", "a", "text", TextTest("contains", "a")),
        ("f|contains", "a?b", "text", Glob(("", "*", "a", "?", "b", "*", ""))),
        ("f|endswith|cased", "a", "texts", TextTest("endswith", "a", True)),
        ("f", None, "text", Exists(False)),
        ("f|exists", True, "number", Exists(True)),
        ("f", 17, "number", Number(17)),
        ("f", "17", "number", Number(17)),
        ("f", "0x1F", "number", Number(31)),
        ("f|startswith", 17, "number", TextTest("startswith", "17")),
        ("f", "1*", "number", TextTest("startswith", "1")),
        ("f|gte", 5, "number", Compare("gte", 5)),
        ("f|lt", "5", "number", Compare("lt", 5)),
        ("f", True, "truth", Truth(True)),
        ("f", "FALSE", "truth", Truth(False)),
        ("f", "2001:DB8:0::1", "address", TextTest("equals", "2001:db8::1")),
        ("f|cidr", "192.0.2.0/24", "address", Network(4, 0xC0000200, 0xFFFFFF00)),
        ("f|cidr", "2001:db8::/32", "address", Network(6, 0x20010DB8 << 96, 0xFFFFFFFF << 96)),
        ("f|re", "a.*b", "text", Regex("a.*b")),
        ("f|re|i|m", "a$", "text", Regex("(?im)a$")),
        ("f|re|dotall", "a.b", "text", Regex("(?s)a.b")),
        ("f|expand", "%listed%", "text", InList("listed")),
        ("f|fieldref", "address", "text", SameAs(FIELDS["address"])),
        ("f|fieldref|endswith|cased", "text", "text", SameAs(FIELDS["text"], "endswith", True)),
        ("", "word", "text", TextTest("contains", "word")),
        ("|cased", "word", "text", TextTest("contains", "word", True)),
    ],
)
def test_value_becomes_a_matcher(key, value, kind, expected):
    assert matchers(key, value, kind) == (expected,)


def test_number_is_compared_with_text_as_the_file_writes_it():
    assert matchers("f", Scalar(1342, "22:22", PLACE)) == (TextTest("equals", "22:22"),)


def test_encodings_and_base64_are_applied_in_the_order_of_the_key():
    assert matchers("f|base64", "foo bar") == (TextTest("equals", "Zm9vIGJhcg=="),)
    assert matchers("f|wide|base64", "ab") == (TextTest("equals", "YQBiAA=="),)
    assert matchers("f|utf16|base64", "a") == (TextTest("equals", "//5hAA=="),)
    assert matchers("f|base64offset|contains", "foobar") == tuple(TextTest("contains", text) for text in ("Zm9vYmFy", "Zvb2Jhc", "mb29iYX"))
    assert matchers("f|wide", "ab") == (TextTest("equals", "a\0b\0"),)


def test_windash_takes_every_dash_before_an_option():
    forms = matchers("f|windash|contains", " -x a-b")
    assert [form.text for form in forms if isinstance(form, TextTest)] == [
        f" {dash}x a-b" for dash in ("-", "/", "\u2013", "\u2014", "\u2015")
    ]


@given(
    st.sampled_from(("f|base64offset|contains", "f|base64", "f|wide|base64offset|contains", "f|windash", "f|contains", "f|endswith")),
    st.text("ab- /", min_size=1),
)
def test_texts_become_what_pysigma_makes_of_them(key, text):
    item = SigmaDetectionItem.from_mapping(key, text)
    values = [value for outer in item.value for value in (outer.values if isinstance(outer, SigmaExpansion) else [outer])]
    try:
        own = matchers(key, text)
    except ContentError:
        pytest.fail("refused")
    assert [form.text for form in own if isinstance(form, TextTest)] == [
        str(value).strip("*") for value in values if isinstance(value, SigmaString)
    ]


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("f|contain", "unknown modifier 'contain' (did you mean 'contains'?)"),
        ("f|hour", "modifier 'hour' is not taken here: no field of an event is compared as a time"),
        ("f|contains|contains", "modifier 'contains' stands twice"),
        ("f|contains|endswith", "modifiers contains and endswith exclude each other"),
        ("f|re|cidr", "modifiers re and cidr exclude each other"),
        ("f|re|contains", "modifier 'contains' does not go with re"),
        ("f|contains|i", "modifier 'i' does not go with a plain value"),
        ("f|exists|all", "modifier 'all' does not go with exists"),
        ("f|cidr|cased", "modifier 'cased' does not go with cidr"),
    ],
)
def test_modifiers_that_do_not_go_together_are_refused_at_the_key(key, error):
    with pytest.raises(ContentError, match=r"x\.yml:3:5: ") as found:
        parse_key(key, PLACE)
    assert found.value.message == error


@pytest.mark.parametrize(
    ("key", "value", "kind", "error"),
    [
        ("f", "many", "number", "'many' is no number, and the field is one"),
        ("f", "maybe", "truth", "the field is true or false, so it cannot be compared with 'maybe'"),
        ("f|gt", "many", "number", "gt needs a number, not 'many'"),
        ("f|gt", 5, "text", "gt compares numbers, and the field is none"),
        ("f|cidr", "192.0.2.0/24", "text", "cidr needs a field that holds an address"),
        ("f|cidr", "192.0.2/24", "address", "'192.0.2/24' is no network such as 192.0.2.0/24"),
        ("f|exists", "maybe", "text", "exists is true or false, not 'maybe'"),
        ("f|contains", None, "text", "null stands for an absent field and takes no modifiers"),
        ("", None, "text", "null stands for an absent field and takes no modifiers"),
        ("f|expand", "%nothing%", "text", "no list called 'nothing' is given here"),
        ("f|expand", "%liste%", "text", "no list called 'liste' is given here (did you mean 'listed'?)"),
        ("f|expand", "a%listed%", "text", "expand takes one placeholder such as %listed_addresses%, not 'a%listed%'"),
        ("f|re", "(?=a)b", "text", "RE2 refuses the pattern: invalid perl operator: (?= (it has no look-around and no back-references)"),
        ("f|re", "a" * 5000, "text", "pattern of 5000 characters is over 4096"),
        ("f|base64", "a*", "text", "base64 takes no wildcards"),
        ("f|wide", "é", "text", "text in this encoding is no text here: follow it with base64 or base64offset"),
        ("f|wide|windash", "-a", "text", "windash must come before the encoding"),
        ("f|windash", " -a -b -c -d", "text", "windash takes at most 3 dashes in a value"),
        ("f|fieldref", "nobody", "text", "unknown field 'nobody'"),
        ("f|fieldref", "texts", "text", "fieldref compares single values, not lists"),
    ],
)
def test_value_that_makes_no_sense_is_refused_where_it_stands(key, value, kind, error):
    with pytest.raises(ContentError) as found:
        matchers(key, value, kind)
    assert (found.value.message, found.value.line, found.value.column) == (error, 3, 5)


def test_field_that_a_type_lacks_keeps_its_kind():
    key = parse_key("f|cidr", PLACE)
    test = build_test(key, Scalar("0.0.0.0/0", "0.0.0.0/0", PLACE), Fixed("source.ip", (), "address"), {}, resolve)
    assert test.matchers == (Network(4, 0, 0),)
