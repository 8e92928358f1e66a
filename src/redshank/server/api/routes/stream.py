"""The live stream of a page."""

from typing import Annotated, Any

from litestar import Request, get
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream

from redshank.server.api.login import login_of
from redshank.server.api.stream import Streams

STREAMS_KEY = "streams"
"""Where the application's state has the open streams."""


@get(
    "/stream",
    opt={"permission": "alerts.read"},
    media_type="text/event-stream",
    operation_id="stream",
    description="Events `alert` (AlertRow), `counts` (Counts), `agent` (HostRow), `enrolment` (EnrolmentNews), `resync` ({}): read again.",
)
async def stream(
    request: Request[Any, Any, Any],
    last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID", max_length=32)] = None,
    since: Annotated[int | None, QueryParameter(ge=0, description="the revision of a list, where no event was heard yet")] = None,
) -> Stream:
    """What changes, as it changes. Goes on behind `Last-Event-ID`, else behind `since`, else with what comes."""
    streams: Streams = request.app.state[STREAMS_KEY]
    login = login_of(request)
    streams.check_room(login)
    known = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdecimal() else since
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(streams.frames(login, known), media_type="text/event-stream", headers=headers)


ROUTES = (stream,)
