"""What the story, the playbook and reports need of a match with a malware family, whoever found it."""

from collections.abc import Sequence
from typing import Protocol


class Sign(Protocol):
    """A sign of a family, in words."""

    @property
    def says(self) -> str:
        """What it is: `its back door in /usr/bin/bsd-port`."""


class Seen(Sign, Protocol):
    """A sign that was seen."""

    @property
    def alerts(self) -> tuple[str, ...]:
        """Ids of those it rests on."""


class Likeness(Protocol):
    """A match: with which family, how near, and by what."""

    @property
    def id(self) -> str:
        """As its profile is called."""

    @property
    def name(self) -> str:
        """As people call it."""

    @property
    def class_name(self) -> str:
        """What kind of program it is: `DDoS bot`."""

    @property
    def level(self) -> str:
        """`class`, `probable` or `confirmed`."""

    @property
    def hits(self) -> Sequence[Seen]:
        """Signs that were seen."""

    @property
    def misses(self) -> Sequence[Sign]:
        """Signs that were not."""

    @property
    def against(self) -> Sequence[Seen]:
        """What speaks against it."""

    @property
    def second_name(self) -> str:
        """The nearest other family, empty where there is none."""

    @property
    def margin(self) -> int:
        """Points that it is before that one."""
