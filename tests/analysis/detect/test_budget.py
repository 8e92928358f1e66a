from itertools import count
from typing import Any

import pytest

from redshank.analysis.detect.budget import Budget, Meter, Spent, spell
from redshank.analysis.detect.compile import compile_rules
from redshank.analysis.detect.engine import Engine
from tests.analysis.detect.writing import load_all, load_rule, rule_text
from tests.generated import build

SLOW, QUICK = "s: {Image|contains: slow}\ncondition: s", "s: {ParentImage|endswith: /x}\ncondition: s"


class Cpu:
    """Processor time that goes on by the same with every look."""

    def __init__(self, step_ns):
        self.numbers = count(0, step_ns)

    def __call__(self):
        return next(self.numbers)


def events(number, path="/bin/slow", start=0):
    return [build.process_exec(timestamp=10**18 + n, process_executable=path) for n in range(start, start + number)]


def engine(step_ns, every=1, text=SLOW):
    rules = load_all(rule_text(text, name="slow"), rule_text(QUICK, name="quick"))
    return Engine(rules, clock=lambda: 10**18, meter=Meter(Budget(every=every, window=16, each_ns=1000), Cpu(step_ns)))


def test_rule_over_its_budget_is_off_and_an_alert_says_so_once():
    own = engine(step_ns=200_000)
    alerts = own.detect(events(12))
    told = [alert for alert in alerts if alert.rule_name == "Rule switched off"]
    assert [(alert.severity, alert.rule_id, alert.hidden) for alert in told] == [(2, "id-slow", False)]
    assert told[0].title.startswith("Rule 'slow' was switched off: it took 200 µs")
    assert list(own.disabled) == ["id-slow"]
    assert own.counters["rules_over_budget"] == 1
    assert own.detect(events(12)) == []


def test_rule_within_its_budget_stays():
    own = engine(step_ns=1100)  # more than each event allows, were it not for the length of its texts
    own.detect(events(160))
    assert own.disabled == {}


def test_one_long_run_switches_nothing_off():
    steps = iter([0, 10**10])
    rules = load_all(rule_text(SLOW, name="slow"))
    own = Engine(rules, clock=lambda: 0, meter=Meter(Budget(every=1), lambda: next(steps, 10**10)))
    own.detect(events(100))
    assert own.disabled == {}


def test_long_events_allow_more():
    rule = load_rule(SLOW)
    plan = compile_rules([rule], {})["process.exec"]
    long = build.process_exec(process_executable="/slow", process_command_line="x" * 32_000)
    for event, over in ((events(1)[0], True), (long, False)):
        meter = Meter(Budget(window=16, each_ns=1000), Cpu(100_000))
        assert any(meter.measure(event, plan) for _ in range(16)) is over


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_one_event_in_so_many_is_measured_however_they_come(size):
    meter, stream = Meter(Budget(every=7)), events(100)
    chosen = [event for start in range(0, 100, size) for event in meter.sample(stream[start : start + size])]
    assert chosen == stream[::7]


def test_switched_off_rule_stays_off_over_a_restart_until_it_changes():
    own = engine(step_ns=200_000)
    own.detect(events(12))
    same, changed = engine(step_ns=1), engine(step_ns=1, text=SLOW.replace("slow", "low"))
    same.restore(own.snapshot())
    changed.restore(own.snapshot())
    assert (same.disabled, changed.disabled) == (own.disabled, {})
    assert same.detect(events(1)) == []
    assert [alert.rule_id for alert in changed.detect(events(1))] == ["id-slow"]


def test_event_that_breaks_a_rule_costs_the_measurement_nothing():
    lists: Any = {"x": None}
    rules = load_all(rule_text("s: {Image|expand: '%x%'}\ncondition: s"), lists=lists)
    own = Engine(rules, lists=lists, clock=lambda: 0, meter=Meter(Budget(every=1)))
    own.detect(events(3))
    assert own.counters["failures"] == 3


def test_reason_names_time_and_events():
    assert spell(Spent(0, 9_000_000, 3), Budget()).startswith("it took 3,000 µs of processor time on average on 3 measured events")
