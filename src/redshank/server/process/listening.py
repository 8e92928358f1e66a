"""The sockets, bound before any right is given up, and the address by which people reach them."""

import ipaddress
import socket
from contextlib import suppress

from redshank.core.errors import HostError
from redshank.server.settings import ServerSettings

BACKLOG = 1024


def open_sockets(settings: ServerSettings) -> list[socket.socket]:
    """Listening sockets. On 127.0.0.1 also ::1 where it is free: else another user of this machine could answer to our name.

    Raises HostError where the address is taken or may not be used.
    """
    host, port = settings.host_and_port()
    try:
        first = _listen(host, port)
    except OSError as error:
        hint = "another server is at work there, or give --bind" if error.errno == 98 else "give another --bind"
        raise HostError(f"cannot listen on {settings.bind}: {error.strerror}: {hint}") from error
    found = [first]
    if host == "127.0.0.1":
        with suppress(OSError):
            found.append(_listen("::1", first.getsockname()[1]))
    return found


def address(settings: ServerSettings, port: int) -> str:
    """As people open it: by name on loopback, since browsers trust http there and passkeys refuse an address."""
    host, _ = settings.host_and_port()
    if settings.is_loopback:
        return f"http://localhost:{port}"
    if settings.names:
        host = settings.names[0]
    elif ipaddress.ip_address(host).is_unspecified:
        host = socket.gethostname()
    return f"https://{f'[{host}]' if ':' in host else host}:{port}"


def certificate_names(settings: ServerSettings) -> list[str]:
    """Whom the certificate of TLS is for: names of this host, and the address it is bound to."""
    host, _ = settings.host_and_port()
    bound = [] if ipaddress.ip_address(host).is_unspecified else [host]
    return [*settings.names, socket.gethostname(), "localhost", *bound]


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if host == "::" else 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened
