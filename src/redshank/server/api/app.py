"""The HTTP side of the server, put together: the API, its pages and its live stream."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from redshank.server.api.console import open_console
from redshank.server.api.door import Door
from redshank.server.api.entry import Entry
from redshank.server.api.guard import PARTS_KEY, guard
from redshank.server.api.page import TEMPLATES_KEY, open_templates
from redshank.server.api.parts import Parts
from redshank.server.api.passwords import Passwords
from redshank.server.api.problems import answer
from redshank.server.api.recent_stats import STATS_KEY, RecentStats
from redshank.server.api.routes import alerts, enrolment, events, health, hosts, incidents, pages, rules, session, stream, suppressions
from redshank.server.api.stream import Streams

API_PREFIX = "/api/v1"
MAX_BODY_BYTES = 64 << 10
API_ROUTES = (
    *session.ROUTES, *alerts.ROUTES, *stream.ROUTES, *enrolment.ROUTES, *hosts.ROUTES, *events.ROUTES, *rules.ROUTES, *suppressions.ROUTES,
    *incidents.ROUTES,
)  # fmt: skip
PAGE_ROUTES = (*health.ROUTES, *pages.ROUTES)


def build_app(parts: Parts, agent_router: Router | None = None, passwords: Passwords | None = None, openapi: bool = False) -> Litestar:
    """The application. agent_router: the routes of agents. openapi: whether it can describe itself, which a release does not."""
    api = Router(API_PREFIX, route_handlers=list(API_ROUTES))
    entry = Entry(parts, passwords or Passwords())
    app = Litestar(
        route_handlers=[api, *PAGE_ROUTES, *([agent_router] if agent_router else [])],
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False, use_cache=True)},
        guards=[guard],
        exception_handlers={Exception: answer},
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=OpenAPIConfig(title="Redshank", version=parts.settings.version, render_plugins=[]) if openapi else None,
        logging_config=None,
        debug=False,
        state=State(
            {
                PARTS_KEY: parts,
                stream.STREAMS_KEY: Streams(parts),
                STATS_KEY: RecentStats(parts.event_store, parts.clock),
                pages.ENTRY_KEY: entry,
                pages.CONSOLE_KEY: open_console(parts.settings.console),
                TEMPLATES_KEY: open_templates(),
            }
        ),
        lifespan=[_lifespan],
    )
    app.asgi_handler = Door(app.asgi_handler, parts.settings)
    return app


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    """At the end no stream and no password check outlives the application."""
    try:
        yield
    finally:
        app.state[PARTS_KEY].hub.close()
        app.state[pages.ENTRY_KEY].passwords.close()
