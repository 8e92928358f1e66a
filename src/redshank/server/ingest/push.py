"""A verified push as blocks that can be stored: unpacked, decoded, each event checked. Runs in a worker thread."""

import hashlib
from dataclasses import dataclass, field

import msgspec

from redshank.core.errors import InputError
from redshank.server.ingest.disk import DiskLadder
from redshank.server.ingest.inflate import inflate
from redshank.server.ingest.lanes import Incoming
from redshank.server.ingest.registry import KnownAgent
from redshank.server.ingest.tally import Tally
from redshank.server.ingest.validate import MAX_SAMPLE_BYTES, Origin, decode_block
from redshank.server.ingest.verify import RequestError
from redshank.server.store import event_store
from redshank.wire.messages import FORMAT, MAX_INFLATED_BYTES, Block, Push, Refusal, Refused

FORMATS = (FORMAT,)

_PUSH = msgspec.msgpack.Decoder(Push)


@dataclass(slots=True)
class Unpacked:
    """incoming: what can be stored. refused: what the agent is told of, block by block."""

    epoch: str
    incoming: list[Incoming] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def read_push(body: bytes, agent_id: str) -> Push:
    """The message of a body. Raises RequestError where it is none, or of a format we do not speak."""
    try:
        push = _PUSH.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RequestError("malformed", f"no push message: {error}"[:200], agent_id) from error
    if push.format not in FORMATS:
        raise RequestError("format", f"format {push.format} is not spoken here, only {FORMAT}", agent_id)
    return push


def unpack(push: Push, agent: KnownAgent, ladder: DiskLadder, tally: Tally) -> Unpacked:
    """Its blocks. What cannot be taken is counted, told and left out; the rest goes on.

    Once a block is refused for now, those after it in its lane are too: a lane is stored in order.
    """
    origin = Origin(agent.agent_id, push.epoch, agent.host_id, agent.host_name, agent.simulated)
    unpacked = Unpacked(push.epoch)
    left_bytes = MAX_INFLATED_BYTES
    stopped: dict[int, Refused] = {}
    for block in push.blocks:
        if ladder.refuses(block.lane):
            stopped[block.lane] = Refused(block.lane, block.first_seq, "disk_full", f"disk of the server: {ladder.step.word}")
        if block.lane not in stopped:
            try:
                incoming, size = _unpack_block(block, origin, left_bytes, tally)
                left_bytes -= size
                unpacked.incoming.append(incoming)
                continue
            except InputError as error:
                refused = _refused(block, error, is_first=left_bytes == MAX_INFLATED_BYTES)
                if refused.kind == "overloaded":
                    stopped[block.lane] = refused
                else:
                    unpacked.refused.append(refused)
                    tally.count(agent.agent_id, f"block.{refused.kind}", sample=block.data[:MAX_SAMPLE_BYTES])
                    continue
        why = stopped[block.lane]
        unpacked.refused.append(Refused(block.lane, block.first_seq, why.kind, why.message))
        tally.count(agent.agent_id, f"block.{why.kind}")
    return unpacked


def _refused(block: Block, error: InputError, is_first: bool) -> Refused:
    """What the agent is told. A block that was only too large for what the others left may come again, as the first one."""
    kind: Refusal = "corrupt"
    if error.kind == "over_limit":
        kind = "too_large" if is_first else "overloaded"
    elif error.kind == "too_large":
        kind = "too_large"
    return Refused(block.lane, block.first_seq, kind, str(error)[:255])


def _unpack_block(block: Block, origin: Origin, limit: int, tally: Tally) -> tuple[Incoming, int]:
    """The block, and how many bytes it was inflated."""
    raw = inflate(block.data, limit)
    events, wrong = decode_block(raw, block.first_seq, block.count, origin)
    for event in wrong:
        tally.count(origin.agent_id, f"event.{event.kind}", sample=event.sample)
    stored = event_store.Block(origin.agent_id, origin.host_id, origin.epoch, block.lane, block.first_seq, block.count, events)
    return Incoming(stored, block.previous, hashlib.sha256(block.data).digest()), len(raw)
