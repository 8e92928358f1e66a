"""What an agent and a server say to each other, and how much of it is taken.

All bodies are msgpack. Events travel in blocks: a block is what the spool wrote at once, of one class, compressed as
it lies on disk, so that nothing is packed twice. What the server knows itself (event.id, agent.id, host.id, host.name)
does not travel. docs/decisions/0006 has the reasons.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

FORMAT = 1
"""Version of these messages; a reader takes its own and the one before."""

MAX_EVENTS_OF_BLOCK = 500
MAX_BLOCKS = 32
MAX_WIRE_BYTES = 4 << 20
"""Of one request's body."""
MAX_INFLATED_BYTES = 32 << 20
"""Of all blocks of one request together."""
MAX_WINDOW_BYTES = 8 << 20
"""Of zstd: what a reader has to keep in memory."""
MAX_RATIO = 100
"""Inflated to wire bytes of a block, counted after the first MiB."""

LANES = (0, 1, 2, 3)
"""The spool classes. Each is a lane of its own: in order within, and a lower one overtakes a higher one."""
CHANNELS = ("urgent", "bulk", "control")
"""urgent carries lanes 0 and 1, bulk 2 and 3, control everything that is no event. Each counts its requests by itself."""

ENROL_PATH = "/agent/v1/enrol"
HELLO_PATH = "/agent/v1/hello"
PUSH_PATH = "/agent/v1/push"

CONTENT_TYPE = "application/msgpack"

Lane = Annotated[int, Meta(ge=0, le=3)]
Sequence = Annotated[int, Meta(ge=0, le=(1 << 63) - 1)]
Epoch = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
AgentId = Annotated[str, Meta(pattern="^[a-z2-7]{26}$")]
Word = Annotated[str, Meta(max_length=255)]
Refusal = Literal["corrupt", "too_large", "too_many", "wrong_epoch", "disk_full", "overloaded"]


class Block(msgspec.Struct, frozen=True, gc=False):
    """Events `first_seq` to `first_seq + count - 1` of one lane of an epoch.

    previous: last sequence number of the block before it in this lane, 0 where it is the first; a block whose
    `previous` lies above the server's high-water tells of a hole. data: zstd of a msgpack array of `count` events.
    """

    lane: Lane
    first_seq: Annotated[int, Meta(ge=1, le=(1 << 63) - MAX_EVENTS_OF_BLOCK)]
    count: Annotated[int, Meta(ge=1, le=MAX_EVENTS_OF_BLOCK)]
    previous: Sequence
    data: bytes

    @property
    def last_seq(self) -> int:
        """The last sequence number in it."""
        return self.first_seq + self.count - 1


class Push(msgspec.Struct, frozen=True, gc=False):
    """Agent to server: blocks of one epoch, in order within each lane."""

    format: int
    epoch: Epoch
    blocks: Annotated[list[Block], Meta(min_length=1, max_length=MAX_BLOCKS)]


class Refused(msgspec.Struct, frozen=True, gc=False):
    """A block that the server will never take as it is (kind `corrupt`, `too_large`, …), or not now (`disk_full`)."""

    lane: Lane
    first_seq: Sequence
    kind: Refusal
    message: Word = ""


class Ack(msgspec.Struct, frozen=True, gc=False):
    """Server to agent, signed: what is durable.

    high_water: lane, as text, to the last sequence number up to which all that was sent of it is stored. credit: events
    the agent may send in its next request. wait_s: pause before it. agent_id, epoch, channel and counter repeat the
    request, so that an answer to another request is none.
    """

    agent_id: AgentId
    epoch: str
    channel: Literal["urgent", "bulk", "control"]
    counter: int
    high_water: dict[str, int]
    credit: int
    time_ns: int
    refused: list[Refused] = []
    wait_s: float = 0.0


class HostFacts(msgspec.Struct, frozen=True, gc=False):
    """What a host says about itself. machine_id: of /etc/machine-id, "" where there is none."""

    name: Word
    machine_id: Annotated[str, Meta(max_length=64)] = ""
    kernel: Annotated[str, Meta(max_length=128)] = ""
    os: Annotated[str, Meta(max_length=128)] = ""
    agent_version: Annotated[str, Meta(max_length=32)] = ""


class Enrol(msgspec.Struct, frozen=True, gc=False):
    """Agent to server, signed with the key it brings: the token that lets it in, once."""

    format: int
    public_key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    token: Annotated[str, Meta(min_length=16, max_length=128)]
    facts: HostFacts


class Enrolled(msgspec.Struct, frozen=True, gc=False):
    """Server to agent: who it is from now on. server_key: verifies every later ack. certificate: PEM, "" on plain http."""

    agent_id: AgentId
    host_id: Word
    server_key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    certificate: Annotated[str, Meta(max_length=16_384)] = ""
    simulated: bool = False


class Hello(msgspec.Struct, frozen=True, gc=False):
    """Agent to server at every start and after every lost connection; the answer is an `Ack` with all lanes of the epoch."""

    format: int
    epoch: Epoch
    facts: HostFacts


class Problem(msgspec.Struct, frozen=True, gc=False):
    """Body of every refused request (4xx, 503): a stable word and a sentence. counter: the last one taken of this channel."""

    kind: Word
    message: Word
    counter: int = 0
    wait_s: float = 0.0
