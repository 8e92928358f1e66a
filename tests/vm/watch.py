"""The sensor alone, its events as JSON lines: what `redshank watch --events` prints, without rules and what they need.

    python3 -m tests.vm.watch [full|light|off]

Says `watching` on standard error; ends at SIGINT.
"""

import sys
from contextlib import suppress

from redshank.core.clock import SystemClock
from redshank.events.codec import to_line
from redshank.host.sensor.compose import SensorSettings, open_sensor
from redshank.host.sensor.programs import Mode


def watch(mode: Mode) -> int:
    """Print every event until it is interrupted; 0."""
    sensor = open_sensor(SensorSettings(mode), "watch", SystemClock(), say)
    try:
        say("watching")
        with suppress(KeyboardInterrupt):
            while True:
                for event in sensor.read(0.2):
                    sys.stdout.buffer.write(to_line(event) + b"\n")
                sys.stdout.flush()
        for health in sensor.health():
            say(f"source {health.name} {health.state}: {health.detail}")
    finally:
        sensor.close()
    return 0


def say(text: str) -> None:
    """One line on standard error, at once."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - its only way to speak


if __name__ == "__main__":
    sys.exit(watch(sys.argv[1]))  # type: ignore[arg-type]  # one of the three modes
