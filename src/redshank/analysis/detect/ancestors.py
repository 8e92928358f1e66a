"""The programs of an event's ancestors, read once for all rules that ask."""

from typing import Any

Given = list[dict[str, Any]]


class LastAncestors:
    """Remembers the list it was asked about last: rules ask about one event after the other. The answers are not to be changed."""

    __slots__ = ("_given", "_programs", "_small")

    def __init__(self) -> None:
        self._given: Given | None = None
        self._programs: list[str] = []
        self._small: list[str] | None = None

    def programs(self, ancestors: Given) -> list[str]:
        """As `match.executables`."""
        if ancestors is not self._given:
            self._programs = [str(found) for each in ancestors if (found := each.get("executable"))]
            self._small = None
            self._given = ancestors
        return self._programs

    def small(self, ancestors: Given) -> list[str]:
        """The same in small letters."""
        programs = self.programs(ancestors)
        if self._small is None:
            self._small = [program.lower() for program in programs]
        return self._small
