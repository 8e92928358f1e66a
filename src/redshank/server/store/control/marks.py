"""How far each agent's events are stored: high-waters by lane, the position behind them, the counters of requests."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Connection, delete, select

from redshank.server.store.control import numbers
from redshank.server.store.control.database import insert_into
from redshank.server.store.control.tables import channel_counters, held_ranges, lane_marks


@dataclass(frozen=True, slots=True)
class LaneMark:
    """One lane of an epoch. first_seq, digest: of the block that came last, so that another in its place is recognised."""

    agent_id: str
    epoch: str
    lane: int
    high_water: int
    first_seq: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class HeldRange:
    """Sequence numbers that the event store holds although no mark tells of them: a crash came between the two stores."""

    agent_id: str
    epoch: str
    lane: int
    first_seq: int
    last_seq: int


def all_held(c: Connection) -> list[HeldRange]:
    """Everything that is held, in order."""
    return [HeldRange(*row) for row in c.execute(select(held_ranges).order_by(*held_ranges.primary_key))]


def save_held(c: Connection, held: Sequence[HeldRange]) -> None:
    """Note these in place of what is held of the same lanes."""
    for lane in {(one.agent_id, one.epoch, one.lane) for one in held}:
        c.execute(delete(held_ranges).where(*_of_lane(*lane)))
    if held:
        c.execute(held_ranges.insert(), [asdict(one) for one in held])


def drop_held(c: Connection, agent_id: str, epoch: str, lane: int, up_to: int) -> None:
    """Forget what is held of a lane up to a high-water."""
    c.execute(delete(held_ranges).where(*_of_lane(agent_id, epoch, lane), held_ranges.c.last_seq <= up_to))


def _of_lane(agent_id: str, epoch: str, lane: int) -> tuple[ColumnElement[bool], ...]:
    return (held_ranges.c.agent_id == agent_id, held_ranges.c.epoch == epoch, held_ranges.c.lane == lane)


def all_marks(c: Connection) -> list[LaneMark]:
    """Every lane of every epoch, in order."""
    return [LaneMark(*row) for row in c.execute(select(lane_marks).order_by(*lane_marks.primary_key))]


def commit_marks(c: Connection, marks: Sequence[LaneMark], position: int) -> None:
    """Note what a batch made durable. A mark lower than the one there is left out; the position never goes back."""
    put = insert_into(c, lane_marks)
    new = put.excluded
    grow = put.on_conflict_do_update(
        index_elements=["agent_id", "epoch", "lane"],
        set_={"high_water": new.high_water, "first_seq": new.first_seq, "digest": new.digest},
        where=new.high_water >= lane_marks.c.high_water,
    )
    if marks:
        c.execute(grow, [asdict(mark) for mark in marks])
    raise_position(c, position)


def stored_position(c: Connection) -> int:
    """The last batch whose marks are committed, 0 before the first."""
    return numbers.get(c, numbers.STORED_POSITION)


def raise_position(c: Connection, position: int) -> None:
    """Raise the stored position; a lower one changes nothing."""
    numbers.lift(c, numbers.STORED_POSITION, position)


def counters(c: Connection) -> dict[tuple[str, str], int]:
    """The last request counter taken, by agent and channel."""
    return {(row.agent_id, row.channel): row.counter for row in c.execute(select(channel_counters))}


def save_counters(c: Connection, counted: Mapping[tuple[str, str], int]) -> None:
    """Note request counters; one lower than that there changes nothing."""
    put = insert_into(c, channel_counters)
    grow = put.on_conflict_do_update(
        index_elements=["agent_id", "channel"],
        set_={"counter": put.excluded.counter},
        where=put.excluded.counter > channel_counters.c.counter,
    )
    if counted:
        c.execute(grow, [{"agent_id": agent, "channel": channel, "counter": n} for (agent, channel), n in counted.items()])
