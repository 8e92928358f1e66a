"""A field by any of its names: ECS, the alias Sigma rules use, or the path of an OCSF export."""

from collections import Counter

from redshank.core.errors import did_you_mean
from redshank.events._generated.names import FIELDS, OCSF, SIGMA

_SIGMA_FOLDED = {alias.lower(): name for alias, name in SIGMA.items()}
_PATHS = Counter(OCSF.values())
_OCSF = {path: name for name, path in OCSF.items() if _PATHS[path] == 1 and path not in FIELDS}
EVENT_ACTION = "event.action"


def resolve(name: str) -> str:
    """The dotted name of the field that `name` means: itself, a Sigma alias in any case, or an OCSF path of one field only.

    Raises KeyError with a sentence that names the nearest known name.
    """
    if name in FIELDS or name == EVENT_ACTION:
        return name
    if found := _SIGMA_FOLDED.get(name.lower()):
        return found
    if found := _OCSF.get(name):
        return found
    raise KeyError(f"unknown field '{name}'{did_you_mean(name, [*SIGMA, *FIELDS])}")


def attribute(dotted: str) -> str:
    """The attribute of `Event` that holds a dotted name. Raises KeyError where there is no such field."""
    return "event_action" if dotted == EVENT_ACTION else FIELDS[dotted][0]


def kind(dotted: str) -> str:
    """The kind of a field as the table has it: `u32`, `str:4096`, `list`, … Raises KeyError where there is none."""
    return "str:32" if dotted == EVENT_ACTION else FIELDS[dotted][1]
