"""The server's state as Prometheus reads it, written by hand: a dozen numbers need no library."""

from collections import Counter
from collections.abc import Iterator

from redshank.server.api.alert_rows import OPEN
from redshank.server.api.host_rows import agent_state, dropped_of
from redshank.server.api.parts import Parts
from redshank.server.store.control import agents, alerts, refusals
from redshank.server.store.event_store import StoreStats

Sample = tuple[dict[str, str], float]


def metrics_text(parts: Parts, stored: StoreStats, streams: int) -> str:
    """All metrics, each with its help line."""
    return "".join(_written(name, kind, words, samples) for name, kind, words, samples in _metrics(parts, stored, streams))


def _metrics(parts: Parts, stored: StoreStats, streams: int) -> Iterator[tuple[str, str, str, list[Sample]]]:
    now = parts.clock.wall_ns()
    with parts.control.read() as c:
        known = agents.all_agents(c)
        severities = alerts.counts(c, OPEN).severities
        refused = refusals.totals(c)
    states = Counter(agent_state(agent, now) for agent in known)
    kinds: Counter[str] = Counter()
    for one in refused:
        kinds[one.kind] += one.count
    yield "redshank_info", "gauge", "version of the server", [({"version": parts.settings.version}, 1)]
    yield "redshank_start_time_seconds", "gauge", "when the server came up", [({}, parts.started_ns / 1e9)]
    every = ("online", "late", "silent", "stopped", "revoked")
    yield "redshank_agents", "gauge", "agents by state", [({"state": state}, states.get(state, 0)) for state in every]  # type: ignore[call-overload]
    yield "redshank_agent_dropped_events", "gauge", "events that agents' spools had to drop", [({}, sum(map(dropped_of, known)))]
    yield "redshank_open_alerts", "gauge", "open alerts by severity", [({"severity": str(n)}, severities.get(n, 0)) for n in (1, 2, 3)]
    yield "redshank_stored_events", "gauge", "events in the event store", [({}, stored.events)]
    yield "redshank_stored_bytes", "gauge", "bytes they take on disk", [({}, stored.bytes)]
    by_kind: list[Sample] = [({"kind": kind}, n) for kind, n in sorted(kinds.items())]
    yield "redshank_refused_total", "counter", "what agents sent and was refused, by kind", by_kind
    yield "redshank_streams", "gauge", "live streams of the console that are open", [({}, streams)]
    for gauge in parts.gauges():
        yield gauge.name, gauge.kind, gauge.words, [({}, gauge.value)]


def _written(name: str, kind: str, words: str, samples: list[Sample]) -> str:
    lines = [f"# HELP {name} {words}", f"# TYPE {name} {kind}", *(f"{name}{_labels(labels)} {value:.15g}" for labels, value in samples)]
    return "\n".join(lines) + "\n"


def _labels(labels: dict[str, str]) -> str:
    pairs = [f'{key}="{_escaped(value)}"' for key, value in labels.items()]
    return "{" + ",".join(pairs) + "}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
