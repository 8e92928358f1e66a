"""The rules in force, as whoever tries or suppresses something needs them."""

from collections.abc import Sequence
from dataclasses import dataclass

from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.sigma.tree import AnyRule


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules and the lists they look values up in."""

    rules: Sequence[AnyRule]
    lists: Lists

    def find(self, name_or_id: str) -> AnyRule | None:
        """The rule with this id, or else this name."""
        by_id = (rule for rule in self.rules if rule.id == name_or_id)
        return next(by_id, None) or next((rule for rule in self.rules if rule.name and rule.name == name_or_id), None)
