"""Where indicators come from: what an operator chose of a source, and what became of it."""

import re
from dataclasses import dataclass, field

HOUR_S, DAY_S = 3_600, 86_400
MIN_EVERY_S = 900
MAX_SOURCES = 500
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}\Z")


@dataclass(frozen=True, slots=True)
class Source:
    """A feed or file. location: a URL or a path. every_s: how often it is fetched. keep_s: a copy older than this is
    not believed, 0: it always is.

    confidence: how far it is trusted, 0-100; shown with what it names. least_confidence: of single indicators, where the
    source says one. allow: it names what is harmless. local: it may lie at a private or loopback address.
    """

    name: str
    location: str
    format: str = "auto"
    column: str = ""
    licence: str = ""
    about: str = ""
    every_s: int = DAY_S
    keep_s: int = 7 * DAY_S
    confidence: int = 50
    least_confidence: int = 0
    allow: bool = False
    local: bool = False

    def __post_init__(self) -> None:
        if not NAME.match(self.name):
            raise ValueError(f"'{self.name}' is no name of a source: small letters, digits, dot, dash and _, at most 63")
        if not (0 <= self.confidence <= 100 and 0 <= self.least_confidence <= 100):
            raise ValueError("a confidence is 0 to 100")
        if self.every_s < MIN_EVERY_S or (self.keep_s and self.keep_s < self.every_s):
            raise ValueError(f"a source is fetched at most every {MIN_EVERY_S} s and kept for at least as long as between two fetches")

    @property
    def is_url(self) -> bool:
        """Fetched over the network."""
        return self.location.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class State:
    """What became of a source. good_ns: when its copy was last found current. trouble: why the last try failed, "" where it did not.

    etag, modified: what its server said of the copy. taken, refused, samples: of the copy's lines. removed: by allow-list.
    """

    tried_ns: int = 0
    good_ns: int = 0
    trouble: str = ""
    etag: str = ""
    modified: str = ""
    format: str = ""
    taken: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    removed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Followed:
    """A source and its state."""

    source: Source
    state: State = State()

    def until_ns(self) -> int:
        """From when on its copy is not believed; 0: never."""
        return self.state.good_ns + self.source.keep_s * 1_000_000_000 if self.source.keep_s else 0

    def is_stale(self, now_ns: int) -> bool:
        """Its copy is too old to be believed."""
        return bool(self.state.good_ns) and 0 < self.until_ns() <= now_ns

    def is_due(self, now_ns: int) -> bool:
        """It is time to fetch it again; after a failure no sooner than otherwise, but for the first tries."""
        wait_s = self.source.every_s if self.state.good_ns else MIN_EVERY_S
        return now_ns >= self.state.tried_ns + wait_s * 1_000_000_000

    def condition(self, now_ns: int) -> str:
        """One word: `new`, `ok`, `stale` (no longer matched) or `failing` (the last good copy is used)."""
        if not self.state.good_ns:
            return "failing" if self.state.trouble else "new"
        if self.is_stale(now_ns):
            return "stale"
        return "failing" if self.state.trouble else "ok"
