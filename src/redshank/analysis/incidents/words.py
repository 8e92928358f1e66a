"""How the story says things: hostile values made harmless, lists, counts, times and durations in words. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

MAX_VALUE = 120
"""Characters of a value from a host that stand in a sentence."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/@:+-,=")
_LAST = 253_402_300_799
"""The last second of the year 9999: a clock that says more is wrong."""
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def clean(text: str, most: int = MAX_VALUE) -> str:
    """The text on one line, with nothing that a terminal or page acts on or that shows nothing; longer ones end in three dots."""
    shown = "".join(one if one == " " or (one.isprintable() and not one.isspace()) else _escaped(one) for one in text[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65_536 else f"\\U{code:08x}"


def quoted(text: str, most: int = MAX_VALUE) -> str:
    """A value from a host: bare where it is plain letters of a path, name or address, else between quotation marks."""
    if text and len(text) <= most and _PLAIN.issuperset(text):
        return text
    return '"' + clean(text, most).replace('"', "''") + '"'


def titled(text: str, most: int = 240) -> str:
    """A rule's title, which holds values of a host, between quotation marks."""
    return '"' + clean(text, most).replace('"', "''") + '"'


def counted(number: int, noun: str) -> str:
    """`one file`, `eleven files`, `13 files`. noun: in the singular."""
    return f"{number_of(number)} {noun if number == 1 else plural(noun)}"


def number_of(number: int) -> str:
    """`eleven`, `13`, `1,234`."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def plural(noun: str) -> str:
    """Of the nouns that the story has."""
    if noun.endswith(("ss", "sh", "ch")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou") else f"{noun}s"


def listed(values: Sequence[str], noun: str, most: int = 3) -> str:
    """`a, b and c`; of more than `most` the first ones and how many there are further: `a, b and two further files`."""
    return joined([quoted(value) for value in values[: most + 1]], noun, most, len(values))


def joined(shown: Sequence[str], noun: str, most: int = 3, total: int = 0) -> str:
    """The same of parts that are harmless already. total: how many there are in all, where fewer are given."""
    total = max(total, len(shown))
    if total > most + 1:
        shown = [*shown[:most], counted(total - most, f"further {noun}")]
    return ", ".join(shown[:-1]) + f" and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def day(at_ns: int) -> str:
    """`24 November 2026`, in UTC."""
    moment = _moment(at_ns)
    return f"{moment.day} {moment:%B %Y}"


def hour(at_ns: int) -> str:
    """`20:16:51 UTC`."""
    return f"{_moment(at_ns):%H:%M:%S} UTC"


def stamp(at_ns: int) -> str:
    """`2026-11-24 20:16:51`, in UTC, for a table that says so."""
    return f"{_moment(at_ns):%Y-%m-%d %H:%M:%S}"


def _moment(at_ns: int) -> datetime:
    return datetime.fromtimestamp(max(min(at_ns // 1_000_000_000, _LAST), 0), UTC)


def lasting(ns: int) -> str:
    """A duration in its two largest units: `62 minutes` never, but `one hour and two minutes`; `less than a second`."""
    rest = abs(ns) // 1_000_000_000
    parts = []
    for noun, size in _UNITS:
        number, rest = divmod(rest, size)
        if number:
            parts.append(counted(number, noun))
    kept = parts[:2]
    return " and ".join(kept) if kept else "less than a second"


def begun(text: str) -> str:
    """With a capital at its beginning, for the beginning of a sentence."""
    return text[:1].upper() + text[1:]
