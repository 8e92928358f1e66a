"""Text for a terminal: hostile strings made harmless, styles, and lines cut to a width."""

import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Literal

Style = Literal["", "red", "yellow", "bold", "dim", "mark"]
Piece = tuple[str, Style]
"""A text that is already visible, and how it looks."""

_CODES: dict[Style, str] = {"red": "1;31", "yellow": "33", "bold": "1", "dim": "2", "mark": "4;1"}
_COLOURS = frozenset(("red", "yellow"))
_RESET = "\x1b[0m"
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters by Unicode's word that show nothing at all."""

MAX_MARKS = 2
"""Combining marks in a row that are let through; a pile of them paints over the lines around."""

MIN_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class Look:
    """How lines go out. columns: width of the terminal, None for no bound. styled: bold and underline. coloured: colours too."""

    columns: int | None = None
    styled: bool = False
    coloured: bool = False


def look_of(stream: IO[str], environment: Mapping[str, str]) -> Look:
    """How lines look on this stream now: plain and whole in a file or pipe; NO_COLOR and TERM=dumb are honoured."""
    try:
        if not stream.isatty():
            return Look()
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # closed, or no terminal after all
        return Look()
    styled = environment.get("TERM", "dumb") != "dumb"
    coloured = styled and not environment.get("NO_COLOR")
    return Look(max(columns, MIN_COLUMNS) if columns else None, styled, coloured)


def visible(text: str) -> str:
    """The text with nothing in it that a terminal acts on or that shows nothing.

    Control characters, line ends, direction marks, zero-width and unassigned characters become backslash escapes.
    """
    if text.isprintable() and text.isascii():
        return text
    shown: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        plain = character.isprintable() and character not in _BLANK_LETTERS and marks <= MAX_MARKS
        shown.append(character if plain else escaped(character))
    return "".join(shown)


def escaped(character: str) -> str:
    r"""A character as Python and most tools write it: `\x1b`, `\u202e`, `\U000e0041`."""
    code = ord(character)
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """Columns a visible text takes: wide letters two, combining marks none."""
    return len(text) if text.isascii() else sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, columns: int, from_start: bool = False) -> str:
    """The text in at most so many columns, with `…` where something was cut, at its end or its start."""
    if width(text) <= columns:
        return text
    if columns <= 0:
        return ""
    if text.isspace():
        return text[:columns]
    room, kept = columns - 1, []
    for character in reversed(text) if from_start else text:
        room -= _columns(character)
        if room < 0:
            break
        kept.append(character)
    return "…" + "".join(reversed(kept)) if from_start else "".join(kept) + "…"


def cut_pieces(pieces: Iterable[Piece], columns: int) -> list[Piece]:
    """The pieces in at most so many columns together, cut at the end."""
    kept: list[Piece] = []
    for text, style in pieces:
        taken = cut(text, columns)
        if taken:
            kept.append((taken, style))
        columns -= width(taken)
        if taken != text:
            break
    return kept


def paint(pieces: Iterable[Piece], look: Look) -> str:
    """The pieces as one string, with the escape sequences of their styles where the look has any."""
    return "".join(f"\x1b[{_CODES[style]}m{text}{_RESET}" if _shows(style, look) else text for text, style in pieces)


def _shows(style: Style, look: Look) -> bool:
    return look.styled and style != "" and (look.coloured or style not in _COLOURS)
