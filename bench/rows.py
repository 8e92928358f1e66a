"""One figure beside its goal. Pure."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    key: short and stable, for notes about it. form: how figure and goal are written, as `{:.2f}`. goal: None where the
    figure is only shown. better: which side of the goal is good. detail: what else was measured. missing: why there is
    no figure.
    """

    key: str
    what: str
    figure: float | None = None
    goal: float | None = None
    form: str = "{:.2f}"
    better: Literal["low", "high"] = "low"
    detail: str = ""
    missing: str = ""

    def misses(self) -> bool:
        """True where there is a figure on the wrong side of its goal, as it is written."""
        if self.figure is None or self.goal is None:
            return False
        figure, goal = _plain(self.written(self.figure)), _plain(self.written(self.goal))
        return figure > goal if self.better == "low" else figure < goal

    def written(self, number: float | None) -> str:
        """The number in this row's form; `-` for none."""
        return "-" if number is None else self.form.format(number)

    def bound(self) -> str:
        """The goal with its direction; `-` where there is none."""
        if self.goal is None:
            return "-"
        return f"{'≤' if self.better == 'low' else '≥'} {self.written(self.goal)}"

    def verdict(self) -> str:
        """`holds`, `misses by …`, `shown` where there is no goal, `not measured`."""
        if self.figure is None:
            return "not measured"
        if self.goal is None:
            return "shown"
        return f"misses by {self.written(abs(self.figure - self.goal))}" if self.misses() else "holds"

    def note(self) -> str:
        """The detail, or why there is no figure."""
        return self.missing if self.figure is None else self.detail


def _plain(text: str) -> float:
    """A written number without its separators and unit."""
    return float(text.split(maxsplit=1)[0].replace(",", "").rstrip("%"))


def table(rows: list[Row]) -> str:
    """The rows for a terminal: columns as wide as they need, the last one free."""
    lines = [("what", "goal", "figure", "verdict", "more")]
    lines += [(row.what, row.bound(), row.written(row.figure), row.verdict(), row.note()) for row in rows]
    widths = [max(len(line[at]) for line in lines) for at in range(4)]
    return "\n".join("  ".join([*(line[at].ljust(widths[at]) for at in range(4)), line[4]]).rstrip() for line in lines)


def markdown(rows: list[Row]) -> str:
    """The same rows as a Markdown table."""
    lines = ["| what | goal | figure | verdict | more |", "|---|---|---|---|---|"]
    for row in rows:
        cells = (row.what, row.bound(), row.written(row.figure), row.verdict(), row.note())
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)
