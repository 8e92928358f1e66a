"""Plays a story: sets the stage, does one act after another at its time, and notes when each was seen."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from redshank.core.errors import HostError
from redshank.server.api.storybook import open_storybook
from redshank.simulate import installed_agent
from redshank.simulate.destination import DEFAULT_BIND, Destination, open_destination
from redshank.simulate.installed_agent import InstalledAgent
from redshank.simulate.kept_alerts import KeptAlert, KeptAlerts
from redshank.simulate.kept_incident import read_incident
from redshank.simulate.report import Performed, Report
from redshank.simulate.sandbox.control_group import ControlGroup, abandoned_groups, make_group, open_groups
from redshank.simulate.scene import Scene, lacking, open_scene
from redshank.simulate.story import Act, Story, moved
from redshank.simulate.traces import Traces
from redshank.simulate.work_folder import remove_abandoned

_NS = 1_000_000_000
_TICK_S = 1.0
_BEFORE_FIRST_S = 0.3
"""Between the first act and the moment the stage stands."""


class Audience(Protocol):
    """Who hears of a story while it is played; called from several threads."""

    def opened(self, destination: Destination) -> None:
        """The stage stands, and this is where the agent's events will go."""
        ...

    def waits(self, seconds: float) -> None:
        """So late it is, by the story's clock; about once a second while nothing happens."""
        ...

    def did(self, act: Act, seconds: float) -> None:
        """The intruder did this, so many seconds after the agent's start (before it: negative, by the story's clock)."""
        ...

    def installed(self, watching_s: float) -> None:
        """The agent watches, so many seconds after it was started."""
        ...

    def kept(self, alert: KeptAlert, seconds: float) -> None:
        """The server has this new alert, so many seconds after the agent's start."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be played. lead_s: how long the breach is older than the agent. data, bind: where a server may already be."""

    story: Story
    lead_s: float
    data: Path
    bind: str = DEFAULT_BIND


@dataclass(slots=True)
class _Run:
    """One performance under way. start: on the monotonic clock, when the agent is to start, then when it did."""

    story: Story
    scene: Scene
    audience: Audience
    start: float
    started_ns: int = 0
    performed: list[Performed] = field(default_factory=list)

    def perform(self, acts: list[Act]) -> None:
        for act in acts:
            self.wait(act.at)
            at = time.time_ns()
            act.run(self.scene)
            self.performed.append(Performed(act, at))
            self.audience.did(act, self.seconds(at))

    def wait(self, until: float) -> None:
        """Return at that second of the story."""
        while (left := self.start + until - time.monotonic()) > 0:
            self.audience.waits(until - left)
            time.sleep(min(left, _TICK_S))

    def seconds(self, at_ns: int) -> float:
        """Of a time of the wall clock, after the agent's start; by the plan where it has not started yet."""
        if self.started_ns:
            return (at_ns - self.started_ns) / _NS
        return time.monotonic() - self.start - (time.time_ns() - at_ns) / _NS


def play(wish: Wish, audience: Audience) -> Report:
    """What happened and what was seen of it. To be called by the main thread; an exception leaves nothing behind either.

    Raises HostError where something that is needed is missing.
    """
    if reason := lacking():
        raise HostError(reason)
    with open_groups() as groups:
        clear(groups)
        group = make_group(groups, f"{os.getpid()}-{time.monotonic_ns()}")
        traces = Traces(group.name)
        with _ended(group):
            report = _perform(wish, audience, group, traces)
        left = traces.left(groups)
    return report.with_left(left)


def clear(groups: int) -> list[str]:
    """What runs that were killed have left, removed; in words."""
    abandoned = abandoned_groups(groups)
    for group in abandoned:
        group.end()
    return [group.name for group in abandoned] + [str(path) for path in remove_abandoned()]


@contextmanager
def _ended(group: ControlGroup) -> Iterator[None]:
    try:
        yield
    finally:
        group.end()


def _perform(wish: Wish, audience: Audience, group: ControlGroup, traces: Traces) -> Report:
    story = moved(wish.story, wish.lead_s)
    with ExitStack() as stack:
        destination = stack.enter_context(open_destination(wish.data, group, wish.bind))
        if destination.thrown_away:
            traces.folders.append(destination.data)
        scene = stack.enter_context(open_scene(group))
        audience.opened(destination)
        run = _Run(story, scene, audience, time.monotonic() + _BEFORE_FIRST_S - min(act.at for act in story.acts))
        traces.note(group.pids())
        run.perform([act for act in story.acts if act.at < 0])
        stack.callback(installed_agent.open_way(scene.web, destination).close)
        alerts = _watch_alerts(run, destination, audience)
        stack.callback(alerts.close)
        agent = _install(run, stack)
        run.perform([act for act in story.acts if act.at >= 0])
        run.wait(story.end)
        traces.note(group.pids())
        agent.stop()
        alerts.close()
        hosts = [alert.flat["host.id"] for alert in alerts.alerts if alert.flat.get("host.id")]
        incident = read_incident(destination.control, hosts[0], open_storybook(), time.time_ns()) if hosts else None
    return Report(story, run.started_ns, agent.watching_ns, tuple(run.performed), tuple(alerts.alerts), incident=incident)


def _watch_alerts(run: _Run, destination: Destination, audience: Audience) -> KeptAlerts:
    """Enrolled a little before its start: the seconds of a story are those of the agent, not of the operator's typing."""
    agent_id = installed_agent.enrol(run.scene.web, destination, time.time_ns())
    hear: Callable[[KeptAlert], None] = lambda alert: audience.kept(alert, run.seconds(alert.kept_ns))  # noqa: E731
    alerts = KeptAlerts(destination.control, agent_id, time.time_ns, hear)
    alerts.begin()
    return alerts


def _install(run: _Run, stack: ExitStack) -> InstalledAgent:
    """Start the agent at its time. The intruder's next acts wait until it watches: on a slow machine the story is later, not blind."""
    run.wait(0)
    run.start = time.monotonic()
    agent = installed_agent.run(run.scene.web)
    run.started_ns = agent.started_ns
    stack.callback(agent.stop)
    agent.await_watching()
    assert agent.watching_ns is not None
    run.audience.installed(run.seconds(agent.watching_ns))
    return agent
