"""One line of the coverage table: what is done, and the event that must tell of it.

In every text MARK stands for a word that only this act has, PORT for a port that only this act uses, SENSOR for the sensor's
process. So an event belongs to one act, whatever else happens at the same time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Mode = Literal["full", "light", "off"]
MODES: tuple[Mode, ...] = ("full", "light", "off")
ALWAYS: frozenset[str] = frozenset(MODES)
CALLS: frozenset[str] = frozenset(("full", "light"))
"""Seen where system calls are: the cheapest mode does without them."""
FULL: frozenset[str] = frozenset(("full",))
LIGHT: frozenset[str] = frozenset(("light",))
NEVER: frozenset[str] = frozenset()

Line = Mapping[str, Any]
"""An event as `redshank watch --format json` writes it."""


@dataclass(frozen=True, slots=True)
class Like:
    """A value that is only known in part. says: in words, for the page."""

    says: str
    holds: Callable[[Any, str], bool]


def ends(text: str) -> Like:
    """A text that ends so."""
    return Like(f"…{text}", lambda value, word: isinstance(value, str) and value.endswith(text.replace("MARK", word)))


def holds(text: str) -> Like:
    """A text, or a list with a text, that has this in it."""
    return Like(f"…{text}…", lambda value, word: text.replace("MARK", word) in _text(value))


def one_of(*values: object) -> Like:
    """One of these values."""
    wanted = {str(value) for value in values}
    return Like(" or ".join(map(str, values)), lambda value, word: str(value).replace(word, "MARK") in wanted)


GIVEN = Like("given", lambda value, _: value not in (None, "", []))
ABSENT = Like("absent", lambda value, _: value is None)


@dataclass(frozen=True, slots=True)
class Told:
    """An event of this type with these values; `also` is a second event that must be there too, or nothing is told."""

    event: str
    fields: Mapping[str, object]
    also: "Told | None" = None


@dataclass(frozen=True, slots=True)
class Act:
    """One act. python or shell: what is done, in a process of its own. told: any of these tells of it.

    seen: the modes in which it must be told; in the others it must not be, or the table says less than is true. unseen: why
    it is not told there. depends: modes in which the kernel decides, because it has the tracepoint or not. tool: a program without which it cannot be done.
    """

    name: str
    technique: str
    told: tuple[Told, ...]
    python: str = ""
    shell: str = ""
    seen: frozenset[str] = ALWAYS
    unseen: str = ""
    depends: frozenset[str] = frozenset()
    tool: str = ""
    threat: int = 0


def told(event: str, **fields: object) -> tuple[Told, ...]:
    """One way to be told; `file__path=…` is the field file.path, `x__result` is redshank.result. also: another `Told`."""
    also = fields.pop("also", None)
    assert also is None or isinstance(also, Told)
    return (Told(event, {_field(name): value for name, value in fields.items()}, also),)


def _field(name: str) -> str:
    dotted = name.replace("__", ".")
    return f"redshank.{dotted[2:]}" if dotted.startswith("x.") else dotted


def _text(value: object) -> str:
    return "\0".join(map(str, value)) if isinstance(value, list) else str(value)


def find(wanted: Iterable[Told], lines: list[Line], word: str, port: int) -> Line | None:
    """The first of an act's own lines that tells of it."""
    for one in wanted:
        for line in lines:
            if tells(line, one, word, port) and (one.also is None or find((one.also,), lines, word, port)):
                return line
    return None


def tells(line: Line, wanted: Told, word: str, port: int) -> bool:
    """Whether a line is the event that is wanted."""
    if line["event.action"] != wanted.event:
        return False
    return all(_equal(line.get(name), value, word, port) for name, value in wanted.fields.items())


def _equal(value: object, wanted: object, word: str, port: int) -> bool:
    if isinstance(wanted, Like):
        return wanted.holds(value, word)
    if isinstance(wanted, list):
        return value == [str(one).replace("MARK", word) for one in wanted]
    return value is not None and str(value) == str(wanted).replace("MARK", word).replace("PORT", str(port))
