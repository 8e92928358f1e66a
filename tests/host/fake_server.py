"""A server in this process for tests of the agent: it verifies every signature, stores in memory, and misbehaves on demand."""

import ssl
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redshank.wire.messages import (
    ENROL_PATH,
    HELLO_PATH,
    MAX_BLOCKS,
    PUSH_PATH,
    Ack,
    Enrol,
    Enrolled,
    Hello,
    Problem,
    Push,
    Refused,
)
from redshank.wire.signing import (
    ANSWER_HEADER,
    REQUEST_HEADER,
    Signed,
    agent_id_of,
    public_bytes,
    read_header,
    sign_answer,
    verify_request,
)

TOKEN = "rsenr_" + "a" * 43
FAULTS = (
    "close_at_once", "close_unheard", "lost_ack", "half_answer", "portal", "unsigned", "wrong_key", "stall", "replay", "busy", "too_long",
    "redirect", "proxy", "other_ack", "html_error", "garbage",
)  # fmt: skip
STALL_S = 0.3


class FakeServer:
    """What it stored, and what it is to do wrong: `script` holds a fault for each coming request, "" for none."""

    def __init__(self, certificate: str = "", context: ssl.SSLContext | None = None) -> None:
        self.key, self.certificate = Ed25519PrivateKey.generate(), certificate
        self.agents: dict[str, bytes] = {}
        self.counters: dict[tuple[str, str], int] = {}
        self.stored: list[Any] = []
        self.marks: dict[tuple[str, int], int] = {}
        self.duplicates = 0
        self.script: deque[str] = deque()
        self.requests: list[str] = []
        self.hellos: list[Hello] = []
        self.refuse: dict[tuple[int, int], str] = {}
        """Lane and first number of a block to the kind of its refusal."""
        self.reject: set[tuple[int, int]] = set()
        """Blocks that make a whole request malformed."""
        self.sign_problems = True
        self.credit = 1500
        self.token = TOKEN
        self._lock = threading.Lock()
        self._http = _Listener(("127.0.0.1", 0), _handler(self))
        if context is not None:
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self.port = self._http.server_address[1]
        self.url = f"{'https' if context else 'http'}://localhost:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def know(self, key: Ed25519PrivateKey) -> None:
        """An agent that is enrolled."""
        self.agents[agent_id_of(public_bytes(key))] = public_bytes(key)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def answer(self, path: str, header: str, body: bytes, fault: str) -> tuple[int, bytes, str]:
        """Status, body and signature header."""
        signed = read_header(header)
        with self._lock:
            self.requests.append(path)
            try:
                message: Any = self._enrol(signed, path, body) if path == ENROL_PATH else self._take(signed, path, body)
            except ProblemError as error:
                raw = msgspec.msgpack.encode(error.problem)
                return error.status, raw, sign_answer(self.key, signed.signature, raw) if self.sign_problems else ""
        if fault == "other_ack":
            message = msgspec.structs.replace(message, counter=message.counter + 1)
        raw = msgspec.msgpack.encode(message)
        key = Ed25519PrivateKey.generate() if fault == "wrong_key" else self.key
        return 200, raw, "" if fault == "unsigned" else sign_answer(key, signed.signature, raw)

    def _enrol(self, signed: Signed, path: str, body: bytes) -> Enrolled:
        asked = msgspec.msgpack.decode(body, type=Enrol)
        verify_request(signed, asked.public_key, path, body)
        if asked.token != self.token:
            raise ProblemError(403, Problem("token_unknown", "no such token"))
        self.agents[signed.agent_id] = asked.public_key
        return Enrolled(signed.agent_id, "h-1", public_bytes(self.key), self.certificate)

    def _take(self, signed: Signed, path: str, body: bytes) -> Ack:
        if signed.agent_id not in self.agents:
            raise ProblemError(401, Problem("unknown_agent", "no such agent"))
        verify_request(signed, self.agents[signed.agent_id], path, body)
        place = (signed.agent_id, signed.stamp.channel)
        if signed.stamp.counter <= self.counters.get(place, 0):
            raise ProblemError(409, Problem("replay", "heard before", self.counters[place]))
        self.counters[place] = signed.stamp.counter
        refused: list[Refused] = []
        if path == HELLO_PATH:
            self.hellos.append(msgspec.msgpack.decode(body, type=Hello))
            epoch = self.hellos[-1].epoch
        else:
            push = msgspec.msgpack.decode(body, type=Push)
            epoch, refused = push.epoch, self._store(push)
        marks = {str(lane): self.marks.get((epoch, lane), 0) for lane in range(4)}
        stamp = signed.stamp
        return Ack(signed.agent_id, epoch, stamp.channel, stamp.counter, marks, self.credit, time.time_ns(), refused)  # type: ignore[arg-type]  # of the header

    def _store(self, push: Push) -> list[Refused]:
        assert len(push.blocks) <= MAX_BLOCKS
        if any((block.lane, block.first_seq) in self.reject for block in push.blocks):
            raise ProblemError(400, Problem("malformed", "one of them"))
        refused, stopped = [], set[int]()
        for block in push.blocks:
            if kind := self.refuse.get((block.lane, block.first_seq)) or (block.lane in stopped and "disk_full"):
                refused.append(Refused(block.lane, block.first_seq, kind))  # type: ignore[arg-type]  # a kind of the test
                stopped |= {block.lane} if kind == "disk_full" else set()
                continue
            place = (push.epoch, block.lane)
            if block.last_seq <= self.marks.get(place, 0):
                self.duplicates += 1
                continue
            self.stored += msgspec.msgpack.decode(zstandard.decompress(block.data))
            self.marks[place] = block.last_seq
        return refused


