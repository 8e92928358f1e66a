"""A story while it is played, and its account at the end, as lines for people."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from redshank.cli.alert_text import SEVERITY_STYLES
from redshank.cli.line_fit import Part, line_of
from redshank.cli.output import Output
from redshank.cli.terminal import Piece, visible
from redshank.simulate.destination import Destination
from redshank.simulate.kept_alerts import KeptAlert
from redshank.simulate.report import Performed, Report
from redshank.simulate.story import Act

ACTOR_COLUMNS = 14
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of knowing, how long people took for it in the published case, and how it is measured here."""

    name: str
    people_s: int
    measure: Callable[[Report], float | None]


@dataclass(slots=True)
class LiveStory:
    """Says what happens as it happens: the intruder on the left, Redshank indented below him. Called from several threads."""

    output: Output
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def opened(self, destination: Destination) -> None:
        """Where to look on."""
        where = "a server of its own for the time of the story" if destination.thrown_away else "the server that runs here"
        self._say(Part(((f"web-03 stands; its agent will report to {where}: {visible(destination.ready.address)}", "dim"),)))
        if destination.ready.link:
            self._say(Part(((f"console: {visible(destination.ready.link)}", ""),)))

    def waits(self, seconds: float) -> None:
        """The clock goes on, on a terminal only; the next line is written over it."""
        if self.output.look().styled:
            with self._lock:
                self.output.stream.write(f"{clock(seconds)}\r")
                self.output.stream.flush()

    def did(self, act: Act, seconds: float) -> None:
        """One act of the intruder."""
        self._say(
            Part(((clock(seconds), ""),)), Part(((f"{act.actor:<{ACTOR_COLUMNS}}", "bold"),)), Part(((act.name, ""),), order=1, least=20)
        )

    def installed(self, watching_s: float) -> None:
        """The agent watches."""
        text = f"the operator has installed the agent: it watches after {watching_s:.1f} s"
        self._say(
            Part(((clock(watching_s), ""),)), Part(((f"{'operator':<{ACTOR_COLUMNS}}", "bold"),)), Part(((text, ""),), order=1, least=20)
        )

    def kept(self, alert: KeptAlert, seconds: float) -> None:
        """A new alert."""
        severity = alert.flat["alert.severity"]
        self._say(
            Part(((clock(seconds), ""),)),
            Part(((f"  A-{alert.number:<4}", ""),)),
            Part(((f"Severity {severity}", SEVERITY_STYLES.get(severity, "dim")),)),
            Part(((visible(alert.flat["alert.title"]), ""),), order=1, least=20),
        )

    def _say(self, *parts: Part) -> None:
        with self._lock:
            self.output.write([line_of(parts, self.output.look())])


def clock(seconds: float) -> str:
    """Seconds of the story's clock, a sign before them: before or after the agent's start."""
    return f"{seconds:+7.1f} s"


def account(report: Report, output: Output) -> None:
    """The stopwatch beside the published case, what each act was seen by, and whether all is clean."""
    look = output.look()
    lines: list[list[Piece]] = [
        [("", "")],
        [("how long until it was known", "bold")],
        *_stages(report),
        [("", "")],
        [("what the intruder did", "bold")],
    ]
    lines += [_step(report, one) for one in report.performed]
    lines += [[("", "")], *_end(report)]
    output.write(line_of([Part(tuple(pieces), order=1)], look) for pieces in lines)


def _stages(report: Report) -> list[list[Piece]]:
    shown: list[list[Piece]] = [[(f"  {'':<52}{'Redshank':>10}{'people*':>10}", "dim")]]
    for stage in STAGES:
        seconds = stage.measure(report)
        ours = NOBODY if seconds is None else f"{seconds:.1f} s"
        shown.append([(f"  {stage.name:<52}{ours:>10}{stage.people_s:>8} s", "")])
    shown.append([("  * a published case of the same malware: people with another product, each stage after the one before", "dim")])
    return shown


def _step(report: Report, one: Performed) -> list[Piece]:
    alert = report.seen(one)
    seen = "not seen" if alert is None else f"seen at {report.seconds(alert.kept_ns):+.1f} s  A-{alert.number}"
    return [(f"{clock(report.seconds(one.at_ns))}  {one.act.actor:<{ACTOR_COLUMNS}}  ", ""), (f"{seen:<24}  ", ""), (one.act.name, "dim")]


def _end(report: Report) -> list[list[Piece]]:
    if report.left == ():
        return [[("nothing was left behind: no process, mount, network, control group, BPF program or file", "")]]
    return [[(f"left behind: {visible(what)}", "red")] for what in report.left or ("it was not looked for",)]


def _all_kinds(report: Report) -> float | None:
    """When the last act after the agent's start was seen, where all were."""
    seen = [report.seen(one) for one in report.performed if one.act.at >= 0]
    return max((report.seconds(alert.kept_ns) for alert in seen if alert), default=None) if all(seen) else None


STAGES = (
    Stage("a Severity 1 alert is there", 20, lambda report: report.first_s(1)),
    Stage("every later act is seen, with who did it", 30, _all_kinds),
    Stage("the incident stands: kill chain and family", 60, lambda report: report.incident_s),
)
