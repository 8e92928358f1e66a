"""The web server: uvicorn that says when it listens, ends open streams at once, and lets nobody hold a connection by saying nothing."""

import asyncio
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from redshank.server.store.keyring import Certificate

HEADERS_S = 10
"""How long a request's headers may take, and a fresh connection without one."""
KEEP_ALIVE_S = 75
"""Agents ask every 15 s at the latest: longer, so that their connection stays."""
LAST_REQUESTS_S = 0.4
"""What is at work when the end comes may take so long."""
MAX_CONNECTIONS = 4_096


class Protocol(HttpToolsProtocol):
    """A connection that is closed where its headers do not arrive in time (Slowloris)."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A connection: from now on its first request is awaited."""
        super().connection_made(transport)
        self._await_headers()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._await_headers()

    def on_headers_complete(self) -> None:
        """Its headers are here."""
        self._stop_awaiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._stop_awaiting()
        super().connection_lost(exc)

    def _await_headers(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(HEADERS_S, self._give_up)

    def _stop_awaiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class WebServer(uvicorn.Server):
    """Serves until SIGINT or SIGTERM. ready: called once it listens. ending: called first when a signal comes, from its handler."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready, self._ending = ready, ending
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End. uvicorn would raise the signal again once all is served, and so end us before the stores are closed.

        The handler may run while the loop holds a lock that `ending` needs: the loop itself calls it.
        """
        if self._loop is None:
            self._ending()
        else:
            self._loop.call_soon_threadsafe(self._ending)
        self.should_exit = True


def configure(app: Any, tls: Certificate | None) -> uvicorn.Config:
    """How the web server is run."""
    return uvicorn.Config(
        app,
        http=Protocol,
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=LAST_REQUESTS_S,  # type: ignore[arg-type]  # handed to asyncio.wait_for, which takes fractions
        limit_concurrency=MAX_CONNECTIONS,
        ssl_certfile=tls.certificate if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )
