"""What the server tells the process that started it: lines of JSON on a descriptor of its own."""

import os
import threading
from collections.abc import Mapping

import msgspec

from redshank.core.errors import ConfigError


class Teller:
    """Writes to a descriptor, or nowhere. For several threads; a reader that went away is no trouble of ours."""

    def __init__(self, descriptor: int | None) -> None:
        """Raises ConfigError where nothing is open there."""
        self._descriptor = descriptor
        self._lock = threading.Lock()
        if descriptor is None:
            return
        try:
            os.set_inheritable(descriptor, False)
        except OSError as error:
            raise ConfigError(f"--tell-fd {descriptor}: {error.strerror}: give a descriptor that is open") from error

    def tell(self, message: Mapping[str, object]) -> None:
        """One line."""
        if self._descriptor is None:
            return
        line = msgspec.json.encode(message) + b"\n"
        with self._lock:
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except OSError:
                self._descriptor = None
