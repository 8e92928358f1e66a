import pytest

from redshank.analysis.detect.alerts import MAX_TITLE, Repeats, field_value, make_alert, make_title
from tests.analysis.detect.writing import load_rule, plain
from tests.generated import build

SECOND = 10**9
DETECTION = "s: {Image|endswith: x}\ncondition: s"


def rule(own="{}", more=""):
    return load_rule(DETECTION, more=f"redshank: {own}\n{more}")


def event(seconds=0, **fields):
    return build.process_exec(timestamp=10**18 + int(seconds * SECOND), **fields)


def test_repeat_inside_the_window_is_the_same_alert_counted():
    repeats = Repeats()
    own = rule("{window: 90s}")
    first, again, later = (repeats.count(own, event(at)) for at in (0, 90, 180.5))
    assert (again.id, again.count, again.first_seen) == (first.id, 2, 10**18)
    assert (later.id != first.id, later.count, later.first_seen) == (True, 1, 10**18 + 180_500_000_000)


def test_window_is_counted_from_the_first_and_never_moves():
    repeats = Repeats()
    ids = [repeats.count(rule("{window: 90s}"), event(at)).id for at in (0, 60, 89, 91)]
    assert len(set(ids[:3])) == 1
    assert ids[3] != ids[0]


@pytest.mark.parametrize(
    ("own", "one", "other", "same"),
    [
        ("{}", {"process_executable": "/a"}, {"process_executable": "/b"}, False),
        ("{}", {"process_executable": "/a", "user_name": "a"}, {"process_executable": "/a", "user_name": "b"}, True),
        ("{aggregate: [user.name]}", {"user_name": "a"}, {"user_name": "b"}, False),
        ("{aggregate: [user.name]}", {"process_executable": "/a"}, {"process_executable": "/b"}, True),
        ("{aggregate: []}", {"process_executable": "/a"}, {"process_executable": "/b"}, True),
        ("{}", {"host_name": "a"}, {"host_name": "b"}, False),
        ("{}", {"host_id": "1", "host_name": "a"}, {"host_id": "1", "host_name": "b"}, True),
        ("{}", {"process_executable": None}, {"process_executable": None}, True),
    ],
)
def test_alerts_are_joined_by_rule_host_and_aggregation_fields(own, one, other, same):
    repeats = Repeats()
    assert (repeats.count(rule(own), event(**one)).id == repeats.count(rule(own), event(1, **other)).id) is same


def test_id_is_the_same_when_the_same_events_are_seen_again():
    assert Repeats().count(rule(), event()).id == Repeats().count(rule(), event()).id
    assert Repeats().count(rule(), event()).id != Repeats().count(rule(), event(event_id="other")).id


def test_evidence_from_long_ago_gets_its_own_alert_and_leaves_the_open_one():
    repeats = Repeats()
    now = repeats.count(rule(), event(0))
    old = repeats.count(rule(), event(-86400))
    assert old.id != now.id
    assert repeats.count(rule(), event(1)).id == now.id


def test_alerts_whose_repeats_are_joined_are_bounded():
    repeats = Repeats(most=2)
    first = [repeats.count(rule(), event(process_executable=name)).id for name in "abc"]
    assert repeats.evicted == 1
    assert repeats.count(rule(), event(1, process_executable="c")).id == first[2]
    assert repeats.count(rule(), event(1, process_executable="a")).count == 1


def test_snapshot_brings_the_repeats_back():
    repeats, later = Repeats(), Repeats()
    first = repeats.count(rule(), event())
    later.restore(plain(repeats.snapshot()))
    again = later.count(rule(), event(5))
    assert (again.id, again.count, again.first_seen) == (first.id, 2, first.first_seen)


def test_alert_carries_what_the_rule_says():
    own = rule(
        "{severity: 1, response: Look., title: '{process.name}'}",
        "author: A. Nobody\nlicense: Apache-2.0\nreferences: [https://example.org]\ntags: [attack.t1059, attack.execution]\n",
    )
    alert = make_alert(own, (event(-1), event()), (), Repeats().count(own, event()), 5)
    assert (alert.severity, alert.title, alert.rule_id, alert.rule_name, alert.rule_author) == (1, "bash", "id-r", "r", "A. Nobody")
    assert (alert.technique_ids, alert.tactic_ids, alert.tags) == (("T1059",), ("TA0002",), ("attack.t1059", "attack.execution"))
    assert (alert.rule_source, alert.rule_licence, alert.response, alert.created) == ("https://example.org", "Apache-2.0", "Look.", 5)
    assert (alert.event, alert.events) == (event(), (event(-1), event()))


@pytest.mark.parametrize(
    ("template", "fields", "title"),
    [
        ("{process.name} by {User}", {"process_name": "sh", "user_name": None}, "sh by ?"),
        ("{process.args}", {"process_args": ["a", "b c"]}, "a b c"),
        ("{process.name}", {"process_name": "a\n\x1b[31mé\u202e"}, "a\\n\\x1b[31mé\\u202e"),
        ("{CommandLine}", {"process_command_line": "x" * 5000}, "x" * 79 + "…"),
        ("{process.pid} at {@timestamp}", {"process_pid": 7, "process_start": 0}, "7 at 2001-09-09T01:46:40.000000Z"),
    ],
)
def test_title_takes_values_in_and_nothing_that_could_harm_a_terminal(template, fields, title):
    assert make_title(rule(f'{{title: "{template}"}}'), event(**fields)) == title


def test_title_is_bounded():
    own = rule(f'{{title: "{"{CommandLine}" * 10}"}}')
    assert len(make_title(own, event(process_command_line="y" * 100))) == MAX_TITLE


def test_value_is_read_by_dotted_name():
    assert field_value("event.action", event()) == "process.exec"
    assert field_value("file.path", event()) is None
