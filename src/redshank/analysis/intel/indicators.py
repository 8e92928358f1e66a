"""What operators know as bad: addresses, domains and file hashes from plain list files, with look-ups for rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from redshank.analysis.intel.addresses import MAX_OWNERS, AddressCollector, AddressList
from redshank.analysis.intel.list_lines import Domain, FileHash, Value, parse_line
from redshank.analysis.intel.prefixes import Prefix

MAX_LINE_BYTES = 4096
MAX_VALUES = 5_000_000
"""Most values of all lists together; about 50 MB as addresses, some 600 MB if all were domains."""

SAMPLES = 5
"""How many refused lines of a list are shown."""


class Lookup(Protocol):
    """What a rule's `expand` asks: which list holds a value."""

    def lookup(self, value: str) -> str | None:
        """The name of the list that holds the value, or None."""
        ...


@dataclass(frozen=True, slots=True)
class ListReport:
    """What became of one list file.

    taken: values kept. refused: lines that gave none, by reason. samples: the first refused lines as `file:line: what`.
    trouble: why the file could not be read (to its end), else empty.
    """

    name: str
    path: Path
    taken: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class DomainList:
    """Domains by name, with the number of the list that named each first."""

    names: tuple[str, ...] = ()
    owners: Mapping[str, int] = field(default_factory=dict)

    def lookup(self, value: str) -> str | None:
        """The name of the list that holds this domain or one above it, or None."""
        name = value.lower().rstrip(".")
        while name:
            if (owner := self.owners.get(name)) is not None:
                return self.names[owner]
            name = name.partition(".")[2]
        return None

    def __len__(self) -> int:
        return len(self.owners)


@dataclass(frozen=True, slots=True)
class HashList:
    """Digests of files, with the number of the list that named each first."""

    names: tuple[str, ...] = ()
    owners: Mapping[bytes, int] = field(default_factory=dict)

    def lookup(self, value: str) -> str | None:
        """The name of the list that holds this hexadecimal digest, or None."""
        try:
            owner = self.owners.get(bytes.fromhex(value))
        except ValueError:
            return None
        return None if owner is None else self.names[owner]

    def __len__(self) -> int:
        return len(self.owners)


@dataclass(frozen=True, slots=True)
class Indicators:
    """All list files read together. Where two lists name one value, the earlier file has it."""

    addresses: AddressList = field(default_factory=AddressList)
    domains: DomainList = field(default_factory=DomainList)
    hashes: HashList = field(default_factory=HashList)
    reports: tuple[ListReport, ...] = ()

    def as_lists(self) -> dict[str, Lookup]:
        """The placeholders of rules (`'%listed_addresses%'`) and what stands behind each."""
        return {"listed_addresses": self.addresses, "listed_domains": self.domains, "listed_hashes": self.hashes}

    def troubles(self) -> list[str]:
        """Sentences an operator should read: files that could not be read, and lines that were refused."""
        return [sentence for report in self.reports for sentence in _sentences(report)]


def load_lists(paths: Sequence[Path]) -> Indicators:
    """The indicators of plain list files, one value a line.

    A list is named by its file, without the ending. A bad line, a file that cannot be read and values over
    MAX_VALUES never raise: `Indicators.reports` counts them and shows the first.
    """
    names = tuple(path.stem for path in paths[:MAX_OWNERS])
    collector = _Collector()
    reports = tuple(collector.read(path, owner) for owner, path in enumerate(paths[:MAX_OWNERS]))
    reports += tuple(ListReport(path.stem, path, trouble=f"over {MAX_OWNERS} lists: not read") for path in paths[MAX_OWNERS:])
    addresses = collector.addresses.build(names)
    return Indicators(addresses, DomainList(names, collector.domains), HashList(names, collector.hashes), reports)


class _Collector:
    """The values of the lists read so far."""

    __slots__ = ("addresses", "domains", "hashes", "room")

    def __init__(self) -> None:
        self.addresses = AddressCollector()
        self.domains: dict[str, int] = {}
        self.hashes: dict[bytes, int] = {}
        self.room = MAX_VALUES

    def read(self, path: Path, owner: int) -> ListReport:
        """Take in one file."""
        taken, refused, samples = 0, dict[str, int](), list[str]()
        try:
            with path.open("rb") as file:
                for at, line in _lines(file):
                    value = "too_long" if line is None else parse_line(line)
                    if isinstance(value, Prefix | Domain | FileHash) and self._keep(value, owner):
                        taken += 1
                        continue
                    if value is not None:
                        reason = value if isinstance(value, str) else "no_room"
                        refused[reason] = refused.get(reason, 0) + 1
                        if len(samples) < SAMPLES:
                            samples.append(f"{path}:{at}: {reason.replace('_', ' ')}: {(line or '').strip()[:80]!r}")
        except OSError as error:
            trouble = f"{path}: {error.strerror or error}: check the path and its rights"
            return ListReport(path.stem, path, taken, refused, tuple(samples), trouble)
        return ListReport(path.stem, path, taken, refused, tuple(samples))

    def _keep(self, value: Value, owner: int) -> bool:
        if self.room <= 0:
            return False
        self.room -= 1
        if isinstance(value, Prefix):
            self.addresses.add(value, owner)
        elif isinstance(value, Domain):
            self.domains.setdefault(value.name, owner)
        else:
            self.hashes.setdefault(value.digest, owner)
        return True


def _lines(file: BinaryIO) -> Iterator[tuple[int, str | None]]:
    """(line number, text) of a file; None for a line over MAX_LINE_BYTES, which is skipped whole."""
    for at, raw in enumerate(_bounded(file), 1):
        yield at, None if len(raw) > MAX_LINE_BYTES else raw.decode("utf-8", "replace")


def _bounded(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE_BYTES + 1):
        yield line
        while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_BYTES + 1)


def _sentences(report: ListReport) -> Iterable[str]:
    if report.trouble:
        yield report.trouble
    if report.refused:
        counts = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in sorted(report.refused.items()))
        yield f"{report.path}: {report.taken} values taken, lines not taken: {counts} (first: {report.samples[0]})"
