"""The line above the alerts, `severity:1 host:web-01 -rule:"pkg install" shell`, read and written.

A word without a key is looked for in title, rule, host, user and program. `-` before a word leaves out what it means. A
value with blanks stands in double quotes, in which `\\"` and `\\\\` are one character. Words of different keys all have to
hold, and words without a key all have to occur; of words with one key, one is enough (`host:a host:b`, `severity:1,2`).
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from redshank.core.errors import RedshankError
from redshank.server.store.control.alert_filter import AlertFilter, Terms

MAX_LENGTH = 1000
MAX_TERMS = 32
FREE = ""
"""The key of a word that has none."""
SEVERITIES = ("1", "2", "3")
STATES = ("open", "acknowledged", "dismissed")
TRUTH = ("true", "false")
KEYS: dict[str, tuple[str, ...]] = {
    "severity": SEVERITIES,
    "state": STATES,
    "simulated": TRUTH,
    "host": (),
    "user": (),
    "rule": (),
    "process": (),
    "technique": (),
    "tactic": (),
    "assignee": (),
    "id": (),
}
"""Every key, with its possible values where they are a closed list."""
ALIASES = {"status": "state", "sev": "severity"}


class QueryError(RedshankError):
    """A query that cannot be read. offset, length: the wrong part of it, in characters. suggestion: what was meant perhaps."""

    def __init__(self, message: str, offset: int, length: int, suggestion: str | None = None) -> None:
        self.message, self.offset, self.length, self.suggestion = message, offset, length, suggestion
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query. key: one of KEYS, or FREE."""

    key: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as it stands in the line. key: "" where it has none. value_at: where its value begins."""

    offset: int
    end: int
    negated: bool
    key: str
    value: str
    value_at: int


def parse(text: str) -> tuple[Term, ...]:
    """The words of a query in order, each once. Raises QueryError, and nothing else, whatever the text is."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"a query has at most {MAX_LENGTH} characters", MAX_LENGTH, len(text) - MAX_LENGTH)
    terms: dict[Term, None] = {}
    for token in _tokens(text):
        terms |= dict.fromkeys(_terms(token))
        if len(terms) > MAX_TERMS:
            raise QueryError(f"a query has at most {MAX_TERMS} words", token.offset, token.end - token.offset)
    return tuple(terms)


def render(terms: tuple[Term, ...]) -> str:
    """The line of these words; `parse` of it gives them again."""
    return " ".join(_written(term) for term in terms)


def _written(term: Term) -> str:
    value = term.value
    plain = value and not any(character.isspace() or character in '"\\' for character in value)
    if plain and term.key == FREE:
        # A bare word that would read as a key or a left-out word needs its quotes.
        plain = ":" not in value and not value.startswith("-")
    if not plain:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        value = f'"{escaped}"'
    return f"{'-' if term.negated else ''}{term.key}{':' if term.key != FREE else ''}{value}"


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token = _token(text, at)
        yield token
        at = token.end


def _token(text: str, offset: int) -> _Token:
    at = offset
    negated = text[at] == "-"
    at += negated
    key, value_at = _key(text, at)
    value, end = _value(text, value_at)
    if not value and text[value_at : value_at + 1] != '"':
        what = f"'{key}:' has no value" if key else "nothing stands behind '-'"
        raise QueryError(what, offset, max(1, end - offset))
    return _Token(offset, end, negated, key, value, value_at)


def _key(text: str, at: int) -> tuple[str, int]:
    """The key that begins here and where its value begins; no key where no colon comes before a blank or quote."""
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in '":':
        end += 1
    if end < len(text) and text[end] == ":" and end > at:
        return text[at:end], end + 1
    return "", at


def _value(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] == '"':
        return _quoted(text, at)
    end = at
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[at:end], end


def _quoted(text: str, at: int) -> tuple[str, int]:
    value, end = [], at + 1
    while end < len(text) and text[end] != '"':
        if text[end] == "\\" and end + 1 < len(text):
            end += 1
        value.append(text[end])
        end += 1
    if end >= len(text):
        raise QueryError("a quote is opened and not closed", at, len(text) - at)
    end += 1
    if end < len(text) and not text[end].isspace():
        raise QueryError("a blank is missing after a closing quote", end, 1)
    return "".join(value), end


def _terms(token: _Token) -> Iterator[Term]:
    """The terms of a word: more than one where a closed list's values stand with commas between them, `severity:1,2`."""
    if not token.key:
        yield Term(FREE, token.value, token.negated)
        return
    key = _known_key(token)
    if not KEYS[key]:
        yield Term(key, token.value, token.negated)
        return
    at = token.value_at
    for value in token.value.split(","):
        yield Term(key, _choice(key, value, at), token.negated)
        at += len(value) + 1


def _known_key(token: _Token) -> str:
    key = token.key.lower()
    key = ALIASES.get(key, key)
    if key in KEYS:
        return key
    meant = _nearest(key, KEYS)
    hint = f"did you mean '{meant}'?" if meant else f"known are {', '.join(KEYS)}"
    raise QueryError(f"unknown key '{token.key}' ({hint})", token.offset + token.negated, len(token.key), meant)


def _choice(key: str, value: str, at: int) -> str:
    choices = KEYS[key]
    if value.lower() in choices:
        return value.lower()
    meant = _nearest(value.lower(), choices)
    raise QueryError(f"'{key}' is one of {', '.join(choices)}, not '{value}'", at, max(1, len(value)), meant)


def _nearest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def filter_of(terms: Iterable[Term]) -> AlertFilter:
    """What a query asks the control store for."""
    terms = tuple(terms)
    simulated = {(term.value == "true") != term.negated for term in terms if term.key == "simulated"}
    return AlertFilter(
        where=_asked(term for term in terms if not term.negated),
        without=_asked(term for term in terms if term.negated),
        simulated=simulated.pop() if len(simulated) == 1 else None,
    )


def _asked(terms: Iterable[Term]) -> Terms:
    by_key: dict[str, list[str]] = {}
    for term in terms:
        by_key.setdefault(term.key, []).append(term.value)

    def of(key: str) -> tuple[str, ...]:
        return tuple(by_key.get(key, ()))

    return Terms(
        severities=tuple(map(int, of("severity"))),
        states=of("state"),
        hosts=of("host"),
        users=of("user"),
        rules=of("rule"),
        processes=of("process"),
        techniques=of("technique"),
        tactics=of("tactic"),
        assignees=of("assignee"),
        ids=of("id"),
        words=of(FREE),
    )
