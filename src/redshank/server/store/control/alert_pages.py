"""Alerts page by page in an order: a page begins behind the last alert of the one before, however deep it lies.

An order is a text such as `severity,-last`: keys with a comma between them, `-` for the other way round. The number of an
alert ends every order, so that no two alerts are equal in it. A cursor is the values of the last alert, in text.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, select

from redshank.core.errors import InputError, did_you_mean
from redshank.server.store.control.alert_filter import AlertFilter, conditions
from redshank.server.store.control.alert_rows import COLUMNS, AlertRow, row_of
from redshank.server.store.control.tables import alerts

WORST_FIRST = "severity,-last"
MAX_LIMIT = 5_000
MAX_CURSOR = 512

_KEYS: dict[str, Column[int]] = {
    "severity": alerts.c.severity,
    "last": alerts.c.last_seen,
    "first": alerts.c.first_seen,
    "count": alerts.c.count,
    "number": alerts.c.number,
}
_ATTRIBUTES = {"last": "last_seen", "first": "first_seen"}


@dataclass(frozen=True, slots=True)
class Page:
    """Alerts in order. next: what to begin the next page with, None at the end."""

    rows: tuple[AlertRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    down: bool

    @property
    def column(self) -> Column[int]:
        return _KEYS[self.name]

    def order(self) -> ColumnElement[int]:
        return self.column.desc() if self.down else self.column.asc()

    def beyond(self, value: int) -> ColumnElement[bool]:
        return self.column < value if self.down else self.column > value


def page(c: Connection, wanted: AlertFilter, sort: str = WORST_FIRST, after: str | None = None, limit: int = 100) -> Page:
    """The alerts that follow the cursor `after`. Raises InputError of kind `sort` or `cursor` where either cannot be read."""
    keys = _parse(sort)
    limit = min(max(limit, 1), MAX_LIMIT)
    chosen = select(*COLUMNS).where(*conditions(c, wanted)).order_by(*(key.order() for key in keys))
    rows: list[AlertRow] = []
    for part in _behind(keys, _decode(sort, keys, after) if after else None):
        # One more than is asked for tells whether there is a next page.
        rows += [row_of(row) for row in c.execute(chosen.where(*part).limit(limit + 1 - len(rows)))]
        if len(rows) > limit:
            return Page(tuple(rows[:limit]), _encode(sort, keys, rows[limit - 1]))
    return Page(tuple(rows), None)


def _behind(keys: Sequence[_Key], values: Sequence[int] | None) -> list[list[ColumnElement[bool]]]:
    """What lies behind these values, as ranges that follow each other in order: each is one range of an index.

    Behind (1, 50) lie first those with 1 and then beyond 50, then those beyond 1.
    """
    if values is None:
        return [[]]
    return [
        [key.column == value for key, value in zip(keys[:at], values[:at], strict=True)] + [keys[at].beyond(values[at])]
        for at in reversed(range(len(keys)))
    ]


def _parse(sort: str) -> list[_Key]:
    keys: list[_Key] = []
    for part in sort.split(","):
        name = part.removeprefix("-")
        if name not in _KEYS or name in [key.name for key in keys]:
            known = f"known are {', '.join(_KEYS)}"
            raise InputError(f"alerts cannot be sorted by '{name}'{did_you_mean(name, _KEYS) or f' ({known})'}", "sort")
        keys.append(_Key(name, part.startswith("-")))
    return keys if keys[-1].name == "number" else [*keys, _Key("number", keys[-1].down)]


def _encode(sort: str, keys: Sequence[_Key], row: AlertRow) -> str:
    values = [getattr(row, _ATTRIBUTES.get(key.name, key.name)) for key in keys]
    return base64.urlsafe_b64encode(msgspec.json.encode([sort, *values])).decode().rstrip("=")


def _decode(sort: str, keys: Sequence[_Key], cursor: str) -> list[int]:
    try:
        if len(cursor) > MAX_CURSOR:
            raise ValueError("too long")
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        of, *values = msgspec.json.decode(raw, type=list[Any])
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise InputError("no cursor of ours: begin at the first page", "cursor") from error
    whole = all(type(value) is int and abs(value) < 1 << 63 for value in values)
    if of != sort or len(values) != len(keys) or not whole:
        raise InputError("a cursor of another order: begin at the first page", "cursor")
    return values
