"""Performances made up for tests, and a control store with an agent in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redshank.server.store.control import agents, detection
from redshank.server.store.control.database import Control, open_control
from redshank.simulate.kept_alerts import KeptAlert
from redshank.simulate.report import Performed, Report
from redshank.simulate.story import Act, Sign, Story
from tests.cli import make

S = 1_000_000_000
STARTED = 1_795_507_200 * S
"""When the agent of these performances was started: 2026-11-24T08:00:00Z."""

LOGIN = Act(-60, "198.51.100.23", "login", lambda _: None, (Sign(("session.login",), severity=1),))
SHELL = Act(1, "www-data", "shell", lambda _: None, (Sign(("process.exec",)),))
STORY = Story("short", "login", (LOGIN, SHELL), 8)


def kept(number: int, action: str, severity: int, event_s: float, kept_s: float, **more: Any) -> KeptAlert:
    """An alert; times in seconds after the agent's start."""
    flat = {"event.action": action, "alert.severity": severity, "alert.title": f"title {number}", **more}
    return KeptAlert(flat, number, STARTED + int(kept_s * S), STARTED + int(event_s * S))


def report(*alerts: KeptAlert, left: tuple[str, ...] | None = ()) -> Report:
    """A performance of STORY with these alerts."""
    performed = (Performed(LOGIN, STARTED - 60 * S), Performed(SHELL, STARTED + S))
    return Report(STORY, STARTED, STARTED + 1_300_000_000, performed, alerts, left)


@contextmanager
def control_with_agents(folder: Path, *keys: bytes) -> Iterator[tuple[Control, list[str]]]:
    """A control store, and the ids of the agents with these keys in it."""
    control = open_control(folder)
    try:
        with control.write() as c:
            ids = [agents.enrol(c, agents.NewAgent(key, agents.Facts("web-03"), simulated=True), STARTED).agent_id for key in keys]
        yield control, ids
    finally:
        control.close()


def save(control: Control, agent_id: str, cursor: int, *alert_ids: str) -> None:
    """Keep alerts of an agent, as detection does."""
    with control.write() as c:
        found = []
        for alert_id in alert_ids:
            event = make.shell(agent_id=agent_id, timestamp=STARTED + S)
            found.append(make.alert(event, id=alert_id))
        detection.save(c, found, cursor, None, STARTED + S)
