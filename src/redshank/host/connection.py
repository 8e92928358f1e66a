"""One connection to the server that is kept and used again: bounded in time and size, straight to the address, nothing followed."""

import http.client
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from redshank.core.errors import HostError
from redshank.host.server_address import ServerAddress, is_loopback, is_loopback_name

MAX_HEADERS = 100
LOOPBACK = "127.0.0.1"
MAX_BODY_BYTES = 64 << 10
"""Longest answer taken; an ack has some hundred bytes."""
CONNECT_S = 10.0
SILENCE_S = 30.0
"""Longest wait for the next bytes of an answer."""
REQUEST_S = 90.0
"""Longest time of a whole request: who answers a byte now and then is cut off. `Connection.expire` sees to it."""

Trouble = Literal["unreachable", "tls", "not_loopback", "lost", "timeout", "too_long", "no_http", "unsigned", "no_answer"]


class AnswerError(HostError):
    """No answer that counts came back, and nobody knows whether the request was heard. kind: a word to count by."""

    def __init__(self, message: str, kind: Trouble) -> None:
        self.kind: Trouble = kind
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came. headers: by lower-case name. Nothing says yet who gave it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connection:
    """To one address. secured: the TLS context that trusts the server and nobody else, None on plain http.

    Used by one thread; `expire` and `cut` may be called from another.
    """

    def __init__(self, address: ServerAddress, secured: ssl.SSLContext | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.address, self._secured, self._clock = address, secured, clock
        self._http: http.client.HTTPConnection | None = None
        self._lock = threading.Lock()
        self._asking_since: float | None = None

    def is_open(self) -> bool:
        """True where the connection stands and the server has not closed it."""
        if self._http is None or self._http.sock is None:
            return False
        with suppress(OSError, ValueError):
            idle = select.poll()
            idle.register(self._http.sock, select.POLLIN)
            if not idle.poll(0):  # an idle connection that is readable was closed
                return True
        self.close()
        return False

    def open(self) -> None:
        """Connect. Raises AnswerError."""
        self.close()
        made = self._make(self.address.host)
        try:
            try:
                made.connect()
            except socket.gaierror:
                if not is_loopback_name(self.address.host):
                    raise
                made = self._make(LOOPBACK)  # a bare system has no file of hosts that would tell
                made.connect()
            if not self.address.tls:
                self._check_peer(made.sock)
        except AnswerError:
            made.close()
            raise
        except ssl.SSLError as error:
            made.close()
            raise AnswerError(f"{self.address.url}: no TLS with the pinned server: {error.reason or error}", "tls") from error
        except OSError as error:
            made.close()
            kind: Trouble = "timeout" if isinstance(error, TimeoutError) else "unreachable"
            raise AnswerError(f"{self.address.url}: {error.strerror or error}", kind) from error
        made.sock.settimeout(SILENCE_S)
        made.auto_open = 0  # a lost connection is ours to notice: what was sent on it may have been heard
        with self._lock:
            self._http = made

    def ask(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer to a POST, whole. Raises AnswerError; the connection is closed then."""
        if self._http is None:
            self.open()
        self._asking_since = self._clock()
        try:
            return self._ask(path, body, headers)
        except AnswerError:
            self.close()
            raise
        except TimeoutError as error:
            self.close()
            raise AnswerError(f"{self.address.url}: no answer in time", "timeout") from error
        except (http.client.HTTPException, ValueError) as error:
            lost = isinstance(error, http.client.RemoteDisconnected | http.client.IncompleteRead)
            self.close()
            what = "closed the connection before the answer was whole" if lost else "does not speak HTTP"
            raise AnswerError(f"{self.address.url}: {what}", "lost" if lost else "no_http") from error
        except OSError as error:
            self.close()
            raise AnswerError(f"{self.address.url}: connection lost: {error.strerror or error}", "lost") from error
        finally:
            self._asking_since = None

    def expire(self) -> None:
        """Cut off a request that has taken too long."""
        since = self._asking_since
        if since is not None and self._clock() - since > REQUEST_S:
            self.cut()

    def cut(self) -> None:
        """End what is under way: who waits for an answer gets AnswerError at once."""
        with self._lock:
            if self._http is not None and self._http.sock is not None:
                with suppress(OSError):
                    self._http.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close it; the next request opens a new one."""
        with self._lock:
            if self._http is not None:
                self._http.close()
                self._http = None

    def _make(self, host: str) -> http.client.HTTPConnection:
        port = self.address.port
        if self._secured is None:
            return http.client.HTTPConnection(host, port, timeout=CONNECT_S)
        return http.client.HTTPSConnection(host, port, timeout=CONNECT_S, context=self._secured)

    def _check_peer(self, sock: socket.socket) -> None:
        """Plain http stays on this machine, whatever the name server or the hosts file says."""
        peer = sock.getpeername()[0]
        if not is_loopback(peer):
            raise AnswerError(f"{self.address.host} leads to {peer}, which is not this host: plain http goes nowhere else", "not_loopback")

    def _ask(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        assert self._http is not None
        self._http.request("POST", path, body, dict(headers))
        response = self._http.getresponse()
        try:
            if len(response.headers) > MAX_HEADERS:  # the library's own bound is a global that others raise
                raise AnswerError(f"{self.address.url}: an answer with {len(response.headers)} headers is none of our server's", "no_http")
            data = self._body(response)
            answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, data)
            if response.will_close:
                self.close()
            return answer
        finally:
            response.close()  # it holds the socket too

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        if response.length is not None and response.length > MAX_BODY_BYTES:
            raise AnswerError(f"{self.address.url}: an answer of {response.length} bytes is none of our server's", "too_long")
        data = response.read() if response.length is not None else response.read(MAX_BODY_BYTES + 1)
        if len(data) > MAX_BODY_BYTES:
            raise AnswerError(f"{self.address.url}: an answer without an end is none of our server's", "too_long")
        return data
