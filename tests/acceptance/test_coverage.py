"""Every act of the coverage table and of the evasion pack under a real sensor in a sandbox, one test for each."""

import json
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from redshank.events._generated.names import FIELDS
from redshank.events.table import TYPES
from tests import kernel_state, sandbox
from tests.acceptance.coverage import page
from tests.acceptance.coverage.act import ABSENT, GIVEN, MODES, Act, Told, ends, find, holds, one_of, tells
from tests.acceptance.coverage.run import owned
from tests.acceptance.coverage.table import ACTS
from tests.acceptance.evasion.table import ACTS as EVASIONS
from tests.acceptance.evasion.table import THREATS

ALL = (*ACTS, *EVASIONS)
LEAST, LEAST_TOLD, MOST_MISSED = 60, 57, 0.05
TIME_S = 240


def run(hold: Path, mode: str, pack: str) -> dict[str, Any]:
    done = sandbox.run(hold, [sys.executable, "-m", "tests.acceptance.coverage.run", mode, pack], timeout_s=TIME_S)
    assert done.stdout, f"{mode}: {done.stderr[-3000:]}"
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome | {"answers": {answer["name"]: answer for answer in outcome["answers"]}}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of all acts: full beside light and off, which follow each other."""
    if reason := kernel_state.lacking():
        pytest.skip(reason)
    holds_of = {mode: tmp_path_factory.mktemp(mode) for mode in MODES}
    with ThreadPoolExecutor(2) as pool:
        packs = {"full": "all", "light": "coverage", "off": "coverage"}
        started: dict[str, Future[dict[str, Any]]] = {mode: pool.submit(run, holds_of[mode], mode, packs[mode]) for mode in MODES}
        return {mode: future.result() for mode, future in started.items()}


def judge(outcome: dict[str, Any], act: Act) -> None:
    """Told where it is due and silent where the table says so; what cannot be done here says why."""
    answer = outcome["answers"][act.name]
    if answer["lacks"]:
        pytest.skip(f"no {answer['lacks']} on this machine")
    if outcome["mode"] in act.depends:
        return
    due = outcome["mode"] in act.seen
    assert answer["told"] == due, f"its events: {answer['types']}; it said: {answer['said']}; {answer['line']}"


@pytest.mark.root
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
@pytest.mark.parametrize("mode", MODES)
def test_act_is_told_or_openly_not(outcomes: dict[str, dict[str, Any]], mode: str, act: Act) -> None:
    judge(outcomes[mode], act)


@pytest.mark.root
@pytest.mark.parametrize("act", EVASIONS, ids=lambda act: f"{act.threat} {act.name}")
def test_way_to_act_unseen_is_told_or_listed(outcomes: dict[str, dict[str, Any]], act: Act) -> None:
    judge(outcomes["full"], act)


@pytest.mark.root
def test_nearly_all_ways_to_act_unseen_are_told(outcomes: dict[str, dict[str, Any]]) -> None:
    answers = [outcomes["full"]["answers"][act.name] for act in EVASIONS]
    done = [answer for answer in answers if not answer["lacks"]]
    missed = [answer["name"] for answer in done if not answer["told"]]
    assert len(missed) <= MOST_MISSED * len(done), missed
    assert len(done) - len(missed) >= LEAST_TOLD, missed


@pytest.mark.root
@pytest.mark.parametrize("mode", MODES)
def test_sensor_ends_clean_loses_nothing_and_says_what_it_does_not_see(outcomes: dict[str, dict[str, Any]], mode: str) -> None:
    outcome = outcomes[mode]
    assert outcome["status"] == 0 and "Traceback" not in outcome["said"], outcome["said"]
    assert outcome["lost"] == {}, outcome["lost"]
    words = {"full": "source ebpf ok", "light": "light: 32-bit system calls", "off": "system calls off: opens, accepts"}
    assert words[mode] in outcome["said"], outcome["said"]


# The tables themselves


def test_tables_hold_enough_acts_and_each_has_a_name_of_its_own() -> None:
    names = [act.name for act in ALL]
    assert len(ACTS) >= LEAST and len(EVASIONS) >= LEAST
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert {act.threat for act in EVASIONS} == set(THREATS)


def tellings(act: Act) -> list[Told]:
    found = list(act.told)
    return found + [one.also for one in found if one.also]


@pytest.mark.parametrize("act", ALL, ids=lambda act: act.name)
def test_act_says_what_it_does_and_waits_for_events_that_exist(act: Act) -> None:
    assert bool(act.python) != bool(act.shell) and act.told and act.technique.startswith("T")
    assert bool(act.unseen) == (len(act.seen) < (1 if act.threat else len(MODES)))
    assert {one.event for one in tellings(act)} <= {event_type.name for event_type in TYPES}
    assert {name for one in tellings(act) for name in one.fields} <= set(FIELDS)


def test_page_shows_the_tables_as_they_are() -> None:
    assert page.text() == page.PAGE.read_text(), "run `make generate`"


# How an event is recognised

LINE = {"event.action": "net.connect", "destination.port": 20_001, "redshank.result": "-111", "process.args": ["a", "act001x"]}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"destination.port": "PORT", "redshank.result": -111}, True),
        ({"redshank.result": 111}, False),
        ({"process.args": ["a", "MARK"]}, True),
        ({"process.args": ["MARK"]}, False),
        ({"process.args": holds("MARK"), "redshank.result": one_of(-1, -111), "file.path": ABSENT}, True),
        ({"destination.port": GIVEN, "redshank.result": ends("11")}, True),
        ({"file.path": GIVEN}, False),
        ({"redshank.result": one_of(-1)}, False),
    ],
)
def test_line_tells_by_type_and_every_value(fields: dict[str, object], told: bool) -> None:
    assert tells(LINE, Told("net.connect", fields), "act001x", 20_001) is told
    assert not tells(LINE, Told("net.accept", fields), "act001x", 20_001)


def test_second_event_must_be_there_too() -> None:
    first = Told("net.connect", {}, also=Told("net.accept", {}))
    assert find((first,), [LINE], "act001x", 20_001) is None
    assert find((first,), [LINE, {"event.action": "net.accept"}], "act001x", 20_001) == LINE


def test_events_belong_to_the_act_whose_word_port_or_process_they_have() -> None:
    lines: list[dict[str, Any]] = [
        {"event.action": "process.exec", "process.pid": 7, "process.args": ["act001x"]},
        {"event.action": "process.fork", "process.pid": 8, "process.parent.pid": 7},
        {"event.action": "kernel.credentials", "process.pid": 8},
        {"event.action": "net.listen", "process.pid": 9, "source.port": 20_002},
        {"event.action": "process.exit", "process.pid": 10},
    ]
    own = owned([(json.dumps(line).encode(), line) for line in lines], {20_002: "act002x"})
    assert own == {"act001x": lines[:3], "act002x": lines[3:4]}
