"""`redshank agent enrol`: a key for this host, and a server that knows it."""

import argparse
import sys

from redshank.core.errors import ConfigError
from redshank.host.agent_settings import AgentSettings
from redshank.host.enrol import Invitation, enrol, read_token
from redshank.host.facts import host_facts
from redshank.host.state_folder import agent_folder, make_state_folder


def run(arguments: argparse.Namespace, settings: AgentSettings) -> int:
    """Enrol, and say as whom; 0."""
    server = arguments.server or settings.server
    if not server:
        raise ConfigError("agent enrol: give the server's address: --server https://HOST:PORT")
    token = read_token(arguments.token_file)
    with make_state_folder(agent_folder(settings.data)) as folder:
        identity = enrol(Invitation(server, arguments.pin, token), host_facts(), folder, again=arguments.again)
    sys.stdout.write(f"enrolled as agent {identity.agent_id} at {identity.server}; 'redshank agent run' starts it\n")
    return 0
