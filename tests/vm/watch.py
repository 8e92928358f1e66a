"""The sensor alone, its events as JSON lines: what `redshank watch --events` prints, without rules and what they need.

    python3 -m tests.vm.watch [full|light|off]

Says `watching` on standard error; ends at SIGINT.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress

from redshank.core.clock import SystemClock
from redshank.events import Event
from redshank.events.codec import to_line
from redshank.host.sensor.compose import SensorSettings, open_sensor
from redshank.host.sensor.programs import Mode


def watch(mode: Mode) -> int:
    """Print every event until it is interrupted; 0."""
    settings = SensorSettings(mode, terminals="output" if mode == "full" else "off")
    sensor = open_sensor(settings, "watch", SystemClock(), say)
    try:
        if sensor.kernel is not None:
            sensor.kernel.guard({os.getpid(): 1})
        say("watching")
        with suppress(KeyboardInterrupt):
            while True:
                write(sensor.read(0.2))
                sensor.settle()
        write(sensor.last_words())
        for health in sensor.health():
            say(f"source {health.name} {health.state}: {health.detail}")
    finally:
        sensor.close()
    return 0


def write(events: Iterable[Event]) -> None:
    """A line for each, at once."""
    sys.stdout.buffer.writelines(to_line(event) + b"\n" for event in events)
    sys.stdout.flush()


def say(text: str) -> None:
    """One line on standard error, at once."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - its only way to speak


if __name__ == "__main__":
    sys.exit(watch(sys.argv[1]))  # type: ignore[arg-type]  # one of the three modes
