"""What is stored of each lane of each epoch, and what a block that comes in adds to it. Pure: no clock, no store."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from redshank.events import Event
from redshank.server.store.event_store import Block
from redshank.wire.messages import Refusal

MAX_EPOCHS = 256
"""Of one agent. A sound agent begins a new one when its spool is gone; one that begins them endlessly is refused."""


class LaneKey(NamedTuple):
    """A lane of an agent's epoch."""

    agent_id: str
    epoch: str
    lane: int


@dataclass(frozen=True, slots=True)
class Mark:
    """high_water: what was sent up to here is stored. first_seq and digest: of the last block taken, to know a fork by."""

    high_water: int = 0
    first_seq: int = 0
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A block as it came in, decoded. digest: of its bytes on the wire. previous: what its agent sent before it in the lane."""

    block: Block
    previous: int
    digest: bytes

    @property
    def key(self) -> LaneKey:
        """The lane it belongs to."""
        return LaneKey(self.block.agent_id, self.block.epoch, self.block.lane)

    @property
    def last_seq(self) -> int:
        """The last sequence number in it."""
        return self.block.first_seq + self.block.size - 1


@dataclass(frozen=True, slots=True)
class Range:
    """Sequence numbers first to last of a lane."""

    first: int
    last: int


@dataclass(slots=True)
class Plan:
    """What a batch of incoming blocks comes to. blocks: to be stored. marks: the lanes as they are once it is.

    refused: what will not be taken, each with a word of wire.messages.Refusal. forks, duplicates, holes: by agent, counted.
    """

    blocks: list[Block] = field(default_factory=list)
    marks: dict[LaneKey, Mark] = field(default_factory=dict)
    refused: list[tuple[Incoming, Refusal]] = field(default_factory=list)
    forks: dict[str, int] = field(default_factory=dict)
    duplicates: dict[str, int] = field(default_factory=dict)
    holes: dict[str, int] = field(default_factory=dict)

    def counts(self) -> dict[str, dict[str, int]]:
        """What was counted, by agent."""
        kinds = {"forks": self.forks, "duplicates": self.duplicates, "holes": self.holes}
        agents = {agent_id for counted in kinds.values() for agent_id in counted}
        return {agent: {kind: counted[agent] for kind, counted in kinds.items() if agent in counted} for agent in agents}


class Lanes:
    """The high-water of every lane, and what lies above it in the store already. Belongs to one thread.

    held: events that a crash, or a store that failed half way, left in the store without a mark. They are not stored a
    second time when their agent sends them again.
    """

    def __init__(self, marks: dict[LaneKey, Mark] | None = None, held: dict[LaneKey, list[Range]] | None = None) -> None:
        self._marks = dict(marks or {})
        self._held = {key: sorted(ranges, key=lambda one: one.first) for key, ranges in (held or {}).items()}
        self._epochs: dict[str, set[str]] = {}
        for key in self._marks:
            self._epochs.setdefault(key.agent_id, set()).add(key.epoch)

    def mark(self, key: LaneKey) -> Mark:
        """The mark of a lane."""
        return self._marks.get(key, Mark())

    def high_waters(self, agent_id: str, epoch: str, lanes: Iterable[int]) -> dict[int, int]:
        """Lane to the last sequence number up to which all is stored."""
        return {lane: self.mark(LaneKey(agent_id, epoch, lane)).high_water for lane in lanes}

    def plan(self, incoming: Iterable[Incoming]) -> Plan:
        """What storing these blocks, in this order, would come to. Changes nothing."""
        plan = Plan()
        for one in incoming:
            key = one.key
            mark = plan.marks.get(key) or self.mark(key)
            if not self._takes_epoch(key, plan):
                plan.refused.append((one, "wrong_epoch"))
                continue
            if one.last_seq <= mark.high_water:
                forked = one.block.first_seq == mark.first_seq and mark.digest and one.digest != mark.digest
                _count(plan.forks if forked else plan.duplicates, one.block.agent_id)
                continue
            if one.previous > mark.high_water:
                _count(plan.holes, one.block.agent_id)
            if block := self._missing(one, mark.high_water):
                plan.blocks.append(block)
            plan.marks[key] = Mark(one.last_seq, one.block.first_seq, one.digest)
        return plan

    def settled(self, plan: Plan) -> list[tuple[LaneKey, int]]:
        """Lanes with held events that nobody will ask for once the plan is carried out, with the number up to which."""
        return [(key, mark.high_water) for key, mark in plan.marks.items() if key in self._held]

    def commit(self, plan: Plan) -> None:
        """The plan was carried out."""
        self._marks.update(plan.marks)
        for key, mark in plan.marks.items():
            self._epochs.setdefault(key.agent_id, set()).add(key.epoch)
            if left := [held for held in self._held.pop(key, ()) if held.last > mark.high_water]:
                self._held[key] = left

    def hold(self, found: dict[LaneKey, list[Range]]) -> None:
        """These events lie in the store above the marks of their lanes, besides what was known of other lanes."""
        self._held.update(found)

    def held(self, key: LaneKey) -> list[Range]:
        """What lies in the store above the mark of this lane."""
        return list(self._held.get(key, ()))

    def _takes_epoch(self, key: LaneKey, plan: Plan) -> bool:
        known = self._epochs.get(key.agent_id, set())
        if key.epoch in known:
            return True
        fresh = {other.epoch for other in plan.marks if other.agent_id == key.agent_id} - known
        return key.epoch in fresh or len(known) + len(fresh) < MAX_EPOCHS

    def _missing(self, one: Incoming, high_water: int) -> Block | None:
        """The block without what is stored already; None where nothing is left."""
        held = self._held.get(one.key, [])
        if one.block.first_seq > high_water and not held:
            return one.block if one.block.events else None
        events = tuple(event for event in one.block.events if _sequence(event) > high_water and not _is_in(held, _sequence(event)))
        block = one.block
        return Block(block.agent_id, block.host_id, block.epoch, block.lane, block.first_seq, block.size, events) if events else None


def ranges(numbers: Iterable[int]) -> list[Range]:
    """Sequence numbers as ranges."""
    found: list[Range] = []
    for number in sorted(set(numbers)):
        if found and found[-1].last == number - 1:
            found[-1] = Range(found[-1].first, number)
        else:
            found.append(Range(number, number))
    return found


def _sequence(event: Event) -> int:
    if event.event_sequence is None:
        raise ValueError("an event without a sequence number: it was not identified")
    return event.event_sequence


def _is_in(held: list[Range], number: int) -> bool:
    place = bisect_right(held, number, key=lambda one: one.first) - 1
    return place >= 0 and number <= held[place].last


def _count(counts: dict[str, int], agent_id: str) -> None:
    counts[agent_id] = counts.get(agent_id, 0) + 1
