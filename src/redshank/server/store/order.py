"""The order of stored events, the same in every store: by time, then by identity, so that pages neither repeat nor skip."""

from redshank.server.store.event_store import StoredEvent
from redshank.server.store.packing import id_apart, is_unambiguous, text_in

Key = tuple[int, str, str, str, int]
"""Time; the id, where it does not follow from agent, epoch and sequence; these three, where it does."""


def parts(event_id: str) -> tuple[str, str, int] | None:
    """Agent, epoch and sequence of an id of the form `agent-epoch-sequence`; None where it has another form."""
    head, _, number = event_id.rpartition("-")
    agent, _, epoch = head.rpartition("-")
    if not agent or not is_unambiguous(epoch) or not number.isascii() or not number.isdecimal() or len(number) > 20:
        return None
    return (agent, epoch, int(number)) if number == str(int(number)) else None


def key_of(row: StoredEvent) -> Key:
    """What a stored event is ordered by."""
    event = row.event
    return event.timestamp, id_apart(event, row.epoch), event.agent_id or "", row.epoch, event.event_sequence or 0


def key_after(timestamp: int, event_id: str) -> tuple[int | str, ...]:
    """The same of an event of which only time and id are known; shorter where the id has a form of its own."""
    found = parts(event_id)
    return (timestamp, text_in(event_id) or "") if found is None else (timestamp, "", *found)
