"""STIX 2.1 patterns, as far as one value alone tells something bad: equality, IN and OR on addresses, names, pages and digests."""

import re
from collections.abc import Iterator

MAX_PATTERN = 64 << 10
MAX_VALUES = 10_000

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<path>[A-Za-z0-9-]+:[A-Za-z0-9_.'\-]+)|(?P<word>[A-Za-z]+)|(?P<sign>!=|[=\[\](),]))"""
)
_ESCAPE = re.compile(r"\\(.)")
_PATHS = frozenset(("ipv4-addr:value", "ipv6-addr:value", "domain-name:value", "url:value"))
_HASH = re.compile(r"file:hashes\.'?(?:MD5|SHA-?1|SHA-?256)'?\Z", re.IGNORECASE)

Token = tuple[str, str]
"""Kind and text."""


def values_of(pattern: str) -> list[str] | None:
    """The values any of which alone matches the pattern; None where the pattern says anything else.

    AND is understood only between digests: each of them names the same file by itself.
    """
    if len(pattern) > MAX_PATTERN:
        return None
    tokens = list(_tokens(pattern))
    try:
        found, at = _observations(tokens)
    except (ValueError, IndexError):
        return None
    return found if at == len(tokens) and len(found) <= MAX_VALUES else None


def _tokens(pattern: str) -> Iterator[Token]:
    at, text = 0, pattern.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            yield "?", ""
            return
        yield str(found.lastgroup), found[str(found.lastgroup)]
        at = found.end()


def _observations(tokens: list[Token]) -> tuple[list[str], int]:
    """`[…] OR […]`."""
    found, at = _observation(tokens, 0)
    while at < len(tokens):
        if tokens[at] != ("word", "OR"):
            raise ValueError
        more, at = _observation(tokens, at + 1)
        found += more
    return found, at


def _observation(tokens: list[Token], at: int) -> tuple[list[str], int]:
    at = _expect(tokens, at, "[")
    values, hashes_only, joined = [], True, set()
    while True:
        path, found, at = _comparison(tokens, at)
        values += found
        hashes_only = hashes_only and bool(_HASH.match(path))
        if tokens[at] == ("sign", "]"):
            break
        if tokens[at] not in (("word", "OR"), ("word", "AND")):
            raise ValueError
        joined.add(tokens[at][1])
        at += 1
    if "AND" in joined and not hashes_only:
        raise ValueError
    return values, at + 1


def _comparison(tokens: list[Token], at: int) -> tuple[str, list[str], int]:
    kind, path = tokens[at]
    if kind != "path" or not (path in _PATHS or _HASH.match(path)):
        raise ValueError
    operator = tokens[at + 1]
    if operator == ("sign", "=") or (operator == ("word", "ISSUBSET") and path.startswith("ipv")):
        return path, [_text(tokens[at + 2])], at + 3
    if operator != ("word", "IN"):
        raise ValueError
    values, at = [], _expect(tokens, at + 2, "(")
    while True:
        values.append(_text(tokens[at]))
        at += 1
        if tokens[at] == ("sign", ")"):
            return path, values, at + 1
        at = _expect(tokens, at, ",")


def _text(token: Token) -> str:
    if token[0] != "text":
        raise ValueError
    return _ESCAPE.sub(r"\1", token[1][1:-1])


def _expect(tokens: list[Token], at: int, sign: str) -> int:
    if tokens[at] != ("sign", sign):
        raise ValueError
    return at + 1
