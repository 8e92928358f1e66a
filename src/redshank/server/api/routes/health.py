"""Is it alive, and how is it: for machines that watch the server."""

from typing import Any

from litestar import Request, Response, get

from redshank.core.errors import StoreError
from redshank.server.api.metrics import metrics_text
from redshank.server.api.parts import Parts, Served
from redshank.server.api.recent_stats import STATS_KEY, RecentStats
from redshank.server.api.routes.stream import STREAMS_KEY
from redshank.server.api.shapes import Health
from redshank.server.store.control import alerts


@get("/healthz", opt={"permission": "public"}, sync_to_thread=True, operation_id="health")
def health(request: Request[Any, Any, Any], parts: Served) -> Response[Health]:
    """200 where the server can do its work, else 503. Says nothing that a stranger may not know."""
    trouble = _trouble(parts, request.app.state[STATS_KEY])
    state = Health("degraded", trouble) if trouble else Health("ok", "")
    return Response(state, status_code=503 if trouble else 200)


def _trouble(parts: Parts, stats: RecentStats) -> str:
    try:
        with parts.control.read() as c:
            alerts.revision(c)
    except StoreError as error:
        return f"control store: {error.kind}"
    try:
        stats.get()
    except StoreError as error:
        return f"event store: {error.kind}"
    return parts.trouble()


@get("/metrics", opt={"permission": "metrics.read"}, media_type="text/plain; version=0.0.4", sync_to_thread=True, include_in_schema=False)
def metrics(request: Request[Any, Any, Any], parts: Served) -> str:
    """Counters and gauges in Prometheus' text form."""
    return metrics_text(parts, request.app.state[STATS_KEY].get(), request.app.state[STREAMS_KEY].count)


ROUTES = (health, metrics)
