"""`redshank agent clean`: what a killed agent left in the kernel's audit system is taken out."""

import argparse
import sys

from redshank.host.agent_settings import AgentSettings
from redshank.host.sensor.audit import loan


def run(_arguments: argparse.Namespace, _settings: AgentSettings) -> int:
    """Take out rules of our mark and put the settings back; 0. An agent that is alive is left alone. Raises HostError."""
    if loan.is_held():
        sys.stdout.write("an agent is alive and uses its audit rules: nothing was done\n")
        return 0
    sys.stdout.write(f"{loan.clean()} audit rules taken out\n")
    return 0
