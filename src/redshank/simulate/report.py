"""What a performance gave, as the one object that `redshank simulate --format json` prints."""

from dataclasses import dataclass, replace
from typing import Any

from redshank.events.values import rfc3339
from redshank.simulate.kept_alerts import KeptAlert
from redshank.simulate.kept_incident import KeptIncident, to_flat
from redshank.simulate.story import Act, Story, seen_by

_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Performed:
    """An act and when it was begun."""

    act: Act
    at_ns: int


@dataclass(frozen=True, slots=True)
class Report:
    """A performance. started_ns: when the agent was started. left: what could not be removed, in words; None before it was looked for."""

    story: Story
    started_ns: int
    watching_ns: int | None
    performed: tuple[Performed, ...]
    alerts: tuple[KeptAlert, ...]
    left: tuple[str, ...] | None = None
    incident: KeptIncident | None = None

    @property
    def incident_s(self) -> float | None:
        """When the incident stood, with chain, family and way in; None where it did not."""
        return self.seconds(self.incident.ready_ns) if self.incident and self.incident.ready_ns is not None else None

    def with_left(self, left: list[str]) -> "Report":
        """The same, with what was left behind."""
        return replace(self, left=tuple(left))

    def seconds(self, at_ns: int) -> float:
        """After the agent's start, to the millisecond."""
        return round((at_ns - self.started_ns) / _NS, 3)

    def first_s(self, severity: int = 3) -> float | None:
        """When the first alert of that severity or worse was kept; None where there was none."""
        return min((self.seconds(alert.kept_ns) for alert in self.alerts if alert.flat["alert.severity"] <= severity), default=None)

    def seen(self, one: Performed) -> KeptAlert | None:
        """The first alert that shows an act."""
        shown = (
            alert for alert in self.alerts if seen_by(one.act, alert.flat, one.at_ns, self.started_ns, alert.event_ns)
        )  # fmt: skip
        return min(shown, key=lambda alert: alert.kept_ns, default=None)

    @property
    def breach_ns(self) -> int:
        """When the breach began."""
        return next(one.at_ns for one in self.performed if one.act.name == self.story.breach)


def to_json(report: Report) -> dict[str, Any]:
    """The object. What was not concluded is null."""
    return {
        "simulation": report.story.name,
        "breach_started": rfc3339(report.breach_ns),
        "agent_started": rfc3339(report.started_ns),
        "first_alert_s": report.first_s(),
        "first_severity_1_s": report.first_s(1),
        "incident_ready_s": report.incident_s,
        "alerts": [alert.flat | {"seconds": report.seconds(alert.kept_ns)} for alert in report.alerts],
        "steps": [_step(report, one) for one in report.performed],
        "incident": to_flat(report.incident) if report.incident is not None else None,
        "clean": report.left == (),
    }


def _step(report: Report, one: Performed) -> dict[str, Any]:
    alert = report.seen(one)
    return {"name": one.act.name, "at": rfc3339(one.at_ns), "seen_s": None if alert is None else report.seconds(alert.kept_ns)}
