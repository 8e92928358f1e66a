from pathlib import Path

import pytest

from redshank.analysis.detect.compile import compile_rules
from redshank.analysis.detect.correlate import Limits
from redshank.analysis.detect.engine import MAX_FAILURES_KEPT, MAX_FAILURES_OF_RULE, Engine
from redshank.findings.alert import to_flat
from tests.analysis.detect.writing import Words, load_all, plain, rule_text
from tests.generated import build

SECOND, START, NOW = 10**9, 10**18, 2 * 10**18
OWN = "{product: linux, service: redshank}"
SHELL = rule_text("s: {Image|endswith: /sh}\ncondition: s", name="shell", more="level: high\n")
ROOT = rule_text("s: {User: root}\ncondition: s", name="root", more="level: low\n")
FAILED = rule_text("s: {event.action: session.login_failed}\ncondition: s", OWN, "failed")
MANY = """title: Many failures
name: many
correlation: {type: event_count, rules: failed, group-by: source.ip, timespan: 5m, condition: {gte: 3}}
redshank: {severity: 1, title: '{source.ip} guesses', aggregate: [source.ip]}
"""

GUESSED = """title: guessed
correlation: {type: temporal_ordered, rules: [many, login], group-by: source.ip, timespan: 10m, generate: [many]}
"""


class Broken:
    """A list that fails for some values."""

    def __init__(self, *values):
        self.values = values

    def lookup(self, value):
        if value in self.values:
            raise OSError("list is gone")


def engine(*texts, lists=None, limits=None):
    return Engine(load_all(*texts, lists=lists), lists=lists, clock=lambda: NOW, limits=limits)


def shell(seconds=0, **fields):
    return build.process_exec(timestamp=START + int(seconds * SECOND), process_executable="/bin/sh", **fields)


def failed(seconds, ip="192.0.2.1"):
    return build.session_login_failed(timestamp=START + seconds * SECOND, source_ip=ip)


def test_alerts_come_in_the_order_of_events_and_rules():
    alerts = engine(SHELL, ROOT).detect([shell(), build.process_exec(user_name="a"), build.process_exec(), build.file_open()])
    assert [(alert.rule_name, alert.severity, alert.count) for alert in alerts] == [("shell", 2, 1), ("root", 3, 1), ("root", 3, 1)]
    assert alerts[0].created == NOW
    assert [clause.clause for clause in alerts[0].why] == ["s.Image|endswith: /sh"]


def test_repeat_has_the_id_of_the_first_and_a_higher_count():
    first, again, other = engine(SHELL).detect([shell(), shell(5), build.process_exec(process_executable="/opt/sh")])
    assert (first.id, first.count, again.count, again.first_seen) == (again.id, 1, 2, START)
    assert other.id != first.id


def test_alert_is_the_same_when_detection_runs_again():
    assert [alert.id for alert in engine(SHELL).detect([shell()])] == [alert.id for alert in engine(SHELL).detect([shell()])]


def test_correlation_alerts_and_its_rules_are_silent():
    (alert,) = engine(FAILED, MANY).detect([failed(n) for n in range(3)])
    assert (alert.title, alert.severity, alert.rule_name, len(alert.events)) == ("192.0.2.1 guesses", 1, "Many failures", 3)
    assert alert.event is alert.events[-1]
    assert [clause.clause for clause in alert.why][-1] == "s.event.action: session.login_failed"
    assert to_flat(alert)["event.ids"] == ["test-1"] * 3


def test_rules_of_a_correlation_alert_too_where_it_generates_them():
    loud = MANY.replace("timespan", "generate: true, timespan")
    assert [alert.rule_name for alert in engine(FAILED, loud).detect([failed(n) for n in range(3)])] == [
        "failed",
        "failed",
        "failed",
        "Many failures",
    ]


def test_window_with_an_upper_bound_is_judged_by_later_events():
    few = engine(FAILED, MANY.replace("gte: 3", "lt: 3"))
    assert few.detect([failed(0)]) == []
    (alert,) = few.detect([shell(400)])
    assert alert.event.timestamp == START


def test_rule_that_breaks_on_an_event_costs_no_other_rule_that_event():
    lists = {"x": Broken("/bin/sh")}
    breaking = rule_text("s: {Image|expand: '%x%'}\ncondition: s", name="breaking")
    own = engine(breaking, SHELL, lists=lists)
    alerts = own.detect([shell(), build.process_exec(process_executable="/opt/sh")])
    assert [alert.rule_name for alert in alerts] == ["shell", "shell"]
    assert [(failure.rule_id, failure.event.process_executable, failure.error) for failure in own.failures] == [
        ("id-breaking", "/bin/sh", "OSError: list is gone")
    ]
    assert own.counters["failures"] == 1
    assert own.disabled == {}


