"""A source this host does not allow: it gives nothing and says why, so that its absence is seen."""

from redshank.events import Event
from redshank.host.sensor.source import SourceHealth


class MissingSource:
    """Stands where the source called `name` would be."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self._reason = reason

    def fileno(self) -> int | None:
        """None: nothing will ever come."""
        return None

    def read(self) -> list[Event]:
        """No events."""
        return []

    def health(self) -> SourceHealth:
        """Off, with the reason."""
        return SourceHealth(self.name, "off", self._reason)

    def close(self) -> None:
        """Nothing to give back."""
