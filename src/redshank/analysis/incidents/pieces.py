"""The pieces that playbooks are made of, from `families/steps/*.yml`: content, read with bounds, each mistake with its place.

A file is a list of pieces. A command is text of the piece with {names} in it; each name is put in quoted for a shell, so that a name may
stand anywhere but inside quotes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import yaml

from redshank.analysis.incidents.traces import Kind
from redshank.core.errors import ContentError, did_you_mean
from redshank.findings.playbook import STAGES, VERBS, Stage, Verb

MAX_FILE_BYTES, MAX_FILES, MAX_PIECES, MAX_TEXT, MAX_LIST = 128 * 1024, 100, 500, 2_000, 200
MAX_EVENTS, MAX_DEPTH = 20_000, 5
KINDS: tuple[str, ...] = get_args(Kind)
NAMES = frozenset((
    "value", "values", "name", "host", "archive", "pid", "program", "executable", "package", "packages", "port", "user", "unit", "operator",
))  # fmt: skip
"""What stands in braces in a command."""
KEYS = frozenset((
    "id", "stage", "order", "verb", "of", "when", "paths", "families", "together", "title", "why", "command", "preview", "undo", "caution",
    "source",
))  # fmt: skip
_LISTS = ("of", "when", "paths", "families")
_NEEDED = ("id", "stage", "of", "title", "why", "preview")


@dataclass(frozen=True, slots=True)
class Piece:
    """What to do about one kind of trace.

    of: kinds of traces it is for, `host` for the host as such. when: kinds of traces one of which the host must have. paths: patterns
    of the trace's value or program, one of which must fit and, of those that begin with `!`, none; no pattern fits all. families: only
    where the incident is like one of them. together: one action for all traces of a host. undo: a command too, empty where there is none.
    """

    id: str
    stage: Stage
    order: int
    verb: Verb | None
    of: tuple[str, ...]
    when: tuple[str, ...]
    paths: tuple[str, ...]
    families: tuple[str, ...]
    together: bool
    title: str
    why: str
    command: str
    preview: str
    undo: str
    caution: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """What was read, in order of stage, order and id, and a line for everything that was not taken."""

    pieces: tuple[Piece, ...]
    problems: tuple[str, ...] = ()


def load_pieces(folders: Iterable[Path]) -> Pieces:
    """The pieces of all `*.yml` of folders; a folder need not be there. A later piece replaces an earlier one of the same id."""
    found: dict[str, Piece] = {}
    problems: list[str] = []
    files = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
    for path in files[:MAX_FILES]:
        pieces, wrong = read_pieces(_bytes(path), str(path))
        found |= {piece.id: piece for piece in pieces}
        problems += map(str, wrong)
    problems += [f"{path}: not read, there are more than {MAX_FILES} files" for path in files[MAX_FILES:]]
    if len(found) > MAX_PIECES:
        problems.append(f"{len(found) - MAX_PIECES} pieces left out: more than {MAX_PIECES}")
    ordered = sorted(list(found.values())[:MAX_PIECES], key=lambda piece: (STAGES.index(piece.stage), piece.order, piece.id))
    return Pieces(tuple(ordered), tuple(problems))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return f"!unreadable {error.strerror}".encode()


def read_pieces(data: bytes, path: str) -> tuple[list[Piece], list[ContentError]]:
    """The pieces of one file and what was wrong with the others; a file that is no list of maps gives none."""
    try:
        root = _compose(data, path)
    except ContentError as error:
        return [], [error]
    pieces, wrong = [], []
    for node in root.value:
        try:
            pieces.append(_piece(node, path))
        except ContentError as error:
            wrong.append(error)
    return pieces, wrong


def _compose(data: bytes, path: str) -> yaml.SequenceNode:
    if len(data) > MAX_FILE_BYTES:
        raise ContentError(f"longer than {MAX_FILE_BYTES} bytes", path, 1, 1)
    try:
        _check_harmless(data, path)
        root = yaml.compose(data, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ContentError(f"no YAML: {getattr(error, 'problem', None) or 'not in UTF-8'}", path, line, column) from error
    if not isinstance(root, yaml.SequenceNode):
        raise ContentError("a list of pieces is expected", path, 1, 1)
    return root


def _check_harmless(data: bytes, path: str) -> None:
    """No aliases, tags, depth or length that make a tree out of a few bytes; looked at before anything recursive is done."""
    depth = 0
    for count, event in enumerate(yaml.parse(data, Loader=yaml.SafeLoader)):
        mark = event.start_mark
        place = (path, mark.line + 1, mark.column + 1) if mark else (path, 1, 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise ContentError("anchors, aliases and tags are not allowed", *place)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or count > MAX_EVENTS:
            raise ContentError("too deep or too long", *place)


def _piece(node: yaml.Node, path: str) -> Piece:
    fields = _fields(node, path)
    for key in _NEEDED:
        if key not in fields:
            raise _error(node, path, f"key '{key}' is missing")
    texts = {key: _text(value, path) for key, value in fields.items() if key not in _LISTS}
    lists = {key: _texts(fields[key], path) if key in fields else () for key in _LISTS}
    for key in ("of", "when"):
        for word in lists[key]:
            _known(fields[key], path, word, KINDS)
    _known(fields["stage"], path, texts.get("stage", ""), STAGES)
    if "verb" in fields:
        _known(fields["verb"], path, texts.get("verb", ""), VERBS)
    for key in ("command", "undo"):
        _check_command(fields.get(key, node), path, texts.get(key, ""))
    order = texts.get("order", "50")
    if not (order.isascii() and order.isdecimal() and len(order) <= 4):
        raise _error(fields["order"], path, "a whole number from 0 to 9999 is expected")
    return Piece(
        id=texts["id"], stage=texts["stage"], order=int(order), verb=texts.get("verb"), **lists,  # type: ignore[arg-type]  # known words
        together=texts.get("together") == "true", title=texts["title"], why=texts["why"], command=texts.get("command", ""),
        preview=texts["preview"], undo=texts.get("undo", ""), caution=texts.get("caution", ""),
    )  # fmt: skip


def _fields(node: yaml.Node, path: str) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _error(node, path, "a piece is a map")
    fields: dict[str, yaml.Node] = {}
    for key, value in node.value:
        word = _text(key, path)
        _known(key, path, word, KEYS)
        if word in fields:
            raise _error(key, path, f"key '{word}' stands twice")
        fields[word] = value
    return fields


def _text(node: yaml.Node, path: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _error(node, path, "a text is expected")
    text = " ".join(str(node.value).split())
    if not text or len(text) > MAX_TEXT or not text.isprintable():
        raise _error(node, path, f"a printable text of 1 to {MAX_TEXT} characters is expected")
    return text


def _texts(node: yaml.Node, path: str) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        return (_text(node, path),)
    if len(node.value) > MAX_LIST:
        raise _error(node, path, f"more than {MAX_LIST} entries")
    return tuple(_text(one, path) for one in node.value)


def _known(node: yaml.Node, path: str, word: str, known: Iterable[str]) -> None:
    if word not in tuple(known):
        raise _error(node, path, f"unknown word '{word[:60]}'{did_you_mean(word[:60], known)}")


def _check_command(node: yaml.Node, path: str, command: str) -> None:
    """Names that are known, and none inside quotes or behind a backslash, where quoting them would not help."""
    quote, at = "", 0
    while at < len(command):
        character = command[at]
        if character == "{" and (name := command[at + 1 :].partition("}")[0]) and name.isidentifier():
            if name not in NAMES:
                raise _error(node, path, f"unknown name {{{name}}}{did_you_mean(name, NAMES)}")
            if quote:
                raise _error(node, path, f"{{{name}}} stands inside quotes: it is quoted when it is put in")
        elif (character in "`\\" and quote != "'") or (character == "#" and not quote):
            raise _error(node, path, f"{character} is not allowed here")
        elif character in "'\"" and quote in ("", character):
            quote = "" if quote else character
        at += 1
    if quote or "<<" in command:
        raise _error(node, path, "a quote is not closed, or a here-document begins")


def _error(node: yaml.Node, path: str, message: str) -> ContentError:
    return ContentError(message, path, node.start_mark.line + 1, node.start_mark.column + 1)
