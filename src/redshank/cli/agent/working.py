"""`redshank agent run --no-guardian`: the worker, in this process."""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from redshank.cli.signals import ending
from redshank.cli.terminal import visible
from redshank.core import config
from redshank.core.clock import SystemClock
from redshank.core.errors import ConfigError
from redshank.host.agent import Plan, run_worker
from redshank.host.agent_settings import AgentSettings
from redshank.host.guardian import BEAT_VARIABLE, ENDING, HELD_BACK
from redshank.host.integrity.profiles import FileSettings
from redshank.host.sensor.compose import SensorSettings
from redshank.host.spool import SpoolSettings
from redshank.host.state_folder import agent_folder, open_state_folder
from redshank.host.worker_life import Life


def run(arguments: argparse.Namespace, settings: AgentSettings) -> int:
    """Watch until a signal comes; 0. Raises RedshankError where it cannot begin."""
    loaded = config.load({"sensor": SensorSettings, "spool": SpoolSettings, "files": FileSettings}, arguments.config, os.environ, {})
    beat_fd = os.environ.get(BEAT_VARIABLE, "")
    with open_state_folder(agent_folder(settings.data)) as folder, ending(ENDING) as stop:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)  # the guardian held them back until somebody listens
        life = Life(int(beat_fd) if beat_fd.isdecimal() else None)
        plan = Plan(
            settings, loaded["sensor"], loaded["spool"], life, say, teller(arguments.tell_fd), arguments.config.absolute(), loaded["files"]
        )
        return run_worker(plan, folder, SystemClock(), stop)


def teller(descriptor: int | None) -> Callable[[dict[str, Any]], None]:
    """Writes messages as lines of JSON to a descriptor; to nobody where there is none. Raises ConfigError where it is not open."""
    if descriptor is None:
        return lambda _message: None
    try:
        os.set_inheritable(descriptor, False)
    except OSError as error:
        raise ConfigError(f"agent run: --tell-fd {descriptor}: no such descriptor") from error

    def tell(message: dict[str, Any]) -> None:
        with suppress(OSError):  # whoever started us has gone
            os.write(descriptor, json.dumps(message).encode() + b"\n")

    return tell


def say(text: str) -> None:
    """A line for people; a closed terminal must not end the agent."""
    with suppress(OSError):
        sys.stderr.write(f"redshank: {visible(text)}\n")
        sys.stderr.flush()
