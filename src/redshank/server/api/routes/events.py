"""Events: what the event store has."""

import re
from typing import Annotated, Any

from litestar import Request, get
from litestar.params import QueryParameter

from redshank.core.errors import InputError, did_you_mean
from redshank.events import BY_NAME
from redshank.events.values import nanoseconds, rfc3339
from redshank.server.api.event_cursor import after_cursor, cursor_of
from redshank.server.api.event_lines import line_of_event
from redshank.server.api.login import login_of
from redshank.server.api.parts import Served
from redshank.server.api.recent_stats import STATS_KEY
from redshank.server.api.shapes import EventList
from redshank.server.store.event_store import Condition, Query, StoreStats

MAX_LIMIT = 500
_HOST_ID = re.compile(r"h-[a-z2-7]{26}")

Text = Annotated[str | None, QueryParameter(max_length=255)]


@get("/events", opt={"permission": "events.read"}, sync_to_thread=True, operation_id="listEvents")
def list_events(  # noqa: PLR0913, PLR0917  the parameters of the address
    request: Request[Any, Any, Any],
    parts: Served,
    host: Annotated[str | None, QueryParameter(max_length=255, description="a host's id or name")] = None,
    event_type: Annotated[str | None, QueryParameter(name="type", max_length=64, description="an event type, `process.exec`")] = None,
    event_id: Annotated[str | None, QueryParameter(name="id", max_length=96, description="one event, whole")] = None,
    since: Text = None,
    until: Text = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)] = 100,
    cursor: Text = None,
) -> EventList:
    """Stored events, newest first, a page at a time."""
    query = Query(
        where=tuple(_conditions(host, event_type, event_id)),
        since_ns=_time("since", since),
        until_ns=_time("until", until),
        after=after_cursor(cursor),
        limit=limit,
    )
    found = [stored.event for stored in parts.event_store.query(query)]
    last = found[-1] if len(found) == limit else None
    show_argv = login_of(request).may("argv.read")
    return EventList(
        as_of=rfc3339(parts.clock.wall_ns()),
        data_floor=_floor(request.app.state[STATS_KEY].get()),
        next=cursor_of(last.timestamp, last.event_id or "") if last else None,
        events=[line_of_event(event, show_argv) for event in found],
    )


def _conditions(host: str | None, event_type: str | None, event_id: str | None) -> list[Condition]:
    found = []
    if host:
        found.append(Condition("host.id" if _HOST_ID.fullmatch(host) else "host.name", "=", host))
    if event_type:
        if event_type not in BY_NAME:
            raise InputError(f"unknown event type '{event_type}'{did_you_mean(event_type, BY_NAME)}", "type")
        found.append(Condition("event.action", "=", event_type))
    if event_id:
        found.append(Condition("event.id", "=", event_id))
    return found


def _time(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return max(0, nanoseconds(text))
    except (ValueError, OverflowError) as error:
        raise InputError(f"{name} is no RFC 3339 time with a zone: {text[:64]}", "time") from error


def _floor(stored: StoreStats) -> str | None:
    """The oldest event that is kept of any class; null while nothing has been stored."""
    oldest = stored.oldest_ns
    return rfc3339(min(oldest.values())) if oldest else None


ROUTES = (list_events,)
