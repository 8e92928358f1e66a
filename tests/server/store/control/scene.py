"""Agents and alerts to keep."""

from typing import Any

from redshank.findings.alert import Alert, Clause
from redshank.server.store.control import agents
from tests.generated import build

SECOND = 1_000_000_000
NOW = 1_763_958_251 * SECOND
AGENT = "a" * 26


def enrolled(c, key: bytes = b"k" * 32, name: str = "web-01", **more: Any) -> agents.AgentRecord:
    """An agent with this key, let in."""
    return agents.enrol(c, agents.NewAgent(key, agents.Facts(name, "1.0", "6.1", "Debian 12"), **more), NOW)


def there(found):
    """What has to be there."""
    assert found is not None
    return found


def event(number, at=0, **fields):
    """The event with this number, `at` seconds after NOW."""
    plain: dict[str, Any] = {"event_id": f"{AGENT}-{number}", "timestamp": NOW + at * SECOND, "agent_id": AGENT, "host_name": "web-01"}
    return build.process_exec(**plain | fields)


def alert(name: str = "a", events: tuple = (), **fields: Any) -> Alert:
    """An alert of one event unless told otherwise."""
    events = events or (event(1),)
    plain: dict[str, Any] = {
        "id": name,
        "severity": 2,
        "title": f"Shell by {name}",
        "rule_id": "00000000-0000-0000-0000-000000000001",
        "rule_name": "Shell",
        "rule_author": "us",
        "technique_ids": ("T1059.004",),
        "tactic_ids": ("TA0002",),
        "event": events[-1],
        "why": (Clause("selection.Image|endswith: /bash", "process.executable", "/usr/bin/bash", (8, 5), True),),
        "created": NOW,
        "events": events,
        "count": 1,
        "first_seen": events[0].timestamp,
    }
    return Alert(**plain | fields)
