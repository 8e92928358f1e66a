"""What can be set about the server: section `server` of the configuration."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where the server listens, what it keeps and for how long, and who it is.

    bind: address and port; any address but loopback speaks TLS. names: host names by which browsers and agents reach it.
    rules: folders in place of the shipped rules; rule_set: name of the set of shipped rules at work; indicators: files besides
    the shipped ones. user: system user that it becomes where it is started as root. keep_days: events; keep_bulk_days: terminal recordings.
    """

    bind: str = "127.0.0.1:8765"
    data: Path = Path("/var/lib/redshank")
    names: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    rule_set: str = "base"
    indicators: tuple[Path, ...] = ()
    user: str = "redshank"
    keep_days: int = 90
    keep_bulk_days: int = 30

    def __post_init__(self) -> None:
        self.host_and_port()
        if not all(1 <= days <= 3_650 for days in (self.keep_days, self.keep_bulk_days)):
            raise ValueError("'keep_days' and 'keep_bulk_days' are 1 to 3650 days")

    def host_and_port(self) -> tuple[str, int]:
        """The address and the port of `bind`. Raises ValueError."""
        host, _, port = self.bind.rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not host or not (port.isascii() and port.isdecimal()) or int(port) > 65_535:
            raise ValueError(f"'bind' is '{self.bind}': write an address and a port, as 127.0.0.1:8765 or [::1]:8765")
        if host == "localhost":
            host = "127.0.0.1"
        try:
            ipaddress.ip_address(host)
        except ValueError as error:
            raise ValueError(f"'bind' is '{self.bind}': '{host}' is no address, and a name cannot be bound to") from error
        return host, int(port)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return ipaddress.ip_address(self.host_and_port()[0]).is_loopback

    @property
    def folder(self) -> Path:
        """The server's own part of the data folder."""
        return self.data / "server"
