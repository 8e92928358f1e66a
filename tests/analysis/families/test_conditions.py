"""Conditions on one alert: globs, presence, actors, and what is refused where."""

import pytest

from redshank.analysis.detect.sigma.document import read_documents
from redshank.analysis.detect.sigma.patterns import compiled
from redshank.analysis.families.conditions import glob_body, holds, needs_of, parse_condition, seen_of
from redshank.core.errors import ContentError
from tests.analysis.families.make import member


def condition(text: str):
    documents, errors = read_documents(text, "families/x.yml")
    assert not errors
    return parse_condition(documents[0])


def is_seen(text: str, **facts: object) -> bool:
    return holds(condition(text), seen_of(member(1, **facts)))


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("/usr/bin/ps", "/bin/ps", True),
        ("/bin/ps", "/usr/bin/ps", True),
        ("/sbin/ss", "/usr/bin/ss", False),
        ("/lib64/tls/libkeyutils.so*", "/usr/lib64/tls/libkeyutils.so.1", True),
        ("/var/run/haldrund.pid", "/run/haldrund.pid", True),
        ("/run/x", "/var/run/x", True),
        ("/usr/bin/dpkgd/*", "/usr/bin/dpkgd/ps", True),
        ("/usr/bin/dpkgd/*", "/usr/bin/dpkgd/a/ps", False),
        ("/tmp/**", "/tmp/a/b", True),
        ("/etc/rc?.d/S97x", "/etc/rc3.d/S97x", True),
        ("/etc/rc?.d/S97x", "/etc/rc/.d/S97x", False),
        ("/tmp/a.b", "/tmp/axb", False),
        ("**/insmod", "/usr/sbin/insmod", True),
        ("/tmp/x", "/tmp/x\n", False),
    ],
)
def test_glob_stays_in_its_folder_and_knows_places_that_are_one(glob, path, fits):
    assert bool(compiled(rf"(?s)\A{glob_body(glob)}\z").search(path.encode())) is fits


def test_map_wants_all_and_list_one():
    assert is_seen("{file.path: /tmp/x, file.type: file}", **{"file.path": "/tmp/x", "file.type": "file"})
    assert not is_seen("{file.path: /tmp/x, file.type: file}", **{"file.path": "/tmp/x", "file.type": "symlink"})
    assert is_seen("[{file.path: /tmp/y}, {file.path: [/tmp/z, /tmp/x]}]", **{"file.path": "/tmp/x"})
    assert not is_seen("all: [{file.path: /tmp/*}, {file.type: file}]", **{"file.path": "/tmp/x"})
    assert is_seen("{file.path: /tmp/*, any: [{file.type: file}, {file.size: 7}]}", **{"file.path": "/tmp/x", "file.size": "7"})
    assert not is_seen("{file.path: /tmp/*, not: {file.path: /tmp/x}}", **{"file.path": "/tmp/x"})


def test_contains_and_expressions():
    facts = {"redshank.file.diff": "+*/3 * * * * /etc/cron.hourly/gcc.sh"}
    assert is_seen("{redshank.file.diff|contains: cron.hourly/gcc.sh}", **facts)
    assert is_seen(r"{redshank.file.diff|re: '\*/3 .*gcc\.sh$'}", **facts)
    assert not is_seen("{redshank.file.diff: cron.hourly/gcc.sh}", **facts)


def test_technique_means_its_parts_too_and_rule_means_the_one():
    assert is_seen("technique: T1496", technique=["T1496.001"])
    assert not is_seen("technique: T1496.001", technique=["T1496"])
    assert not is_seen("technique: T149", technique=["T1496"])
    assert is_seen("rule: [abc]", rule="abc")


@pytest.mark.parametrize(
    "facts",
    [
        {"event.action": "file.delete"},
        {"event.action": "file.attempt"},
        {"event.action": "file.open", "event.outcome": "failure"},
    ],
    ids=str,
)
def test_what_is_removed_or_tried_in_vain_is_not_there(facts):
    facts = {**facts, "file.path": "/usr/bin/.sshd"}
    assert not is_seen("file.path: /usr/bin/.sshd", **facts)
    assert is_seen(f"{{file.path: /usr/bin/.sshd, event.action: {facts['event.action']}}}", **facts)
    assert is_seen("[{file.path: /usr/bin/.sshd}]", **{**facts, "event.action": "file.create", "event.outcome": "success"})


def test_failed_attempt_to_load_a_module_counts():
    facts = {"event.action": "kernel.module", "event.outcome": "failure", "file.path": "/usr/lib/xpacket.ko"}
    assert is_seen("file.path: '**/xpacket.ko'", **facts)


def test_command_line_alone_is_refused_as_it_may_only_name_a_thing():
    with pytest.raises(ContentError, match=r"families/x.yml:1:2: a command line may only name"):
        condition("{process.command_line|contains: /usr/bin/dpkgd}")
    condition("{process.executable: '**/insmod', any: [{process.command_line|contains: xpacket}]}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{file.pth: /tmp/x}", r":1:2: an incident remembers no field 'file.pth' \(did you mean 'file.path'\?\)"),
        ("{tecnique: T1}", r"did you mean 'technique'"),
        ("{file.path|contain: x}", r"unknown form 'contain' \(did you mean 'contains'\?\)"),
        ("{file.path|re: '('}", r":1:16: no regular expression that RE2 takes"),
        ("{file.path: []}", r"'file.path' has no value"),
        ("{file.path: {a: b}}", r"must be text or a list"),
        ("{file.path: ''}", r"1 to 512 characters"),
        (f"{{file.path: {'x' * 513}}}", r"1 to 512 characters"),
        ("{all: {file.path: x}}", r"'all' is a list"),
        ("{any: []}", r"a match is a map"),
        ("{}", r"a match is a map"),
        ("just words", r"a match is a map"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, says):
    with pytest.raises(ContentError, match=says):
        condition(text)


def test_odd_bytes_in_facts_are_looked_at_and_do_no_harm():
    assert is_seen("file.path: '/tmp/*'", **{"file.path": "/tmp/\udcff\x00\n"})
    assert not is_seen("file.path|re: 'a*a*a*a*a*a*b$'", **{"file.path": "a" * 512})


def test_fields_a_condition_cannot_do_without():
    assert needs_of(condition("{file.path: x, event.action: [a, b]}")) in ({"file.path"}, {"event.action"})
    assert needs_of(condition("[{file.path: x}, {file.type: y}]")) == {"file.path", "file.type"}
    assert needs_of(condition("[{file.path: x}, {technique: T1}]")) == set()
    assert needs_of(condition("{not: {file.path: x}, technique: T1}")) == set()