def test_rule_that_keeps_failing_is_disabled_and_said_so():
    lists = {"x": Broken("/bin/sh")}
    own = engine(rule_text("s: {Image|expand: '%x%'}\ncondition: s", name="breaking"), SHELL, lists=lists)
    alerts = own.detect([shell(n) for n in range(MAX_FAILURES_OF_RULE + 20)])
    assert len(alerts) == MAX_FAILURES_OF_RULE + 20
    assert own.disabled == {"id-breaking": f"failed on {MAX_FAILURES_OF_RULE} events, last with OSError: list is gone"}
    assert own.counters["failures"] == len(own.failures) == MAX_FAILURES_OF_RULE < MAX_FAILURES_KEPT


def test_rule_that_breaks_while_it_is_explained_still_alerts():
    class Once:
        def __init__(self):
            self.asked = 0

        def lookup(self, value):
            self.asked += 1
            if self.asked > 1:
                raise OSError("list is gone")
            return "x"

    own = engine(rule_text("s: {Image|expand: '%x%'}\ncondition: s", name="flaky"), lists={"x": Once()})
    (alert,) = own.detect([shell()])
    assert (alert.rule_name, alert.why) == ("flaky", ())
    assert own.counters["failures"] == 1


def test_counters_say_what_was_done():
    own = engine(SHELL, ROOT)
    own.detect([shell(), build.file_open()])
    own.detect([])
    assert own.counters == {
        "events": 2, "matches": 2, "alerts": 2, "failures": 0, "rules_over_budget": 0,
        "correlation_keys_evicted": 0, "correlation_matches_without_key": 0, "repeats_evicted": 0, "hidden": 0,
        "novelty_new": 0, "novelty_learned": 0, "novelty_without_value": 0, "novelty_keys_evicted": 0,
    }  # fmt: skip


def test_limits_reach_the_correlations():
    own = engine(FAILED, MANY, limits=Limits(keys=1))
    own.detect([failed(0), failed(1, "192.0.2.2"), failed(2), failed(3, "192.0.2.2")])
    assert own.counters["correlation_keys_evicted"] == 3


def test_unindexed_rules_are_named_per_type():
    not_root = rule_text("s: {User: root}\ncondition: not s", name="others")
    assert engine(SHELL, ROOT, not_root).unindexed() == {"process.exec": ("id-others",)}


def test_snapshot_continues_repeats_and_correlations():
    own, later = engine(SHELL, FAILED, MANY), engine(SHELL, FAILED, MANY)
    first = own.detect([shell(), failed(0), failed(1)])
    later.restore(plain(own.snapshot()))
    alerts = later.detect([shell(9), failed(10)])
    assert [(alert.rule_name, alert.count) for alert in alerts] == [("shell", 2), ("Many failures", 1)]
    assert alerts[0].id == first[0].id
    assert [event.timestamp for event in alerts[1].events] == [START, START + SECOND, START + 10 * SECOND]


def test_list_may_grow_while_the_engine_runs():
    lists = {"x": Words()}
    own = engine(rule_text("s: {Image|expand: '%x%'}\ncondition: s"), lists=lists)
    assert own.detect([shell()]) == []
    lists["x"].words.add("/bin/sh")
    (alert,) = own.detect([shell()])
    assert alert.why[0].clause == "s.Image|expand: %x% (in words)"


def test_generated_source_is_the_only_thing_ever_executed():
    room = Path(compile_rules.__code__.co_filename).parent
    calls = {path.name for path in room.rglob("*.py") for word in ("exec(", "eval(", "pickle", "__import__") if word in path.read_text()}
    assert calls == {"compile.py"}


@pytest.mark.parametrize("timestamp", [0, 2**63])
def test_event_of_any_time_is_taken(timestamp):
    assert len(engine(SHELL).detect([build.process_exec(timestamp=timestamp, process_executable="/sh")])) == 1


def test_time_that_no_calendar_has_does_not_stop_the_stream():
    own = engine(FAILED, rule_text("s: {event.action: session.login}\ncondition: s", OWN, "login"), MANY, GUESSED)
    events = [build.session_login_failed(timestamp=10**30, source_ip="192.0.2.1") for _ in range(3)]
    alerts = own.detect([*events, build.session_login(timestamp=10**30, source_ip="192.0.2.1")])
    assert [alert.rule_name for alert in alerts] == ["Many failures", "guessed"]
    assert f"{10**30} ns" in [clause.value for clause in alerts[1].why]
