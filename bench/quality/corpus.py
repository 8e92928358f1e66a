"""A corpus: acts to run, one JSON object a line, with what each is and what it needs."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redshank.findings.attack import technique_ids

SIGNALS = ("high", "medium", "low", "shell-builtin")


@dataclass(frozen=True, slots=True)
class Act:
    """One act. technique: its ATT&CK id in the spelling of version 18, empty for ordinary work. signal: one of SIGNALS, or empty there.

    shell: the program that reads `command`. stub: whether names and pages are answered inside. sshd: whether logins are.
    What a corpus says about cleaning up is not needed: nothing is left of a throw-away host.
    """

    id: str
    name: str
    technique: str
    signal: str
    command: str
    setup: str = ""
    shell: str = "bash"
    stub: bool = False
    sshd: bool = False
    timeout_s: float = 20.0

    @property
    def ordinary(self) -> bool:
        """Whether it is ordinary work, where an alert is noise."""
        return not self.technique


def load(places: Iterable[Path]) -> list[Act]:
    """The acts of files, and of every `*.jsonl` file of folders. Raises ValueError with file and line where one is not as it should be."""
    return [act for file in _files(places) for act in _acts(file)]


def parent(technique: str) -> str:
    """The technique that a sub-technique belongs to: T1543 of T1543.002."""
    return technique.partition(".")[0]


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(place.glob("*.jsonl")) if place.is_dir() else [place]


def _acts(file: Path) -> Iterator[Act]:
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                yield _act(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"{file}:{number}: not an act: {error!r}") from None


def _act(read: dict[str, Any]) -> Act:
    needs = read.get("needs", {})
    signal = read.get("signal", "")
    if read.get("technique") and signal not in SIGNALS:
        raise ValueError(f"signal {signal!r} is none of {', '.join(SIGNALS)}")
    return Act(
        id=read["id"],
        name=read.get("name", read["id"]),
        technique=_technique(read.get("technique", "")),
        signal=signal,
        command=read["command"],
        setup=read.get("setup") or "",
        shell=read.get("shell", "bash"),
        stub=bool(needs.get("stub")),
        sshd=bool(needs.get("sshd")),
        timeout_s=float(read.get("timeout", 20)),
    )


def _technique(written: str) -> str:
    """An id of version 19 as the one of version 18 that names the same."""
    return next(iter(technique_ids([f"attack.{written}"])), written)
