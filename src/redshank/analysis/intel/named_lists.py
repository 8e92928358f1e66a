"""Named lists for rules: programs, names and accounts that a rule looks up with `expand`, kept as data and not in conditions."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import re2

from redshank.core.errors import ContentError

MAX_FILE_BYTES = 1 << 20
MAX_ANSWERS, MAX_VALUE = 2048, 200
"""Answers of a list that are kept, and of what length a value is."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
"""What a list's file may be called, so that every list has a placeholder rules can write."""


class _Answers(dict[str, str | None]):
    """Answers given before: rules ask of the same programs over and over. Bounded, since values come from hostile hands."""

    def __init__(self, answer: Callable[[str], str | None]) -> None:
        super().__init__()
        self.answer = answer

    def __missing__(self, value: str) -> str | None:
        found = self.answer(value)
        if len(value) <= MAX_VALUE:
            if len(self) >= MAX_ANSWERS:
                self.clear()
            self[value] = found
        return found


@dataclass(frozen=True, slots=True)
class NamedList:
    """Values a rule may look up: whole, in the case as written; patterns: `*` within one path part, `**` across parts."""

    name: str
    exact: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    _beginnings: tuple[str, ...] = field(default=(), repr=False, compare=False)
    _pattern: Any = field(default=None, repr=False, compare=False)
    lookup: Callable[[str], str | None] = field(init=False, repr=False, compare=False)
    """The name of this list where it holds the value, else None."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lookup", _Answers(self._find).__getitem__)

    def _find(self, value: str) -> str | None:
        if value in self.exact or (value.startswith(self._beginnings) and self._pattern.fullmatch(value)):
            return self.name
        return None

    def __len__(self) -> int:
        return len(self.exact) + len(self.patterns)


def named_list(name: str, values: Iterable[str]) -> NamedList:
    """The list of these values; those with a `*` are patterns."""
    unique = sorted(set(values))
    patterns = tuple(value for value in unique if "*" in value)
    compiled = re2.compile("|".join(_regex(pattern) for pattern in patterns)) if patterns else None
    beginnings = tuple({pattern.partition("*")[0] for pattern in patterns})
    return NamedList(name, frozenset(unique) - frozenset(patterns), patterns, beginnings, compiled)


def load_named_lists(folders: Sequence[Path]) -> dict[str, NamedList]:
    """The lists of every `NAME.txt` in the folders, by name; a file of the same name in a later folder adds to it.

    One value a line, `#` begins a comment. Raises ContentError (file:line) where a file cannot be read, is too
    large or has a name no rule could write. A folder that does not exist has no lists.
    """
    values: dict[str, list[str]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.txt")):
            if not NAME.match(path.stem):
                raise ContentError("a list is named with small letters, digits and _, so that a rule can write %name%", str(path), 1, 1)
            values.setdefault(path.stem, []).extend(_values(path))
    return {name: named_list(name, found) for name, found in values.items()}


def _values(path: Path) -> list[str]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ContentError(f"cannot be read: {error.strerror or error}", str(path), 1, 1) from error
    if len(raw) > MAX_FILE_BYTES:
        raise ContentError(f"{len(raw)} bytes, more than the {MAX_FILE_BYTES} a named list may have", str(path), 1, 1)
    lines = (line.split("#", 1)[0].strip() for line in raw.decode("utf-8", "replace").splitlines())
    return [line for line in lines if line]


def _regex(pattern: str) -> str:
    parts = re.split(r"(\*+)", pattern)
    return "".join("(?s:.*)" if part.startswith("**") else "[^/]*" if part == "*" else re2.escape(part) for part in parts)
