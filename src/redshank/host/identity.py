"""Who this agent is, and to which server it belongs: what enrolment gave it."""

from typing import Annotated

import msgspec

from redshank.core.errors import HostError
from redshank.host.server_address import ServerAddress, read_address
from redshank.host.state_folder import StateFolder
from redshank.wire.messages import AgentId, Word

NAME = "identity.json"
MAX_BYTES = 64 << 10


class Identity(msgspec.Struct, frozen=True):
    """agent_id: hash of the agent's key. server: URL. server_key: verifies every answer. pin, certificate (PEM): of the
    server's TLS, empty on plain http. simulated: what this agent sees is a simulation of ours, by the server's record.
    """

    agent_id: AgentId
    host_id: Word
    server: Word
    server_key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    pin: Word = ""
    certificate: Annotated[str, msgspec.Meta(max_length=16_384)] = ""
    simulated: bool = False

    @property
    def address(self) -> ServerAddress:
        """Where the server is. Raises ConfigError where the file was changed into what may not be."""
        return read_address(self.server, self.pin)


def write_identity(folder: StateFolder, identity: Identity) -> None:
    """Durable when it returns."""
    folder.write(NAME, msgspec.json.format(msgspec.json.encode(identity)) + b"\n")


def read_identity(folder: StateFolder) -> Identity | None:
    """The identity of the folder, None where this host has not been enrolled. Raises HostError where the file is damaged."""
    raw = folder.read(NAME, MAX_BYTES)
    if raw is None:
        return None
    try:
        return msgspec.json.decode(raw, type=Identity)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = f"{folder.path / NAME} is damaged ({error}): enrol again with 'redshank agent enrol --again'"
        raise HostError(problem) from error
