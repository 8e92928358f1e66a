"""Where the server is: TLS with a pinned key, or plain http on this machine itself."""

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from redshank.core.errors import ConfigError

_PIN = re.compile(r"sha256/[A-Za-z0-9+/]{43}=")
_HOST = re.compile(r"(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?|[0-9A-Fa-f:.]{2,45}")
_MAX_HOST = 253


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """host: name or address. tls: False only where the host is this machine."""

    host: str
    port: int
    tls: bool

    @property
    def url(self) -> str:
        """As people write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"


def read_address(text: str, pin: str) -> ServerAddress:
    """The address in a URL. pin: of the server's key, needed for https. Raises ConfigError that says what to give instead."""
    parts = _split(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ConfigError(f"server '{text}': give scheme, host and port only")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise ConfigError(f"server '{text}': a port is a number up to 65535") from error
    address = ServerAddress(parts.hostname or "", port, parts.scheme == "https")
    _check(address, text, pin)
    return address


def _split(text: str) -> SplitResult:
    with suppress(ValueError):
        parts = urlsplit(text)
        if parts.scheme in ("http", "https") and parts.hostname and len(parts.hostname) <= _MAX_HOST and _HOST.fullmatch(parts.hostname):
            return parts
    raise ConfigError(f"server '{text}' is no address of the form https://HOST:PORT")


def _check(address: ServerAddress, text: str, pin: str) -> None:
    if not address.tls and not is_loopback_name(address.host):
        raise ConfigError(f"server '{text}': plain http leaves this host unencrypted; give https and the server's pin (--pin sha256/…)")
    if address.tls and not pin:
        raise ConfigError(f"server '{text}': https needs the server's pin (--pin sha256/…), which the server prints when it starts")
    if pin and _PIN.fullmatch(pin) is None:
        raise ConfigError(f"pin '{pin}' is not of the form sha256/ and 44 characters of base64, as the server prints it")


def is_loopback_name(host: str) -> bool:
    """True for the names and addresses that mean this machine. What a name really leads to is looked at when connected."""
    return host == "localhost" or host.endswith(".localhost") or is_loopback(host)


def is_loopback(address: str) -> bool:
    """True for an address of this machine's loopback."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback
