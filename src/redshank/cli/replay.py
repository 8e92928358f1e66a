"""`redshank replay`: recorded events or an audit.log through the rules."""

import argparse
import os
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from redshank.analysis.detection import Detection
from redshank.analysis.intel.folder import Folder
from redshank.analysis.intel.live import LiveStore
from redshank.cli.detection import add_detection_arguments, open_detection
from redshank.cli.help import examples
from redshank.cli.lines import LineWriter, add_line_arguments, interleaved, open_writer
from redshank.cli.recorded_events import read_events
from redshank.cli.recording import STANDARD_INPUT, open_recording
from redshank.cli.summary import Summary
from redshank.core.errors import ConfigError
from redshank.events import Event

EXAMPLES = examples(
    ("redshank replay /var/log/audit/audit.log", "what the rules say to this host's own record"),
    ("redshank watch --events --format json > day.json", "record what happens,"),
    ("redshank replay day.json --min-severity 1", "and look for the worst in it"),
    ("redshank replay /var/log/audit/audit.log.2.gz /var/log/audit/audit.log.1", "rotated logs, oldest first"),
    ("zstdcat old.json.zst | redshank replay - --rules ./rules", "from a pipe, by rules of your own"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `replay` takes."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="events as JSON lines, or an audit.log, told apart by content; - is standard input"
    )
    add_detection_arguments(parser)
    add_line_arguments(parser)
    parser.epilog = EXAMPLES


def run(arguments: argparse.Namespace) -> int:
    """Replay the files in the order given; 0 where all were read to the end, bad lines or not. The account goes to standard error."""
    refuse_unreadable(arguments.files)
    live = LiveStore(Folder(arguments.intel).store, time.time_ns)
    detection = open_detection(arguments.rules, arguments.indicators, live)
    writer = open_writer(arguments.format, os.environ)
    replay = Replay(detection, writer, arguments.min_severity, arguments.events)
    try:
        for batch in batches(arguments.files, replay.summary, socket.gethostname()):
            replay.step(batch)
    except KeyboardInterrupt:
        sys.stderr.write(replay.account())
        raise
    sys.stderr.write(replay.account())
    return 0


@dataclass(slots=True)
class Replay:
    """One run: recorded batches in, lines out, everything in the account."""

    detection: Detection
    writer: LineWriter
    min_severity: int = 3
    show_events: bool = False
    summary: Summary = field(default_factory=Summary)

    def step(self, batch: list[Event]) -> None:
        """One batch through the rules and out."""
        self.summary.count_events(batch)
        alerts = self.detection.detect(batch)
        self.summary.count_alerts(alerts)
        shown = [alert for alert in alerts if alert.severity <= self.min_severity]
        self.summary.hidden += len(alerts) - len(shown)
        self.writer.write(interleaved(batch, shown) if self.show_events else shown)

    def account(self) -> str:
        """What was read, found and lost, in lines."""
        return self.summary.text(troubles=[*self.detection.hidden(), *self.detection.troubles()])


def refuse_unreadable(names: list[str]) -> None:
    """Raises ConfigError where a file cannot be replayed. All are tried before the first is read: a slip in the last shows at once."""
    if names.count(STANDARD_INPUT) > 1:
        raise ConfigError("standard input (-) can be replayed once only")
    for name in names:
        if name != STANDARD_INPUT:
            open_recording(name).stream.close()


def batches(names: list[str], summary: Summary, host: str) -> Iterator[list[Event]]:
    """The events of all files, in the order given. host: the name for audit records that name none."""
    for number, name in enumerate(names, 1):
        with open_recording(name) as recording:
            yield from read_events(recording, number, summary, host)
