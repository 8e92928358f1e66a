"""Requests that a web server on this host answered, as its access log tells them."""

from redshank.events.field import EventType, Field
from redshank.events.fields.common import LOG_PATH, MESSAGE, PROGRAM
from redshank.events.fields.network import SOURCE_IP

TYPES = (
    EventType(65, "log.web", "a web server answered a request, by its access log; user.name is who logged in to it", (
        MESSAGE, LOG_PATH, PROGRAM, SOURCE_IP,
        Field("url.original", "str:4096", "what the client asked for, path and query, not decoded", sigma=("c-uri",), ocsf="http_request.url.url_string"),
        Field("url.path", "str:4096", "the part before the question mark, not decoded", sigma=("cs-uri-stem",), ocsf="http_request.url.path"),
        Field("url.query", "str:4096", "the part behind the question mark, not decoded", sigma=("cs-uri-query",), ocsf="http_request.url.query_string"),
        Field("url.domain", "str:255", "virtual host that answered, where the log names it", sigma=("cs-host",), ocsf="http_request.url.hostname"),
        Field("http.request.method", "str:16", "GET, POST, …; absent where the request was none of HTTP", sigma=("cs-method",), ocsf="http_request.http_method"),
        Field("http.request.referrer", "str:2048", "page the client says it came from", sigma=("cs-referer", "cs-referrer"), ocsf="http_request.referrer"),
        Field("http.response.status_code", "u16", "status of the answer", sigma=("sc-status",), ocsf="http_response.code"),
        Field("http.response.body.bytes", "u64", "length of the answer's body", unit="bytes", sigma=("sc-bytes",), ocsf="http_response.body_length"),
        Field("user_agent.original", "str:2048", "program of the client, by its own word", sigma=("c-useragent", "cs-user-agent"), ocsf="http_request.user_agent"),
    ), spool_class=2, ocsf_class=4002, ocsf_activity=99),
)
