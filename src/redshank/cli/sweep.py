"""`redshank sweep`: look back over this host, or over the files of another one; alerts as they are found."""

import argparse
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from redshank.analysis.detection import Detection
from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.live import LiveStore
from redshank.cli.detection import add_detection_arguments, open_detection
from redshank.cli.help import Parser, examples
from redshank.cli.lines import LineWriter, add_line_arguments, interleaved, open_writer
from redshank.cli.summary import Summary
from redshank.core.clock import SystemClock
from redshank.core.errors import ConfigError
from redshank.events import Event
from redshank.host.packages.packages import open_packages
from redshank.host.sensor import proc_scan
from redshank.host.sensor.compose import FIRST_PID_NAMESPACE
from redshank.host.sensor.process_table import ProcessTable, describe
from redshank.host.sensor.programs import own_scope
from redshank.host.sensor.users import UserNames
from redshank.host.sweep.scene import Scene
from redshank.host.sweep.sweep import Report, Sweep

CLEAN, FINDINGS = 0, 1
_BATCH, _BATCH_S = 64, 0.1


def add_arguments(parser: Parser) -> None:
    """The options of `sweep`."""
    add_detection_arguments(parser)
    add_line_arguments(parser)
    parser.add_argument("--root", type=Path, default=Path("/"), metavar="DIR", help="the files of another host, as of a mounted disk image")
    parser.epilog = examples(
        ("redshank sweep", "what happened to this host before you looked (as root)"),
        ("redshank sweep --min-severity 2 --format json", "only what deserves a look, for a program"),
        ("redshank sweep --root /mnt/image", "the disk of another host, mounted read-only"),
        ("redshank sweep --events", "every fact, alerts or not: an inventory"),
    )


def run(arguments: argparse.Namespace) -> int:
    """Look back; 1 where alerts of severity 1 or 2 were found, else 0. Raises ConfigError where there is nothing to look at."""
    root = arguments.root.resolve()
    if not root.is_dir():
        raise ConfigError(f"sweep: no folder at {arguments.root}")
    clock, live = SystemClock(), root == Path("/")
    if live and os.geteuid() != 0:
        sys.stderr.write("redshank: not root: what only root may see is left out; run it with sudo\n")
    scene = Scene(str(root), live, clock.wall_ns, open_packages(root, clock.boot_ns))
    indicators = LiveStore(Folder(arguments.intel).store, time.time_ns)
    detection = open_detection(arguments.rules, arguments.indicators, indicators)
    writer = open_writer(arguments.format, os.environ)
    one = Run(Sweep(scene), describer(root, live=live), detection, writer, arguments.min_severity, arguments.events)
    begin = time.monotonic()
    one.go()
    sys.stderr.write(banner(one, time.monotonic() - begin))
    return FINDINGS if one.summary.alerts[1] or one.summary.alerts[2] else CLEAN


@dataclass(slots=True)
class Run:
    """One look back. Findings go through the rules in small batches, so that lines come while it still looks."""

    sweep: Sweep
    describe: Callable[[Event], None]
    detection: Detection
    writer: LineWriter
    worst: int
    show_events: bool
    summary: Summary = field(default_factory=Summary)

    def go(self) -> None:
        """All of it."""
        for batch in self._batches():
            alerts = self.detection.detect(batch)
            self.summary.count_events(batch)
            self.summary.count_alerts(alerts)
            shown = [alert for alert in alerts if alert.severity <= self.worst]
            self.summary.hidden += len(alerts) - len(shown)
            self.writer.write(interleaved(batch, shown) if self.show_events else shown)

    def _batches(self) -> Iterator[list[Event]]:
        batch, since = list[Event](), time.monotonic()
        for number, event in enumerate(self.sweep.events(), 1):
            self.describe(event)
            event.event_id, event.event_created = f"sweep-{number}", self.sweep.scene.wall_ns()
            batch.append(event)
            if len(batch) >= _BATCH or time.monotonic() - since > _BATCH_S:
                yield batch
                batch, since = [], time.monotonic()
        yield batch


def describer(root: Path, *, live: bool) -> Callable[[Event], None]:
    """Puts the host, and the process behind a fact with its user and ancestors, on an event."""
    name = socket.gethostname() if live else root.name
    table, users = ProcessTable(name, ""), UserNames(root / "etc/passwd", SystemClock())
    if live:
        scope = own_scope()
        proc_scan.scan(table, Path("/proc"), scope.namespace, host_pids=scope.namespace == FIRST_PID_NAMESPACE)
    users.refresh()

    def put(event: Event) -> None:
        event.host_name = name
        process = table.get(event.process_scope_pid) if event.process_scope_pid else None
        if process is not None:
            describe(event, process)
        users.describe(event)

    return put


def banner(one: Run, seconds: float) -> str:
    """What was looked at and found, in a line, and what was not looked at."""
    alerts = ", ".join(f"{one.summary.alerts[severity]} of severity {severity}" for severity in (1, 2, 3) if one.summary.alerts[severity])
    hidden = f"; {one.summary.hidden} of them not shown" if one.summary.hidden else ""
    lines = [f"swept in {seconds:.1f} s: {alerts or 'no alerts'}{hidden}"]
    lines += [f"{report.name}: {words}" for report in one.sweep.reports if (words := _trouble(report))]
    return "".join(f"redshank: {line}\n" for line in [*lines, *one.detection.troubles()])


def _trouble(report: Report) -> str:
    if report.error:
        return f"did not come to its end: {report.error}"
    if report.left_out:
        return f"not everything was looked at ({report.left_out} left out)"
    return f"left out: {report.skipped}" if report.skipped else ""
