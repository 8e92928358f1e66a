"""A malware family that an incident looks like, with every sign that speaks for it, is missing, or speaks against it."""

from dataclasses import dataclass
from typing import Literal

SignalKind = Literal["entry", "file", "program", "process", "persistence", "network", "kernel", "hiding", "behaviour"]
"""What a sign is of. Two signs of one kind may be one fact seen twice; two of different kinds support each other."""
Level = Literal["class", "probable", "confirmed"]
"""class: behaves as this class of malware does. probable: most likely this family or a variant. confirmed: nothing essential is missing."""
LEVELS: tuple[Level, ...] = ("class", "probable", "confirmed")


@dataclass(frozen=True, slots=True)
class Hit:
    """A sign that was seen. alerts: the ids of those it rests on, in the order of time, never empty. own: nobody else has it."""

    signal: str
    kind: SignalKind
    weight: int
    says: str
    alerts: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Miss:
    """A sign that was not seen. required: without it the family is never confirmed."""

    signal: str
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class FamilyMatch:
    """How well one family fits one incident.

    score: weight of the hits, less what speaks against it; of: the most it could be. generic: a class of malware, not one family.
    second: id of the nearest other family, empty where no other has a sign; margin: points before it, negative where it has more.
    """

    id: str
    name: str
    class_name: str
    level: Level
    score: int
    of: int
    hits: tuple[Hit, ...]
    misses: tuple[Miss, ...] = ()
    against: tuple[Hit, ...] = ()
    generic: bool = False
    second: str = ""
    second_name: str = ""
    margin: int = 0

    @property
    def tick_list(self) -> str:
        """`12 of 17 signs of BillGates` and what is missing."""
        missing = "; ".join(miss.says for miss in self.misses)
        ticked = f"{len(self.hits)} of {len(self.hits) + len(self.misses)} signs of {self.name}"
        return f"{ticked}; not seen: {missing}" if missing else ticked
