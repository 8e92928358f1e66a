"""The account at the end of `watch` and `replay`: what was read, found and lost, so that silence can be told from blindness."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from redshank.cli.terminal import visible
from redshank.events import Event
from redshank.findings.alert import Alert
from redshank.host.sensor.source import SourceHealth

FIRST_BAD = 5
"""Bad lines that are shown whole."""


@dataclass(slots=True)
class Summary:
    """Counts of one run. hidden: alerts that were too mild to be shown. skipped: alerts found among recorded events."""

    events: Counter[str] = field(default_factory=Counter)
    alerts: Counter[int] = field(default_factory=Counter)
    losses: Counter[str] = field(default_factory=Counter)
    hidden: int = 0
    skipped: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    first_bad: list[str] = field(default_factory=list)

    def count_events(self, events: Iterable[Event]) -> None:
        """Take a batch into the account; loss events are what they say, not themselves."""
        for event in events:
            self.events[event.event_action] += 1
            if event.event_action == "agent.loss":
                self._count_loss(event)

    def _count_loss(self, event: Event) -> None:
        words = (getattr(event, name) for name in ("loss_reason", "loss_where", "loss_type"))
        self.losses[" ".join(visible(word) for word in words if word)] += getattr(event, "loss_count", None) or 0

    def count_alerts(self, alerts: Iterable[Alert]) -> None:
        """Take the alerts of a batch into the account, shown or not."""
        self.alerts.update(alert.severity for alert in alerts)

    def count_bad(self, where: str, message: str, kind: str) -> None:
        """Take a line that could not be read into the account. kind: a short stable word; the first few lines are kept whole."""
        self.bad[kind] += 1
        if len(self.first_bad) < FIRST_BAD:
            self.first_bad.append(f"{where}: {message}")

    def text(self, health: Sequence[SourceHealth] = (), troubles: Sequence[str] = ()) -> str:
        """The account in lines for standard error. troubles: sentences about rules that did not do their work."""
        lines = [f"{_events(self.events.total())}{_listed(self.events)}", self._alert_line()]
        lines += [f"lost: {_events(count)} ({words})" for words, count in self.losses.most_common()]
        if self.skipped:
            lines.append(f"alerts among the recorded events, left out: {self.skipped:,}")
        if self.bad:
            lines += [f"bad lines: {self.bad.total():,}{_listed(self.bad)}", *(f"  {visible(line)}" for line in self.first_bad)]
        lines += [_health_line(one) for one in health]
        return "".join(f"redshank: {line}\n" for line in [*lines, *map(visible, troubles)])

    def _alert_line(self) -> str:
        by_severity = ", ".join(f"{count:,} of severity {severity}" for severity, count in sorted(self.alerts.items()))
        hidden = f"; {self.hidden:,} of them not shown" if self.hidden else ""
        return f"{_number(self.alerts.total(), 'alert')}{': ' if by_severity else ''}{by_severity}{hidden}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _events(count: int) -> str:
    return _number(count, "event")


def _listed(counts: Counter[str]) -> str:
    return f": {', '.join(f'{visible(word)} {count:,}' for word, count in counts.most_common())}" if counts else ""


def _health_line(one: SourceHealth) -> str:
    counters = ", ".join(f"{word} {count:,}" for word, count in one.counters.items() if count)
    detail = f": {visible(one.detail)}" if one.detail else ""
    return f"source {visible(one.name)} {one.state}{detail}{f' ({counters})' if counters else ''}"
