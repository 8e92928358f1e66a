"""What real rules cost on the mix: a rate for all, for program starts and per type of event, and the dearest rules by name."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.sigma.load import load_folder
from redshank.analysis.detect.sigma.tree import AnyRule, Rule
from redshank.analysis.detection import joined
from redshank.analysis.lists import load_lists
from redshank.core.resources import content_folder
from redshank.events import Event

BATCH = 500
RUNS = 3
DEAREST = 10


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rules as an engine takes them."""

    rules: tuple[AnyRule, ...]
    engine: Engine


def load(folders: Sequence[Path] = ()) -> Loaded:
    """The shipped rules, with those of further folders."""
    places = [content_folder("rules"), *folders]
    lists = load_lists(places, ()).by_name
    rules, _ = joined([load_folder(place, lists) for place in places])
    return Loaded(rules, Engine(rules, lists=lists, clock=time.time_ns))


def rate(engine: Engine, stream: Sequence[Event]) -> float:
    """Events per CPU-second, the best of a few runs: what disturbs a run only ever slows it."""
    best = 0.0
    for _ in range(RUNS):
        begin = time.process_time()
        for start in range(0, len(stream), BATCH):
            engine.detect(stream[start : start + BATCH])
        best = max(best, len(stream) / (time.process_time() - begin))
    return best


def costs(loaded: Loaded, stream: Sequence[Event], name: str) -> dict[str, object]:
    """Rates with these rules. name: what the figures are called after."""
    mixed = rate(loaded.engine, stream)
    alerts = loaded.engine.counters["alerts"] / RUNS / len(stream)
    execs = rate(loaded.engine, [event for event in stream if event.event_action == "process.exec"])
    return {
        f"{name}_rules": len(loaded.rules),
        f"{name}_mixed_per_cpu_s": round(mixed),
        f"{name}_exec_per_cpu_s": round(execs),
        f"{name}_alerts_per_event": round(alerts, 5),
        f"{name}_always_run": sum(map(len, loaded.engine.unindexed().values())),
    }


def per_type(loaded: Loaded, stream: Sequence[Event]) -> Iterable[str]:
    """A line for each type of event: how many there are, and microseconds of processor time for one."""
    for action in sorted({event.event_action for event in stream}):
        events = [event for event in stream if event.event_action == action]
        yield f"{action}: {len(events)} events, {1e6 / rate(loaded.engine, events):.2f} µs each"


def dearest(loaded: Loaded, stream: Sequence[Event]) -> Iterable[str]:
    """The rules on which most time goes, over all events that are not ruled out before: share of the events, time of one run."""
    single = [rule for rule in loaded.rules if isinstance(rule, Rule)]
    spent, runs = dict.fromkeys(range(len(single)), 0), dict.fromkeys(range(len(single)), 0)
    plans = loaded.engine.plans
    for event in stream:
        if plan := plans.get(event.event_action):
            texts = plan.texts(event)
            for place in plan.places(event):
                begin = time.perf_counter_ns()
                plan.tests[place](event, [], *texts)
                spent[plan.numbers[place]] += time.perf_counter_ns() - begin
                runs[plan.numbers[place]] += 1
    for number in sorted(spent, key=lambda number: -spent[number])[:DEAREST]:
        share, each = runs[number] / len(stream), spent[number] / max(runs[number], 1) / 1000
        yield f"{single[number].title}: run on {share:.1%} of the events, {each:.2f} µs each"
