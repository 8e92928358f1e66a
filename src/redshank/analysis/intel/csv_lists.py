"""Tables: the column that holds indicators, named, numbered or found, and the values in it."""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from redshank.analysis.intel.list_lines import parse_value
from redshank.analysis.intel.reading import Found, Shape, Tally, lines, read_word
from redshank.analysis.intel.urls import refang

HEADS = (
    "sha256_hash", "sha256", "sha1_hash", "sha1", "md5_hash", "md5", "hash", "dst_ip", "dest_ip", "ip_address", "ipaddress", "ip",
    "address", "cidr", "network", "domain", "hostname", "host", "fqdn", "indicator", "ioc", "ioc_value", "value", "url",
)  # fmt: skip
"""What the column is usually called, the more telling names first."""
DELIMITERS = ",;\t|"
LOOKED_AT = 50
"""Lines by which delimiter and column are found."""

Row = tuple[int, str]


def read_csv(file: BinaryIO, tally: Tally, shape: Shape) -> Iterator[Found]:
    """The indicators of one column. A table whose column cannot be told is refused as a whole, in one sentence."""
    rows = lines(file, tally)
    first = list(islice(rows, LOOKED_AT))
    delimiter = max(DELIMITERS, key=lambda one: sum(text.count(one) for _, text in first))
    at, head = find_column(first, delimiter, shape.column)
    if at is None:
        tally.refuse("line 1", "no_column", first[0][1] if first else "")
        return
    for number, text in chain(first, rows):
        if number == head or not text.strip() or text.lstrip().startswith("#"):
            continue
        cells = cells_of(text, delimiter)
        if at >= len(cells):
            tally.refuse(f"line {number}", "short_row", text)
        elif (word := cells[at].strip()) and (value := read_word(word, f"line {number}", tally)):
            yield Found(value)


def find_column(rows: Sequence[Row], delimiter: str, wanted: str) -> tuple[int | None, int]:
    """(index of the column, number of the line that names the columns or 0): as wanted, else by name, else by what is in it."""
    for number, text in rows:
        names = [cell.strip().lower().lstrip("# ").strip('"') for cell in cells_of(text.lstrip("# "), delimiter)]
        if wanted and wanted.lower() in names:
            return names.index(wanted.lower()), number
        known = [name for name in HEADS if name in names]
        if known and not wanted:
            return names.index(known[0]), number
    if wanted:
        return (int(wanted) - 1 if wanted.isdecimal() and 0 < int(wanted) < 10_000 else None), 0
    return _by_content([cells_of(text, delimiter) for _, text in rows if text.strip() and not text.startswith("#")]), 0


def cells_of(text: str, delimiter: str) -> list[str]:
    """The cells of a line; a line that is no row of a table gives itself."""
    try:
        return next(csv.reader([text.rstrip("\r\n")], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return [text]


def _by_content(rows: Sequence[Sequence[str]]) -> int | None:
    good: dict[int, int] = {}
    for row in rows:
        for at, cell in enumerate(row):
            value = parse_value(refang(cell.strip()))
            if not isinstance(value, str) or value in ("url", "local"):
                good[at] = good.get(at, 0) + 1
    best = max(good, key=lambda at: (good[at], -at), default=None)
    return best if best is not None and good[best] * 2 >= len(rows) else None
