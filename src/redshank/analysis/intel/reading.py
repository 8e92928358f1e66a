"""What every reader of indicators shares: what it finds, what it refuses and shows, and lines that never grow too long."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from redshank.analysis.intel.list_lines import Value, parse_value
from redshank.analysis.intel.urls import Url, parse_url, refang

MAX_LINE_BYTES = 65_536
MAX_JSON_BYTES = 128 << 20
SAMPLES = 5
"""How many refused lines are shown."""
SHOWN = 80

Indicator = Value | Url


class Found(NamedTuple):
    """An indicator and what its source says of it. until_ns: not to be matched from then on, 0: nothing said."""

    value: Indicator
    until_ns: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """What a reader has to know besides the bytes. column: of CSV, by name or number from 1, "": find it.

    least_confidence: indicators that their source is less sure of are left (0-100). now_ns: what has ended by then is left.
    """

    column: str = ""
    least_confidence: int = 0
    now_ns: int = 0


@dataclass(slots=True)
class Tally:
    """What became of a source's lines or objects. refused: by reason. samples: the first ones, as `line 7: reason: what`."""

    taken: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    samples: list[str] = field(default_factory=list)

    def refuse(self, where: str, reason: str, what: str) -> None:
        """Count one that is not taken."""
        self.refused[reason] = self.refused.get(reason, 0) + 1
        if len(self.samples) < SAMPLES:
            self.samples.append(f"{where}: {reason.replace('_', ' ')}: {what.strip()[:SHOWN]!r}")


def read_word(word: str, where: str, tally: Tally) -> Indicator | None:
    """The indicator of one word; None where it gives none, which is counted."""
    plain = refang(word)
    value = parse_value(plain)
    if not isinstance(value, str):
        return value
    page = parse_url(plain) if value == "url" else None
    if page is None:
        tally.refuse(where, value if value != "url" else "path_alone" if plain.startswith("/") else "not_understood", word)
    return page


def lines(file: BinaryIO, tally: Tally) -> Iterator[tuple[int, str]]:
    """(number, text) of each line, from 1; one over MAX_LINE_BYTES is skipped whole and counted."""
    number = 0
    while raw := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(raw) <= MAX_LINE_BYTES:
            yield number, raw.decode("utf-8", "replace")
            continue
        tally.refuse(f"line {number}", "too_long", raw[:SHOWN].decode("utf-8", "replace"))
        while len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
            raw = file.readline(MAX_LINE_BYTES + 1)
