"""What a story is made of: acts in the order they happen, each with the alerts by which it is seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from redshank.simulate.scene import Scene

LEAST_LEAD_S, USUAL_LEAD_S = 5.0, 60.0
"""How long the breach is older than the agent: at least, and as the stories have it."""

Flat = Mapping[str, Any]
"""An alert as flat dotted keys."""


@dataclass(frozen=True, slots=True)
class Sign:
    """An alert that shows an act. action: event types. field, values: one of them has to stand in that field, as a whole or as its end.

    severity: this bad or worse.
    """

    actions: tuple[str, ...]
    field: str = ""
    values: tuple[str, ...] = ()
    severity: int = 3

    def shows(self, alert: Flat) -> bool:
        """Whether this alert is one."""
        if alert.get("event.action") not in self.actions or alert.get("alert.severity", 3) > self.severity:
            return False
        return not self.values or str(alert.get(self.field, "")).endswith(self.values)


@dataclass(frozen=True, slots=True)
class Act:
    """One act. at: seconds after the agent's start, before it where negative. run: does it on the stage."""

    at: float
    actor: str
    name: str
    run: Callable[[Scene], None]
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A story by its name. breach: name of the act that is the breach. end: when it is over, seconds after the agent's start."""

    name: str
    breach: str
    acts: tuple[Act, ...]
    end: float


def moved(story: Story, lead_s: float) -> Story:
    """The story with its breach `lead_s` before the agent's start.

    What comes before the breach keeps its distance to it; what lies between breach and agent moves closer together where
    the lead is shorter than the story's own, and keeps its distance to the breach where it is longer.
    """
    breach = next(act.at for act in story.acts if act.name == story.breach)
    lead = max(lead_s, LEAST_LEAD_S)
    pace = min(1.0, lead / -breach)
    return replace(story, acts=tuple(replace(act, at=_moved(act.at, breach, lead, pace)) for act in story.acts))


def _moved(at: float, breach: float, lead: float, pace: float) -> float:
    if at >= 0:
        return at
    return -lead + (at - breach if at < breach else (at - breach) * pace)


def seen_by(act: Act, alert: Flat, happened_ns: int, agent_started_ns: int, alert_ns: int) -> bool:
    """Whether an alert shows this act: it has one of its signs, and is not about something that was before the act.

    An act from before the agent's start is seen by what is about that time; alert_ns: the time of the alert's event.
    """
    if not any(sign.shows(alert) for sign in act.signs):
        return False
    if act.at < 0:
        return alert_ns < agent_started_ns or bool(alert.get("redshank.swept"))
    return alert_ns >= happened_ns