class ProblemError(Exception):
    """A request that is refused."""

    def __init__(self, status: int, problem: Problem) -> None:
        self.status, self.problem = status, problem
        super().__init__(problem.message)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever was cut off says nothing."""


def _handler(server: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def do_POST(self) -> None:
            fault = server.script.popleft() if server.script else ""
            body = self.rfile.read(int(self.headers["content-length"]))
            if fault in ("close_at_once", "close_unheard"):
                return self._end()
            if plain := PLAIN.get(fault):
                return self._send(*plain)
            if fault == "busy":
                return self._problem(503, Problem("overloaded", "not now"))
            if fault == "replay":
                channel = read_header(self.headers[REQUEST_HEADER]).stamp
                return self._problem(409, Problem("replay", "heard before", channel.counter + 7))
            status, raw, signature = server.answer(self.path, self.headers[REQUEST_HEADER], body, fault)
            if fault == "lost_ack":
                return self._end()
            if fault == "stall":
                time.sleep(STALL_S)
                return self._end()
            self._send(status, raw, signature, cut=fault == "half_answer")

        def _problem(self, status: int, problem: Problem) -> None:
            raw = msgspec.msgpack.encode(problem)
            signature = sign_answer(server.key, read_header(self.headers[REQUEST_HEADER]).signature, raw)
            self._send(status, raw, signature if server.sign_problems else "")

        def _send(self, status: int, raw: bytes, signature: str = "", cut: bool = False) -> None:
            self.send_response(status)
            if signature:
                self.send_header(ANSWER_HEADER, signature)
            if status == 302:
                self.send_header("location", f"{server.url}{PUSH_PATH}")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw[: len(raw) // 2] if cut else raw)
            if cut:
                self._end()

        def _end(self) -> None:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(2)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    return Handler


PLAIN: dict[str, tuple[int, bytes]] = {
    "portal": (200, b"<html>Welcome to the airport</html>"),
    "too_long": (200, b"x" * 70_000),
    "redirect": (302, b""),
    "proxy": (407, b"<html>Proxy authentication</html>"),
    "html_error": (400, b"<html>Bad request</html>"),
    "garbage": (200, b"\xc1\x00"),
}


@contextmanager
def fake_server(script: Iterable[str] = (), **settings: Any) -> Iterator[FakeServer]:
    """A server that listens on loopback until the end of the block."""
    server = FakeServer(**settings)
    server.script.extend(script)
    try:
        yield server
    finally:
        server.close()
