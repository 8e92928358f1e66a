"""A line of a program's own log as an event: a web request where it is one, else the line."""

from pathlib import PurePosixPath

from redshank.events import Event
from redshank.events._generated.types import LogLine, LogWeb
from redshank.host.sensor.applogs import access
from redshank.host.sensor.applogs.access import Request
from redshank.host.sensor.logins.claims import cut

SOURCE = "app_log"
_MAX_MESSAGE_BYTES = 32_768
_MAX_TARGET_BYTES = 4096
_MAX_WORD_BYTES = 2048
_MAX_NAME_BYTES = 64


def event_of(text: str, path: str, now: int, *, swept: bool) -> Event:
    """The event of one line. now: its time where it tells none, nanoseconds since 1970. swept: written before we looked."""
    request = access.parse(text)
    event = _web(request, now) if request is not None else LogLine(timestamp=now)
    event.source, event.message, event.log_file_path = SOURCE, cut(text, _MAX_MESSAGE_BYTES), path
    event.log_syslog_appname = program_of(path)
    event.swept = True if swept else None
    return event


def program_of(path: str) -> str:
    """Who writes a log, by its place: the folder below the logs, else the file's own name."""
    parts = PurePosixPath(path).parts
    below = parts[parts.index("log") + 1 :] if "log" in parts else parts[-1:]
    return cut(below[0].split(".")[0] if below else "", _MAX_NAME_BYTES)


def _web(request: Request, now: int) -> LogWeb:
    return LogWeb(
        timestamp=request.time if request.time is not None else now,
        event_outcome=None if request.status is None else "failure" if request.status >= 400 else "success",
        user_name=_cut(request.user, _MAX_NAME_BYTES),
        source_ip=request.address,
        url_original=_cut(request.target, _MAX_TARGET_BYTES),
        url_path=_cut(request.path, _MAX_TARGET_BYTES),
        url_query=_cut(request.query, _MAX_TARGET_BYTES),
        url_domain=_cut(request.host, 255),
        http_request_method=request.method,
        http_response_status_code=request.status,
        http_response_body_bytes=request.body_bytes,
        http_request_referrer=_cut(request.referrer, _MAX_WORD_BYTES),
        user_agent_original=_cut(request.agent, _MAX_WORD_BYTES),
    )


def _cut(text: str | None, most: int) -> str | None:
    return cut(text, most) if text else None
