"""One document over the network, within bounds: of size, time, redirects, and of where it may lie.

A name is resolved once, every address it has is looked at, and the connection goes to one of these: who answers
differently the second time gains nothing. Behind a proxy the proxy resolves, and addresses written out are still refused.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import SplitResult, urljoin, urlsplit

from redshank.core.errors import HostError

MAX_BYTES = 256 << 20
MAX_SECONDS = 300.0
ANSWER_S = 30.0
MAX_REDIRECTS = 5
PIECE = 1 << 16
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Known:
    """What the server said of the copy that is there."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a fetch goes. local: it may lie at a private or loopback address, and be asked for without TLS."""

    local: bool = False
    most_bytes: int = MAX_BYTES
    seconds: float = MAX_SECONDS


def fetch(url: str, known: Known, into: BinaryIO, bounds: Bounds, environ: Mapping[str, str]) -> Known | None:
    """Writes the document into a file and says what its server said of it; None where it has not changed. Raises HostError."""
    deadline = time.monotonic() + bounds.seconds
    for _ in range(MAX_REDIRECTS + 1):
        with _asked(url, known, bounds, environ, deadline) as response:
            if response.status == 304:
                return None
            if response.status in _REDIRECTS and (where := response.headers.get("Location")):
                url = urljoin(url, where)
                continue
            if response.status != 200:
                raise HostError(f"{url}: its server answers {response.status} {response.reason}")
            _copy(url, response, into, bounds, deadline)
            return Known(response.headers.get("ETag", "")[:200], response.headers.get("Last-Modified", "")[:100])
    raise HostError(f"{url}: over {MAX_REDIRECTS} redirects")


@contextlib.contextmanager
def _asked(url: str, known: Known, bounds: Bounds, environ: Mapping[str, str], deadline: float) -> Iterator[http.client.HTTPResponse]:
    parts = checked(url, bounds)
    connection = _connection(parts, bounds, environ, max(0.1, min(ANSWER_S, deadline - time.monotonic())))
    headers = {"User-Agent": "redshank", "Accept-Encoding": "identity", "Host": parts.netloc.rpartition("@")[2]}
    headers |= {name: value for name, value in (("If-None-Match", known.etag), ("If-Modified-Since", known.modified)) if value}
    try:
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=headers)
        yield connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise HostError(f"{url}: {error or type(error).__name__}") from error
    finally:
        connection.close()


def checked(url: str, bounds: Bounds) -> SplitResult:
    """The parts of an address that may be asked. Raises HostError."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # it raises where it is none
    except ValueError as error:
        raise HostError(f"{url}: {error}") from error
    if parts.scheme != "https" and not (parts.scheme == "http" and bounds.local):
        raise HostError(f"{url}: only https is fetched: with --local also http, and private addresses")
    if not parts.hostname or parts.username or any(ord(char) <= 32 or ord(char) > 126 for char in url):
        raise HostError(f"{url}: is no address of a document")
    return parts


def _connection(parts: SplitResult, bounds: Bounds, environ: Mapping[str, str], timeout_s: float) -> http.client.HTTPConnection:
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    proxy = proxy_for(parts, environ)
    at, at_port = (str(proxy.hostname), proxy.port or 8080) if proxy else (host, port)
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            at, at_port, timeout=timeout_s, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(at, at_port, timeout=timeout_s)
    if proxy:
        _refuse_private(host, bounds)
        connection.set_tunnel(host, port)
        return connection
    address = reachable(host, port, bounds, socket.getaddrinfo)

    def connect(*_: object) -> socket.socket:
        return socket.create_connection((address, port), timeout_s)

    connection._create_connection = connect  # type: ignore[attr-defined]  # the one place where the address to go to can be given
    return connection


def proxy_for(parts: SplitResult, environ: Mapping[str, str]) -> SplitResult | None:
    """The proxy that the environment names for an address, None where it is to be asked directly."""
    found = environ.get(f"{parts.scheme}_proxy") or environ.get(f"{parts.scheme.upper()}_PROXY")
    never = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    if not found or urllib.request.proxy_bypass_environment(str(parts.hostname), {"no": never}):  # type: ignore[attr-defined]
        return None
    proxy = urlsplit(found if "://" in found else f"http://{found}")
    if proxy.scheme != "http" or not proxy.hostname:
        raise HostError(f"{parts.scheme}_proxy: '{found}' is no http proxy")
    return proxy


def reachable(host: str, port: int, bounds: Bounds, resolve: Callable[..., Any]) -> str:
    """The address to connect to. Raises HostError where the name has none, or one that is nobody's on the Internet."""
    try:
        found = [str(entry[4][0]) for entry in resolve(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise HostError(f"{host}: cannot be resolved: {error}") from error
    if not found:
        raise HostError(f"{host}: has no address")
    for address in found:
        _refuse_private(address, bounds)
    return found[0]


def _refuse_private(text: str, bounds: Bounds) -> None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return
    mapped = getattr(address, "ipv4_mapped", None) or address
    if not bounds.local and (not mapped.is_global or mapped.is_multicast):
        raise HostError(f"{text}: is a private or loopback address: nothing is fetched there without --local")


def _copy(url: str, response: http.client.HTTPResponse, into: BinaryIO, bounds: Bounds, deadline: float) -> None:
    size = 0
    while piece := response.read1(PIECE):
        size += len(piece)
        if size > bounds.most_bytes:
            raise HostError(f"{url}: over {bounds.most_bytes} bytes")
        if time.monotonic() > deadline:
            raise HostError(f"{url}: takes over {bounds.seconds:.0f} s")
        into.write(piece)
    if response.length:
        raise HostError(f"{url}: ended {response.length} bytes too early")
