"""Signs over several alerts: one content in several places, order, number."""

import pytest

from redshank.analysis.detect.sigma.document import Map, read_documents
from redshank.analysis.families.conditions import seen_of
from redshank.analysis.families.structure import Count, Order, contents_of, find, parse_structure, references
from redshank.core.errors import ContentError
from tests.analysis.families.make import member

TOOLS = "same_content: {among: [/bin/ps, /bin/netstat, /sbin/ss], least: 2}"
COPY = "same_content: {among: [/bin/ps, /sbin/ss], least: 1, also: [/tmp/**]}"


def structure(text: str):
    documents, errors = read_documents(text, "families/x.yml")
    assert not errors and isinstance(documents[0], Map)
    return parse_structure(documents[0])


def found(text: str, *alerts: dict, hits: dict | None = None) -> list[str]:
    seen = [seen_of(member(number, **facts)) for number, facts in enumerate(alerts, 1)]
    by_signal = {name: [seen[number - 1] for number in numbers] for name, numbers in (hits or {}).items()}
    return [one.member.alert_id for one in find(structure(text), seen, by_signal)]


def file(path: str, **facts: object) -> dict:
    return {"event.action": "host.state", "file.path": path, **facts}


def test_two_tools_of_one_content_are_found_by_hash_and_else_by_size():
    sha = {"file.hash.sha256": "aa"}
    assert found(TOOLS, file("/usr/bin/ps", **sha), file("/usr/bin/netstat", **sha), file("/tmp/x", **sha)) == ["a1", "a2"]
    assert found(TOOLS, file("/usr/bin/ps", **{"file.size": "9"}), file("/usr/sbin/ss", **{"file.size": "9"})) == ["a1", "a2"]
    assert found(TOOLS, file("/usr/bin/ps", **sha), file("/usr/bin/netstat", **{"file.hash.sha256": "bb"})) == []
    assert found(TOOLS, file("/usr/bin/ps", **{"file.size": "0"}), file("/usr/sbin/ss", **{"file.size": "0"})) == []
    assert found(TOOLS, file("/usr/bin/ps"), file("/usr/sbin/ss")) == []


def test_one_tool_under_both_its_paths_is_one_tool():
    sha = {"file.hash.sha256": "aa"}
    assert found(TOOLS, file("/usr/bin/ps", **sha), file("/bin/ps", **sha)) == []


def test_hosts_are_looked_at_one_by_one():
    sha = {"file.hash.sha256": "aa"}
    assert found(TOOLS, file("/bin/ps", host="h1", **sha), file("/bin/netstat", host="h2", **sha)) == []
    assert found(TOOLS, file("/bin/ps", host="h1"), *(file(path, host="h2", **sha) for path in ("/bin/ps", "/bin/netstat"))) == ["a2", "a3"]


def test_content_of_a_tool_that_lies_elsewhere_too():
    sha = {"file.hash.sha256": "aa"}
    assert found(COPY, file("/usr/bin/ps", **sha), file("/tmp/a/b", **sha)) == ["a1", "a2"]
    assert found(COPY, file("/usr/bin/ps", **sha), file("/home/x", **sha)) == []
    running = {"event.action": "process.exec", "process.executable": "/tmp/b", "process.hash.sha256": "aa"}
    assert found(COPY, file("/usr/bin/ps", **sha), running) == ["a1", "a2"]


def test_deleted_file_has_no_content():
    assert contents_of(seen_of(member(1, **{"event.action": "file.delete", "file.path": "/bin/ps", "file.hash.sha256": "aa"}))) == []


def test_order_takes_the_earliest_alerts_that_follow_each_other():
    text = "order: [one, two]"
    assert found(text, {}, {}, {}, hits={"one": [2], "two": [1, 3]}) == ["a2", "a3"]
    assert found(text, {}, {}, hits={"one": [2], "two": [1]}) == []
    assert found(text, {}, hits={"one": [1], "two": [1]}) == []
    assert found(text, {"at": 5}, {"at": 5}, hits={"one": [1], "two": [2]}) == ["a1", "a2"]
    assert found(text, {"host": "h1"}, {"host": "h2"}, hits={"one": [1], "two": [2]}) == []


def test_count_is_of_alerts_or_of_values():
    alerts = [file("/etc/rc1.d/S1"), file("/etc/rc1.d/S1"), file("/etc/rc2.d/S1")]
    assert found("count: {of: link, least: 3}", *alerts, hits={"link": [1, 2, 3]}) == ["a1", "a2", "a3"]
    assert found("count: {of: link, least: 3, distinct: file.path}", *alerts, hits={"link": [1, 2, 3]}) == []
    assert found("count: {of: link, least: 2, distinct: [file.path, process.executable]}", *alerts, hits={"link": [1, 3]}) == ["a1", "a3"]


def test_structures_name_the_signals_they_are_made_of():
    assert references(Order(("a", "b"))) == ("a", "b")
    assert references(Count("a", 2)) == ("a",)
    assert references(structure(TOOLS)) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{same_content: {among: [/a], least: 1}}", "'least' is a number from 2"),
        ("{same_content: {least: 2}}", "needs 'among'"),
        ("{same_content: {amng: [/a], least: 2}}", r"unknown key 'amng' \(did you mean 'among'\?\)"),
        ("{same_content: [a]}", "'same_content' is a map"),
        ("{order: [a]}", "two signals or more"),
        ("{count: {least: 2}}", "needs 'of'"),
        ("{count: {of: a, least: many}}", "'least' is a number"),
        ("{count: {of: a, least: 2, distinct: file.pth}}", "did you mean 'file.path'"),
        ("{count: {of: a, least: 2}, file.path: /x}", r":1:28: 'count' stands alone"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, says):
    with pytest.raises(ContentError, match=says):
        structure(text)
