import asyncio
import signal
import socket
import threading

import pytest
import uvicorn

from redshank.server.process import web
from redshank.server.process.listening import open_sockets
from redshank.server.process.web import Protocol, WebServer, configure
from redshank.server.settings import ServerSettings


async def application(scope, receive, send):
    """Says hello, and is silent for a while where it is asked to."""
    if scope["type"] == "lifespan":
        assert (await receive())["type"] == "lifespan.startup"
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["path"] == "/slow":
        await asyncio.sleep(60)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


class Served:
    """The web server in a thread of its own."""

    def __init__(self):
        self.sockets = open_sockets(ServerSettings(bind="127.0.0.1:0"))
        self.port = self.sockets[0].getsockname()[1]
        self.ready, self.ended = threading.Event(), threading.Event()
        self.server = WebServer(configure(application, None), self.ready.set, self.ended.set)
        self.thread = threading.Thread(target=self.server.run, args=(self.sockets,))
        self.thread.start()
        assert self.ready.wait(20)

    def ask(self, text):
        """What comes back until the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as connection:
            connection.sendall(text)
            parts = []
            while part := connection.recv(4096):
                parts.append(part)
            return b"".join(parts)

    def stop(self):
        self.server.handle_exit(signal.SIGTERM, None)
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def served():
    made = Served()
    yield made
    if made.thread.is_alive():
        made.stop()


def test_it_says_when_it_listens_and_answers(served):
    answer = served.ask(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"server:" not in answer.lower()


def test_headers_that_do_not_come_cost_the_connection(monkeypatch):
    monkeypatch.setattr(web, "HEADERS_S", 0.2)
    served = Served()
    try:
        assert served.ask(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ") == b""
        assert served.ask(b"") == b"", "nor may one say nothing at all"
        both = served.ask(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT")
        assert both.count(b"hello") == 1, "the second request never came"
    finally:
        served.stop()


def test_end_does_not_wait_for_a_request_that_hangs(served):
    hanging = threading.Thread(target=served.ask, args=(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n",))
    hanging.start()
    while not served.server.server_state.tasks:
        threading.Event().wait(0.01)
    served.stop()
    hanging.join(20)
    assert served.ended.is_set()


def test_end_is_told_first_and_the_signal_is_not_raised_again():
    order = []
    server = WebServer(uvicorn.Config(application, log_config=None), lambda: None, lambda: order.append(server.should_exit))
    server.handle_exit(signal.SIGTERM, None)
    assert (order, server.should_exit, server._captured_signals) == ([False], True, [])


def test_protocol_and_limits_are_those_of_the_configuration():
    config = configure(application, None)
    config.load()
    assert config.http_protocol_class is Protocol
    assert (config.limit_concurrency, config.proxy_headers, config.access_log) == (web.MAX_CONNECTIONS, False, False)
