import pytest

from redshank.analysis.detect.match import as_text, executables, matches, parse_address, read, value_holds
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
    ValueTest,
)
from tests.analysis.detect.writing import Words
from tests.generated import build

EVENT = build.process_exec(
    process_command_line="Curl -O", process_args=["Curl", "-O"], process_ancestors=[{"pid": 2, "executable": "/bin/b"}, {"pid": 1}],
)  # fmt: skip
IMAGE = Attribute("process.executable", "process_executable", "text")
ARGS = Attribute("process.args", "process_args", "texts")


def match(matcher, value, event=EVENT):
    return matches(matcher, value, event, {"x": Words("a")})


@pytest.mark.parametrize(
    ("matcher", "yes", "no"),
    [
        (TextTest("equals", "Ab"), "aB", "abc"),
        (TextTest("contains", "B"), "abc", "a"),
        (TextTest("startswith", "A"), "ab", "ba"),
        (TextTest("endswith", "A"), "ba", "ab"),
        (TextTest("contains", ""), "", None),
        (TextTest("equals", "Ab", True), "Ab", "ab"),
        (TextTest("startswith", "17"), 170, 117),
        (TextTest("equals", "true"), True, False),
        (Glob(("a", "*", "C")), "aBc", "aBcd"),
        (Glob(("a", "?", "c"), True), "a\nc", "a\nC"),
        (Regex("b+$"), "abb", "ABB"),
        (Network(4, 0xC0000200, 0xFFFFFF00), "192.0.2.255", "192.0.3.0"),
        (Network(4, 0, 0), "203.0.113.1", "::1"),
        (Network(6, 0, 0), "::1", "203.0.113.1"),
        (Network(4, 0, 0), "::ffff:192.0.2.1", "no address"),
        (Number(1), 1, True),
        (Truth(True), True, 1),
        (Compare("lt", 5), 4, 5),
        (Compare("lte", 5), 5, 6),
        (Compare("gt", 5), 6, 5),
        (Compare("gte", 5), 5, 4),
        (InList("x"), "a", "b"),
        (Exists(False), None, "a"),
        (Exists(True), "", None),
        (SameAs(IMAGE), "/USR/bin/bash", "bash"),
        (SameAs(IMAGE, "startswith"), "/usr/bin/bash2", "2/usr/bin/bash"),
        (SameAs(IMAGE, cased=True), "/usr/bin/bash", "/USR/bin/bash"),
        (SameAs(Attribute("container.id", "container_id", "text"), "contains"), None, "a"),
    ],
)
def test_matcher_tells_values_apart(matcher, yes, no):
    if yes is not None or isinstance(matcher, Exists):
        assert match(matcher, yes) is True
    if no is not None or isinstance(matcher, Exists):
        assert match(matcher, no) is False


def test_fields_are_read_as_rules_look_at_them():
    assert read(IMAGE, EVENT) == "/usr/bin/bash"
    assert read(ARGS, EVENT) == ["Curl", "-O"]
    assert read(Attribute("process.args[1]", "process_args", "text", 1), EVENT) == "-O"
    assert read(Attribute("process.args[2]", "process_args", "text", 2), EVENT) is None
    assert read(Attribute("process.ancestors", "process_ancestors", "texts"), EVENT) == ["/bin/b"]
    assert read(Attribute("file.path", "file_path", "text"), EVENT) is None
    assert read(Fixed("event.action", ("process.exec",)), EVENT) == ["process.exec"]
    assert read(Fixed("file.path"), EVENT) is None


def test_absent_value_holds_only_where_absence_is_asked_for():
    absent = Attribute("container.id", "container_id", "text")
    every = (
        TextTest("contains", ""),
        Glob(("", "?", "")),
        Regex(""),
        Number(0),
        Compare("gte", 0),
        InList("x"),
        Truth(False),
        Network(4, 0, 0),
    )
    assert not value_holds(ValueTest("x", every), absent, EVENT, {"x": Words("None")})
    assert value_holds(ValueTest("null", (Exists(False),)), absent, EVENT, {})


def test_list_holds_where_one_element_does():
    assert value_holds(ValueTest("-o", (TextTest("equals", "-o"),)), ARGS, EVENT, {})
    assert not value_holds(ValueTest("", (TextTest("contains", "Curl -O"),)), ARGS, EVENT, {})
    assert value_holds(ValueTest("", (Exists(True),)), ARGS, build.process_exec(process_args=[]), {})


def test_list_may_grow_between_matches():
    words = Words()
    assert not matches(InList("x"), "a", EVENT, {"x": words})
    words.words.add("a")
    assert matches(InList("x"), "a", EVENT, {"x": words})


def test_values_become_text():
    assert [as_text(value) for value in ("A", 17, True, False, 1.5)] == ["A", "17", "true", "false", "1.5"]
    assert executables([{"pid": 1, "executable": None}, {"pid": 2, "executable": "/a"}]) == ["/a"]


def test_address_is_parsed_once_for_both_families():
    assert parse_address("192.0.2.1") == parse_address("::ffff:192.0.2.1") == (4, 0xC0000201)
    assert parse_address("::1") == (6, 1)
    assert parse_address("") == parse_address("1.2.3") == (0, 0)
