"""Blocks that wait are joined, so that one insert and one sync serve many: one thread, one batch after the other."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from redshank.core.errors import StoreError
from redshank.server.ingest.keep import MAX_BATCH_EVENTS
from redshank.server.ingest.lanes import Incoming
from redshank.server.store.event_store import Block
from redshank.wire.messages import LANES, Refusal

HOLD_S = 0.1
"""How long a block waits for others at most."""
HOLD_URGENT_S = 0.05
URGENT_LANES = (0, 1)
MAX_WAITING_EVENTS = 20_000
MAX_OWN_BLOCKS = 1_000


class OverloadError(StoreError):
    """More is waiting than can be taken in: nothing was taken. wait_s: when to ask again."""

    def __init__(self, message: str, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(message, "overloaded")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the blocks of one request. high_water: of every lane of the epoch, all of it durable."""

    high_water: dict[int, int]
    refused: tuple[tuple[Incoming, Refusal], ...] = ()


@dataclass(slots=True)
class Ticket:
    """A request whose blocks wait. left: blocks not yet stored."""

    agent_id: str
    epoch: str
    left: int
    future: "Future[Outcome]" = field(default_factory=Future)
    refused: list[tuple[Incoming, Refusal]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A block that waits. due_s: when it must be on its way."""

    incoming: Incoming
    ticket: Ticket
    due_s: float


@dataclass(frozen=True, slots=True)
class Joined:
    """What is stored together. own: blocks of the server itself."""

    waiting: tuple[Waiting, ...]
    own: tuple[Block, ...] = ()

    @property
    def incoming(self) -> list[Incoming]:
        """The agents' blocks, in the order they came."""
        return [one.incoming for one in self.waiting]


class Joiner:
    """Takes blocks from any thread and hands what it joined to `advance`, in a thread of its own.

    advance: stores, acknowledges and hands on; raises StoreError where it could not, and then all that was joined is
    refused. has_room: false while what comes after the store is full.
    """

    def __init__(
        self, advance: Callable[[Joined], None], has_room: Callable[[], bool], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._advance, self._has_room, self._clock = advance, has_room, clock
        self._changed = threading.Condition()
        self._waiting: deque[Waiting] = deque()
        self._own: deque[Block] = deque(maxlen=MAX_OWN_BLOCKS)
        self._events = 0
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="joiner", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Store what waits and end; whether that was done in time. What comes after this call is refused."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    @property
    def waiting_events(self) -> int:
        """Events that wait to be stored."""
        return self._events

    def submit(self, agent_id: str, epoch: str, incoming: Sequence[Incoming]) -> "Future[Outcome]":
        """The blocks of one request, at least one. Raises OverloadError where too much waits already."""
        ticket = Ticket(agent_id, epoch, len(incoming))
        ticket.future.set_running_or_notify_cancel()  # from here on nobody else can settle it, however long it takes
        now = self._clock()
        with self._changed:
            self._check_room()
            for one in incoming:
                hold_s = HOLD_URGENT_S if one.block.lane in URGENT_LANES else HOLD_S
                self._waiting.append(Waiting(one, ticket, now + hold_s))
                self._events += len(one.block.events)
            self._changed.notify()
        return ticket.future

    def submit_own(self, block: Block) -> None:
        """A block of the server itself. Nobody waits for it; where storing fails it is tried again with the next batch."""
        with self._changed:
            self._own.append(block)
            self._changed.notify()

    def _check_room(self) -> None:
        if self._stopping:
            raise OverloadError("the server is about to stop", 5.0)
        if self._events >= MAX_WAITING_EVENTS:
            raise OverloadError(f"{self._events} events wait to be stored", 0.5)
        if not self._has_room():
            raise OverloadError("detection is behind", 0.5)

    def _run(self) -> None:
        while (joined := self._gather()) is not None:
            try:
                self._advance(joined)
            except StoreError as error:
                self._fail(joined, error)
            except Exception as error:  # the hop's outer loop: whatever it is, these blocks are refused and the next ones tried
                self._fail(joined, StoreError(f"{type(error).__name__}: {error}", "broken"))

    def _gather(self) -> Joined | None:
        """What is to be stored next, as soon as it is enough or old enough; None at the end."""
        with self._changed:
            while not self._waiting and not self._own:
                if self._stopping:
                    return None
                self._changed.wait()
            while not self._stopping and not self._own and self._events < MAX_BATCH_EVENTS:
                left_s = min(one.due_s for one in self._waiting) - self._clock()
                if left_s <= 0:
                    break
                self._changed.wait(left_s)
            return self._take()

    def _take(self) -> Joined:
        own = tuple(self._own)
        self._own.clear()
        taken: list[Waiting] = []
        room = MAX_BATCH_EVENTS - sum(len(block.events) for block in own)
        while self._waiting and len(self._waiting[0].incoming.block.events) <= room:
            one = self._waiting.popleft()
            taken.append(one)
            room -= len(one.incoming.block.events)
        self._events -= sum(len(one.incoming.block.events) for one in taken)
        return Joined(tuple(taken), own)

    def _fail(self, joined: Joined, error: StoreError) -> None:
        for one in joined.waiting:
            if not one.ticket.future.done():
                one.ticket.future.set_exception(error)
        with self._changed:
            self._own.extendleft(reversed(joined.own))


HighWaters = Callable[[str, str, Sequence[int]], dict[int, int]]


def acknowledge(joined: Joined, refused: Sequence[tuple[Incoming, Refusal]], high_waters: HighWaters) -> None:
    """Tells those whose blocks are all stored; called when that is durable and committed."""
    kinds = {id(incoming): kind for incoming, kind in refused}
    for one in joined.waiting:
        ticket = one.ticket
        ticket.left -= 1
        if id(one.incoming) in kinds:
            ticket.refused.append((one.incoming, kinds[id(one.incoming)]))
        if ticket.left == 0 and not ticket.future.done():
            ticket.future.set_result(Outcome(high_waters(ticket.agent_id, ticket.epoch, LANES), tuple(ticket.refused)))
