"""A line of parts that fits a terminal: the least telling parts are cut or left out first."""

from collections.abc import Sequence
from dataclasses import dataclass

from redshank.cli.terminal import Look, Piece, cut, cut_pieces, paint, width

GAP = "  "


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line. order: 1 is shortened first, 0 never. least: columns it keeps if it is kept; 0: whole or not at all.

    from_start: it is cut at its start, because its end says more.
    """

    pieces: tuple[Piece, ...]
    order: int = 0
    least: int = 0
    from_start: bool = False

    @property
    def columns(self) -> int:
        """Columns of the whole part."""
        return sum(width(text) for text, _ in self.pieces)


def line_of(parts: Sequence[Part], look: Look) -> str:
    """The parts as one line, in at most the look's columns; parts without text take no place."""
    shown = [part for part in parts if part.columns]
    if look.columns is None:
        return GAP.join(paint(part.pieces, look) for part in shown)
    fitted = _fitted(shown, look.columns)
    pieces = [piece for part in fitted for piece in (*part, (GAP, ""))][:-1]
    return paint(cut_pieces(pieces, look.columns), look)


def _fitted(parts: list[Part], columns: int) -> list[list[Piece]]:
    """The parts shortened to their least, the least telling first; where that is not enough, they are left out in the same order."""
    while True:
        widths, over = _narrowed(parts, columns)
        droppable = sorted((part for part in parts if part.order), key=lambda part: part.order)
        if over <= 0 or len(droppable) < 2:
            return [_shortened(part, kept) for part, kept in zip(parts, widths, strict=True) if kept]
        parts = [part for part in parts if part is not droppable[0]]


def _narrowed(parts: list[Part], columns: int) -> tuple[list[int], int]:
    """Columns of each part, and how many are still too many."""
    widths = [part.columns for part in parts]
    over = sum(widths) + len(GAP) * (len(parts) - 1) - columns
    for index in sorted((i for i, part in enumerate(parts) if part.order), key=lambda i: parts[i].order):
        if over > 0:
            least = min(parts[index].least, widths[index])
            kept = max(least, widths[index] - over) if least else 0
            over -= widths[index] - kept + (0 if kept else len(GAP))
            widths[index] = kept
    return widths, over


def _shortened(part: Part, columns: int) -> list[Piece]:
    if part.from_start:
        return [(cut(text, columns, from_start=True), style) for text, style in part.pieces[:1]]
    return cut_pieces(part.pieces, columns)
