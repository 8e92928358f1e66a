"""Sends the lanes of one channel: reads what the spool has not been acknowledged, signs, pushes, and believes only signed acks.

One request is under way at a time. What the server has is the truth, which it tells in every ack and after each
greeting; the spool's own mark is a hint. Nothing that cannot be delivered is thrown away but by the server's signed word
about that very block.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

import msgspec

from redshank.host.backoff import Backoff
from redshank.host.channel import Channel, Refusal
from redshank.host.connection import AnswerError
from redshank.wire.messages import (
    FORMAT,
    HELLO_PATH,
    MAX_BLOCKS,
    MAX_EVENTS_OF_BLOCK,
    MAX_WIRE_BYTES,
    PUSH_PATH,
    Ack,
    Block,
    Hello,
    HostFacts,
    Push,
    Refused,
)

FIRST_CREDIT = 4 * MAX_EVENTS_OF_BLOCK
"""Events sent before the server has said how many it takes."""
MOST_BYTES = MAX_WIRE_BYTES - 64 * 1024
"""Of the blocks in one request: the rest is room for what goes around them."""
POISONED = frozenset(("corrupt", "too_large", "too_many"))
"""Kinds of refusal that will not change: such a block is put aside."""
OF_CONTENT = frozenset((400, 413))
"""Statuses that are about what was sent: the block that causes them is looked for by halving. Not where the server does
not speak our format at all."""
NOT_NOW_S = 1.0
MOST_IN_A_ROW = 2
"""Blocks put aside one after the other because of whole requests that were refused. More looks like a server that takes
nothing of ours, and what it takes nothing of is kept."""


class Outbox(Protocol):
    """What a sender needs of the spool."""

    @property
    def epoch(self) -> str:
        """Of the sequence numbers in it."""
        ...

    def unsent(self, lane: int, after_seq: int, max_events: int, max_bytes: int) -> Sequence[Block]:
        """Durable blocks after a sequence number, in order; never waits."""
        ...

    def acked(self, lane: int, seq: int) -> None:
        """The server has all up to `seq`."""
        ...

    def poison(self, lane: int, first_seq: int) -> None:
        """Put one block aside for good."""
        ...


@dataclass(slots=True)
class Sent:
    """What became of it, counted since the start; events, but for `requests` and `retries`."""

    requests: int = 0
    events: int = 0
    acked: int = 0
    retries: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    trouble: str = ""
    """The last failure in words; empty once an ack came."""
    last_ack_ns: int = 0


@dataclass(slots=True)
class Sender:
    """lanes: in the order of their urgency. control: for greetings, shared with others, who take turns by `greeting`.

    monotonic: seconds of a clock that never goes back. `step` is called by one thread.
    """

    lanes: tuple[int, ...]
    outbox: Outbox
    channel: Channel
    control: Channel
    greeting: Lock
    facts: HostFacts
    backoff: Backoff
    monotonic: Callable[[], float]
    sent: Sent = field(default_factory=Sent)
    has_more: bool = True
    """False where the last step found nothing to send."""
    _greeted: bool = False
    _have: dict[int, int] = field(default_factory=dict)
    _credit: int = FIRST_CREDIT
    _most_blocks: int = MAX_BLOCKS
    _not_before: dict[int, float] = field(default_factory=dict)
    _in_a_row: int = 0

    def step(self) -> float:
        """At most one request (and the greeting before it, on a new connection); seconds to wait before the next step."""
        try:
            if not self._is_connected() and (pause := self._greet()):
                return pause
            blocks = self._next()
            self.has_more = bool(blocks) or bool(self._not_before)
            if not blocks:
                return NOT_NOW_S if self._not_before else 0.0
            return self._push(blocks)
        except AnswerError as error:
            self._greeted = False
            return self._failed(error.kind, str(error))

    def taken(self) -> dict[int, int]:
        """Lane to the last sequence number that need not be sent."""
        return {lane: self._have.get(lane, 0) for lane in self.lanes}

    def _is_connected(self) -> bool:
        return self._greeted and self.channel.connection.is_open()

    def _greet(self) -> float:
        """Ask what the server has of this epoch."""
        self.channel.connection.open()
        hello = msgspec.msgpack.encode(Hello(FORMAT, self.outbox.epoch, self.facts))
        with self.greeting:
            answer = self.control.ask(HELLO_PATH, hello, self.outbox.epoch)
        self.sent.requests += 1
        if isinstance(answer, Refusal):
            return self._refused(answer)
        self._greeted = True
        for lane in self.lanes:
            self._have[lane] = answer.high_water.get(str(lane), 0)
            self.outbox.acked(lane, self._have[lane])
        return self._heed(answer)

    def _next(self) -> list[Block]:
        """What goes into the next request: the most urgent lane first, within the server's credit."""
        now, blocks = self.monotonic(), list[Block]()
        events, room = max(self._credit, MAX_EVENTS_OF_BLOCK), MOST_BYTES
        for lane in self.lanes:
            if self._not_before.get(lane, 0.0) > now:
                continue
            self._not_before.pop(lane, None)
            if events <= 0 or room <= 0 or len(blocks) >= self._most_blocks:
                break
            for block in self.outbox.unsent(lane, self._have.get(lane, 0), events, room)[: self._most_blocks - len(blocks)]:
                blocks.append(block)
                events, room = events - block.count, room - len(block.data)
        return blocks

    def _push(self, blocks: list[Block]) -> float:
        body = msgspec.msgpack.encode(Push(FORMAT, self.outbox.epoch, blocks))
        self.sent.requests += 1
        self.sent.events += sum(block.count for block in blocks)
        answer = self.channel.ask(PUSH_PATH, body, self.outbox.epoch)
        if isinstance(answer, Refusal):
            return self._refused_push(answer, blocks)
        for refused in answer.refused:  # before the marks move on: what is put aside must still be there
            self._refused_block(refused, answer, blocks)
        if not self._advance(answer, blocks):
            return self._stuck(answer)
        self._in_a_row, self._most_blocks = 0, min(MAX_BLOCKS, 2 * self._most_blocks)
        return self._heed(answer)

    def _stuck(self, answer: Ack) -> float:
        """The server took nothing: it says of which block and why, or something is wrong with it."""
        if not answer.refused:
            return self._failed("no_progress", "the server acknowledges nothing of what it was sent")
        kinds = {refused.kind for refused in answer.refused}
        trouble = f"the server takes nothing of what it was sent ({', '.join(sorted(kinds))})"
        if not kinds & POISONED:  # those lanes wait; others need not
            self.sent.trouble = trouble
            return 0.0
        pause = self._failed("", trouble)
        return 0.0 if self.backoff.failures <= MOST_IN_A_ROW else pause

    def _advance(self, ack: Ack, blocks: Sequence[Block]) -> bool:
        """Take note of what the server has now; True where it is more."""
        got_on = False
        for lane in self.lanes:
            stored, before = ack.high_water.get(str(lane), 0), self._have.get(lane, 0)
            if stored <= before:
                continue
            got_on = True
            self._have[lane] = stored
            self.sent.acked += sum(block.count for block in blocks if block.lane == lane and before < block.last_seq <= stored)
            self.outbox.acked(lane, stored)
        return got_on

    def _heed(self, ack: Ack) -> float:
        """An ack came: all is well, and the server says how much more it takes, and when."""
        self.backoff.worked()
        self.sent.trouble, self.sent.last_ack_ns = "", self.channel.wall_ns()
        self._credit = ack.credit
        pause = max(0.0, min(ack.wait_s, 60.0))
        return pause or (NOT_NOW_S if ack.credit <= 0 else 0.0)

    def _refused_block(self, refused: Refused, ack: Ack, blocks: Sequence[Block]) -> None:
        """One block is not taken: put aside where that will not change, else kept."""
        block = next((one for one in blocks if (one.lane, one.first_seq) == (refused.lane, refused.first_seq)), None)
        if block is None:
            return
        self.sent.refused[refused.kind] += block.count
        if refused.kind in POISONED:
            self.outbox.poison(block.lane, block.first_seq)
        else:
            least_s = 60.0 if refused.kind == "wrong_epoch" else NOT_NOW_S
            self._not_before[block.lane] = self.monotonic() + max(least_s, min(ack.wait_s, 60.0))

    def _refused_push(self, refusal: Refusal, blocks: list[Block]) -> float:
        """A whole request is not taken. Where that is about its content, the one bad block is found by halving."""
        if refusal.status not in OF_CONTENT or refusal.kind == "format":
            return self._refused(refusal)
        self.sent.refused[refusal.kind] += 1
        if len(blocks) > 1:
            self._most_blocks = len(blocks) // 2
            return 0.0
        if not refusal.vouched or self._in_a_row >= MOST_IN_A_ROW:
            return self._failed("", f"the server refuses every request: {refusal.message} ({refusal.kind})")
        self._in_a_row += 1
        self.sent.refused["put_aside"] += blocks[0].count
        self.outbox.poison(blocks[0].lane, blocks[0].first_seq)
        return 0.0

    def _refused(self, refusal: Refusal) -> float:
        """Not now, or not us. A counter that the server has passed is right again already."""
        self.sent.refused[refusal.kind] += 1
        if refusal.kind == "replay" and self.backoff.failures == 0:
            self.backoff.failed()
            return 0.0
        pause = self._failed("", f"{self.channel.connection.address.url} refuses: {refusal.message} ({refusal.kind})")
        return max(pause, refusal.wait_s)

    def _failed(self, kind: str, trouble: str) -> float:
        self.sent.retries += 1
        self.sent.trouble = trouble
        if kind:
            self.sent.refused[kind] += 1
        return self.backoff.failed()
