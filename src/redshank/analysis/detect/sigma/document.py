"""YAML from hostile hands as plain values that remember where they stood.

The text is first walked as a flat stream of parser events, so that depth, size, aliases and tags are known to be
harmless before anything recursive touches it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from redshank.core.errors import ContentError

MAX_FILE_BYTES = 1 << 20
MAX_DOCUMENTS = 1000
MAX_DEPTH = 16
MAX_NODES = 50_000
"""Values in one file; an alias counts as everything it stands for."""
MAX_ALIASES = 50
MAX_KEY = 256


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file; line and column count from 1, in characters."""

    path: str
    line: int
    column: int

    def error(self, message: str) -> ContentError:
        """An error that names this place."""
        return ContentError(message, self.path, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One plain value. text is what the file says, also where YAML made a number or a boolean of it."""

    value: str | int | float | bool | None
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Series:
    """A YAML sequence."""

    items: tuple["Value", ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a map with its value."""

    key: str
    place: Place
    value: "Value"


@dataclass(frozen=True, slots=True)
class Map:
    """A YAML mapping with text keys, in file order, each key once."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> "Value | None":
        """The value under a key, or None where the map has no such key."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


Value = Scalar | Series | Map


def read_documents(data: bytes | str, path: str) -> tuple[list[Value], list[ContentError]]:
    """The documents of one YAML file, empty ones left out, and what was wrong.

    A document that breaks a bound or the grammar ends the file; those before it are kept. A document with a
    doubled or odd key is left out alone.
    """
    documents: list[Value] = []
    errors: list[ContentError] = []
    try:
        text = _text(data, path)
        whole, end = _scan(text, path)
        nodes = _nodes(text, path, whole)
        budget = [MAX_NODES]
        for node in nodes:
            try:
                value = _convert(node, path, 0, budget)
            except ContentError as error:
                errors.append(error)
                continue
            if not (isinstance(value, Scalar) and value.value is None):
                documents.append(value)
        errors += [end] if end else []
    except ContentError as error:
        errors.append(error)
    return documents, errors


def plain(value: Value) -> object:
    """The value as Python's own dictionaries, lists and scalars."""
    if isinstance(value, Map):
        return {entry.key: plain(entry.value) for entry in value.entries}
    if isinstance(value, Series):
        return [plain(item) for item in value.items]
    return value.value


def _text(data: bytes | str, path: str) -> str:
    if len(data) > MAX_FILE_BYTES:
        raise ContentError(f"file of {len(data)} bytes is over {MAX_FILE_BYTES}", path, 1, 1)
    try:
        return data.encode().decode() if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode() if isinstance(data, bytes) else ""
        raise _at(before, path).error("file is no UTF-8 text") from error
    except UnicodeEncodeError as error:
        raise _at(error.object[: error.start], path).error("file is no UTF-8 text") from error


def _at(before: str, path: str) -> Place:
    """The place that follows a text."""
    return Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _scan(text: str, path: str) -> tuple[int, ContentError | None]:
    """How many whole documents the text begins with, and what ends them if it is not the end of the text."""
    whole = depth = nodes = aliases = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            place = _place(event.start_mark, path)
            if isinstance(event, yaml.DocumentEndEvent):
                whole += 1
            if isinstance(event, yaml.NodeEvent):
                nodes += 1
                aliases += isinstance(event, yaml.AliasEvent)
                if (tag := getattr(event, "tag", None)) is not None:
                    return whole, place.error(f"tag {tag} is not taken: write the plain value")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            for count, most, what in (
                (depth, MAX_DEPTH, "levels"),
                (nodes, MAX_NODES, "values"),
                (aliases, MAX_ALIASES, "aliases"),
                (whole, MAX_DOCUMENTS, "documents"),
            ):
                if count > most:
                    return whole, place.error(f"over {most} {what}")
    except yaml.YAMLError as error:
        return whole, _syntax_error(error, text, path)
    return whole, None


def _nodes(text: str, path: str, whole: int) -> Iterator[yaml.Node]:
    loader = yaml.CSafeLoader(text)
    try:
        for _ in range(whole):
            if not loader.check_node():
                return
            node = loader.get_node()
            if node is not None:
                yield node
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, path) from error
    finally:
        loader.dispose()


def _syntax_error(error: yaml.YAMLError, text: str, path: str) -> ContentError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return _place(mark, path).error(f"no YAML: {getattr(error, 'problem', None) or error}")
    at = getattr(error, "position", 0) or 0
    return _at(text[:at], path).error("no YAML: a character that text may not hold")


def _place(mark: Any, path: str) -> Place:
    return Place(path, mark.line + 1, mark.column + 1)


def _convert(node: yaml.Node, path: str, depth: int, budget: list[int]) -> Value:
    place = _place(node.start_mark, path)
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        raise place.error(f"over {MAX_DEPTH} levels or {MAX_NODES} values, aliases included")
    if isinstance(node, yaml.MappingNode):
        return Map(_entries(node, path, depth, budget), place)
    if isinstance(node, yaml.SequenceNode):
        return Series(tuple(_convert(item, path, depth + 1, budget) for item in node.value), place)
    return Scalar(_scalar(node), node.value, place)


def _entries(node: yaml.MappingNode, path: str, depth: int, budget: list[int]) -> tuple[Entry, ...]:
    entries: dict[str, Entry] = {}
    for key, value in node.value:
        place = _place(key.start_mark, path)
        if not isinstance(key, yaml.ScalarNode):
            raise place.error("a key must be plain text")
        if len(key.value) > MAX_KEY:
            raise place.error(f"a key of over {MAX_KEY} characters")
        if key.tag == "tag:yaml.org,2002:merge":
            raise place.error("merge keys (<<) are not taken: write the keys out")
        if key.value in entries:
            raise place.error(f"key '{key.value}' stands twice, first in line {entries[key.value].place.line}")
        entries[key.value] = Entry(key.value, place, _convert(value, path, depth + 1, budget))
    return tuple(entries.values())


def _scalar(node: yaml.Node) -> str | int | float | bool | None:
    """The value YAML 1.1 sees; what is no number, boolean or null stays text (dates too)."""
    kind = node.tag.rpartition(":")[2]
    if kind not in ("int", "float", "bool", "null"):
        return str(node.value)
    try:
        value: int | float | bool | None = yaml.constructor.SafeConstructor().construct_object(node)
    except ValueError:
        return str(node.value)
    return str(node.value) if value != value else value  # noqa: PLR0124 - not-a-number has no place in a comparison
