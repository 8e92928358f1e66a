"""`redshank agent run`: this process becomes the guardian, which starts the worker and keeps it running."""

import argparse
import os
import sys

from redshank.core.errors import ConfigError
from redshank.host import guardian
from redshank.host.agent_settings import AgentSettings
from redshank.host.state_folder import agent_folder, open_state_folder


def run(arguments: argparse.Namespace, settings: AgentSettings) -> int:
    """Never comes back: the guardian takes this process over. Raises HostError, ConfigError where it cannot begin."""
    with open_state_folder(agent_folder(settings.data)):
        command = command_line(arguments, settings)
    if arguments.tell_fd is not None:
        try:
            os.set_inheritable(arguments.tell_fd, True)
        except OSError as error:
            raise ConfigError(f"agent run: --tell-fd {arguments.tell_fd}: no such descriptor") from error
    sys.stderr.flush()
    os.execv(command[0], command)  # noqa: S606  # our own interpreter and our own file


def command_line(arguments: argparse.Namespace, settings: AgentSettings) -> list[str]:
    """The guardian's command: its script, the agent's folder, and this command again with `--no-guardian` as the worker's."""
    worker = [sys.executable, "-I", "-m", "redshank", "agent", "run", "--no-guardian"]
    worker += ["--data", str(settings.data), "--config", str(arguments.config.absolute())]
    if arguments.no_pin:
        worker += ["--no-pin"]
    if arguments.tell_fd is not None:
        worker += ["--tell-fd", str(arguments.tell_fd)]
    return [sys.executable, "-I", "-S", guardian.__file__, str(agent_folder(settings.data)), *worker]
