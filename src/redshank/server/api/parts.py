"""What the API is put together from."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.reasons import Reasons
from redshank.analysis.detect.sigma.tree import AnyRule
from redshank.core.clock import Clock, SystemClock
from redshank.events import Event
from redshank.server.api.storybook import Storybook
from redshank.server.store.control.database import Control
from redshank.server.store.event_store import EventStore
from redshank.server.store.hub import Hub
from redshank.server.suppress.book import SuppressionBook


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says about itself: the meaning of its alerts, and their severity."""

    description: str
    severity: int


def no_rule(_: str) -> RuleText | None:
    """No rule is known."""
    return None


def no_whole_rule(_: str) -> AnyRule | None:
    """No rule is known."""
    return None


def no_reasons(_: str, __: Event) -> Reasons | None:
    """No rule is known."""
    return None


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number for /metrics. name: as Prometheus has it. words: what it is."""

    name: str
    kind: Literal["counter", "gauge"]
    words: str
    value: float


def no_engine() -> Engine | None:
    """No rules are at work."""
    return None


def no_gauges() -> Sequence[Gauge]:
    """Nothing beside what the API counts itself."""
    return ()


def no_trouble() -> str:
    """All is well."""
    return ""


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Where the server is found, and what it shows.

    address: as people open it, `http://localhost:8765`. loopback: bound to this machine only. names: further host names
    by which browsers reach it, without a port. pin: of the certificate, `sha256/…`, for the install command.
    console: folder of the built console, None where there is none.
    """

    address: str
    loopback: bool = True
    names: tuple[str, ...] = ()
    pin: str | None = None
    console: Path | None = None
    version: str = "0"

    @property
    def tls(self) -> bool:
        """Whether browsers speak TLS to it."""
        return self.address.startswith("https:")

    @property
    def port(self) -> int:
        """The port browsers use."""
        port = self.address.rpartition(":")[2].rstrip("/")
        return int(port) if port.isdecimal() else (443 if self.tls else 80)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the routes work with. rule: what is known of a rule, by its id; whole_rule: all of it.
    reasons: why a rule fires on an event or does not, as of now. started_ns: when the server came up.

    storybook: what incidents are told with.
    gauges: numbers of the stages before the API. trouble: a sentence where the server cannot do all of its work, else "".
    engine: the rules in force. book: keeps suppressions in step with them. dry_runs: held while one goes through stored events.
    """

    control: Control
    event_store: EventStore
    hub: Hub
    settings: ApiSettings
    clock: Clock = field(default_factory=SystemClock)
    rule: Callable[[str], RuleText | None] = no_rule
    whole_rule: Callable[[str], AnyRule | None] = no_whole_rule
    reasons: Callable[[str, Event], Reasons | None] = no_reasons
    started_ns: int = 0
    gauges: Callable[[], Sequence[Gauge]] = no_gauges
    trouble: Callable[[], str] = no_trouble
    storybook: Storybook = field(default_factory=Storybook)
    engine: Callable[[], Engine | None] = no_engine
    book: SuppressionBook | None = None
    dry_runs: threading.Lock = field(default_factory=threading.Lock)


Served = NamedDependency[SkipValidation[Parts]]
"""The parts, as a route asks for them: by a parameter `parts`."""
