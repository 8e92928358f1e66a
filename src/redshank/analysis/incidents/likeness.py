"""What the story, the playbook and reports need of a match with a malware family, whoever found it."""

from collections.abc import Sequence
from typing import Protocol


class Likeness(Protocol):
    """A match: to which family, how near, and by what."""

    @property
    def family(self) -> str:
        """Its short name, as its profile is called."""

    @property
    def name(self) -> str:
        """As people call it."""

    @property
    def class_(self) -> str:
        """What kind of program it is: `DDoS bot`."""

    @property
    def level(self) -> str:
        """`class`, `probable` or `confirmed`."""

    @property
    def hits(self) -> Sequence[object]:
        """Signals that were found, each a text or a thing with a text."""

    @property
    def misses(self) -> Sequence[object]:
        """Signals that were not."""

    @property
    def second(self) -> object:
        """The next nearest family, None where there is none."""


_SPOKEN = ("claim", "says", "text", "title", "name", "family")


def said(part: object) -> str:
    """A signal or a family in words: itself where it is text, else what it calls itself; empty for None."""
    if part is None or isinstance(part, str):
        return part or ""
    found = (getattr(part, name, None) for name in _SPOKEN)
    return next((text for text in found if isinstance(text, str) and text), "")
