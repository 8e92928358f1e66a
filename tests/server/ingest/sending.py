"""An agent as tests need it: its key, its blocks, its signed requests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redshank.events import Event
from redshank.wire.messages import ENROL_PATH, FORMAT, HELLO_PATH, PUSH_PATH, Block, Enrol, Hello, HostFacts, Push
from redshank.wire.signing import REQUEST_HEADER, Stamp, agent_id_of, public_bytes, sign_request
from tests.generated import build

EPOCH = "0123456789abcdef" * 2
START_NS = 1_795_500_000_000_000_000


def execs(count: int, start: int = 0, **fields) -> list[Event]:
    """Starts of programs, a second apart, as a spool has them: without identity."""
    return [
        build.process_exec(timestamp=START_NS + (start + n) * 10**9, event_id=None, host_name=None, process_pid=start + n + 1, **fields)
        for n in range(count)
    ]


def packed(events: Sequence[object]) -> bytes:
    """A block's data."""
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(events))


def block(lane: int, first_seq: int, events: Sequence[object], previous: int | None = None) -> Block:
    """A block as it travels. previous: by default what comes before it without a hole."""
    return Block(lane, first_seq, len(events), first_seq - 1 if previous is None else previous, packed(events))


def raw_block(data: bytes, lane: int = 1, first_seq: int = 1, count: int = 1) -> Block:
    """A block of any bytes."""
    return Block(lane, first_seq, count, first_seq - 1, data)


@dataclass
class Sender:
    """An agent with a key of its own; counters grow with each request."""

    name: str = "web-03"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    counters: dict[str, int] = field(default_factory=dict)

    @property
    def agent_id(self) -> str:
        return agent_id_of(public_bytes(self.key))

    def signed(self, path: str, body: bytes, channel: str = "bulk", counter: int | None = None) -> dict[str, str]:
        """The headers of a request."""
        if counter is None:
            counter = self.counters[channel] = self.counters.get(channel, 0) + 1
        return {REQUEST_HEADER: sign_request(self.key, path, body, Stamp(channel, counter, START_NS))}

    def enrol(self, token: str, machine_id: str = "") -> tuple[str, bytes, dict[str, str]]:
        body = msgspec.msgpack.encode(Enrol(FORMAT, public_bytes(self.key), token, HostFacts(self.name, machine_id)))
        return ENROL_PATH, body, self.signed(ENROL_PATH, body, "control")

    def hello(self, epoch: str = EPOCH) -> tuple[str, bytes, dict[str, str]]:
        body = msgspec.msgpack.encode(Hello(FORMAT, epoch, HostFacts(self.name, kernel="6.1.0")))
        return HELLO_PATH, body, self.signed(HELLO_PATH, body, "control")

    def push(self, *blocks: Block, epoch: str = EPOCH, channel: str = "bulk") -> tuple[str, bytes, dict[str, str]]:
        body = msgspec.msgpack.encode(Push(FORMAT, epoch, list(blocks)))
        return PUSH_PATH, body, self.signed(PUSH_PATH, body, channel)
