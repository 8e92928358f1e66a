"""`redshank watch`: sensor and rules on this host, no server; one line per alert as it happens."""

import argparse
import os
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from redshank.analysis.detection import Detection
from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.live import LiveStore
from redshank.cli.casting import CastFolder
from redshank.cli.detection import add_detection_arguments, learning_note, open_detection
from redshank.cli.duration import duration_s
from redshank.cli.help import Parser, examples
from redshank.cli.lines import LineWriter, add_line_arguments, interleaved, open_writer
from redshank.cli.signals import ending
from redshank.cli.summary import Summary
from redshank.core import config, memory
from redshank.core.clock import SystemClock
from redshank.core.errors import ConfigError
from redshank.events import Event
from redshank.host.integrity.profiles import FileSettings
from redshank.host.sensor.compose import Host, SensorSettings, open_sensor
from redshank.host.sensor.sensor import Sensor

_WAIT_S = 0.2
_LOOK_S = 2.0
"""How often it is looked whether indicators were compiled anew."""


def add_arguments(parser: Parser) -> None:
    """The options of `watch`."""
    add_detection_arguments(parser)
    add_line_arguments(parser)
    parser.add_argument("--watch", action="append", default=[], metavar="DIR", help="watch changes in this folder too (repeatable)")
    parser.add_argument("--syscalls", choices=("full", "light", "off"), help="how much of system calls is seen and paid for (default full)")
    parser.add_argument("--sensor", choices=("auto", "ebpf", "audit"), help="what sees processes (default auto: BPF, else audit)")
    parser.add_argument(
        "--terminals", choices=("off", "metadata", "output", "full"), default="off",
        help="record terminals: who and how much, what they showed, or also what was typed (default off: nothing is stored here)",
    )  # fmt: skip
    parser.add_argument(
        "--cast", type=Path, metavar="DIR", help="write an asciicast of each terminal there (with --terminals output or full)"
    )
    parser.add_argument("--for", dest="duration", metavar="TIME", help="end after this time: 500ms, 60s, 5m, 1h (default: until Ctrl-C)")
    parser.add_argument("--config", type=Path, default=config.DEFAULT_PATH, metavar="FILE", help="settings (default %(default)s)")
    parser.epilog = examples(
        ("redshank watch", "alerts of this host as they happen"),
        ("redshank watch --min-severity 1 --format json", "only what should wake somebody, for a program"),
        ("redshank watch --events --for 60s", "everything seen in one minute"),
        ("redshank watch --terminals output --cast casts", "record terminals, for a player of asciicasts"),
        ("redshank watch --syscalls light --watch /srv/app", "cheaper, and one folder more"),
    )


@dataclass(slots=True)
class Watch:
    """One run: where events come from, what judges them, where lines go. worst: alerts milder than this are only counted."""

    sensor: Sensor
    detection: Detection
    writer: LineWriter
    worst: int
    show_events: bool
    summary: Summary = field(default_factory=Summary)
    casts: CastFolder | None = None
    look_at: float = 0.0

    def step(self, wait_s: float) -> None:
        """Take in what came, waiting at most `wait_s` for it; write its lines."""
        self._take(self.sensor.read(wait_s))

    def renew(self, live: LiveStore) -> None:
        """Take up indicators that were compiled anew, and say so."""
        if time.monotonic() < self.look_at:
            return
        self.look_at = time.monotonic() + _LOOK_S
        before = live.trouble
        if live.look() and live.store is not None:
            _warn(f"indicators of {len(live.store.notes.sources)} sources are in use")
        if live.trouble and live.trouble != before:
            _warn(live.trouble)

    def finish(self) -> None:
        """The same for what waited for more of its kind."""
        self._take(self.sensor.last_words())

    def _take(self, events: list[Event]) -> None:
        if self.casts is not None:
            self.casts.take(events)
        alerts = self.detection.detect(events)
        self.summary.count_events(events)
        self.summary.count_alerts(alerts)
        shown = [alert for alert in alerts if alert.severity <= self.worst]
        self.summary.hidden += len(alerts) - len(shown)
        self.writer.write(interleaved(events, shown) if self.show_events else shown)
        self.sensor.settle()


def run(arguments: argparse.Namespace) -> int:
    """Watch until the time is over or a signal comes; 0. Raises HostError where nothing can be watched."""
    end = time.monotonic() + duration_s(arguments.duration) if arguments.duration else float("inf")
    settings, host = _settings(arguments)
    writer = open_writer(arguments.format, os.environ)
    with ending() as stop:
        live = LiveStore(Folder(arguments.intel).store, time.time_ns)
        detection = open_detection(arguments.rules, arguments.indicators, live)
        sensor = open_sensor(settings, "watch", SystemClock(), _warn, host)
        try:
            watch = Watch(sensor, detection, writer, arguments.min_severity, arguments.events)
            watch.casts = CastFolder(arguments.cast) if arguments.cast else None
            memory.settle()
            if sensor.kernel is not None:
                sensor.kernel.guard({os.getpid(): 1})  # who signals us is told
            _announce(sensor, detection)
            while not stop and (left := end - time.monotonic()) > 0:
                watch.step(min(left, _WAIT_S))
                watch.renew(live)
            watch.finish()
            health = sensor.health()
        finally:
            sensor.close()
    _write_casts(watch.casts)
    sys.stderr.write(watch.summary.text(health, [*detection.hidden(), *detection.troubles()]))
    return 0


def _write_casts(casts: CastFolder | None) -> None:
    if casts is not None:
        written = casts.write()
        left_out = f"; {casts.left_out} events came too late for them" if casts.left_out else ""
        _warn(f"{len(written)} terminals as casts in {casts.folder}{left_out}")


def _settings(arguments: argparse.Namespace) -> tuple[SensorSettings, Host]:
    given = {"sensor.syscalls": arguments.syscalls, "sensor.source": arguments.sensor}
    flags = {name: value for name, value in given.items() if value}
    sections = config.load({"sensor": SensorSettings, "files": FileSettings}, arguments.config, os.environ, flags)
    loaded: SensorSettings = sections["sensor"]
    if arguments.cast and arguments.terminals not in ("output", "full"):
        raise ConfigError("watch: --cast needs what terminals showed: give --terminals output or full too")
    for folder in arguments.watch:
        if not Path(folder).is_dir():
            raise ConfigError(f"watch: --watch {folder}: no such folder")
    folders = (*loaded.watch, *(str(Path(folder).resolve()) for folder in arguments.watch))
    return replace(loaded, watch=folders, terminals=arguments.terminals), Host(files=sections["files"])


def _announce(sensor: Sensor, detection: Detection) -> None:
    for health in sensor.health():
        if health.state != "ok":
            _warn(f"{health.name} {health.state}: {health.detail}")
    if note := learning_note(detection):
        _warn(note)
    _warn(f"watching with {detection.rule_count} rules")


def _warn(text: str) -> None:
    sys.stderr.write(f"redshank: {text}\n")
    sys.stderr.flush()
