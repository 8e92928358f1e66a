"""Sigma's string values: wildcards, escapes, and what they become."""

from functools import lru_cache

import re2

from redshank.analysis.detect.sigma.tree import Glob, How, TextTest

ANY, ONE = "*", "?"
MAX_REGEX_BYTES = 4096
_REGEX_MEMORY_BYTES = 2 << 20


@lru_cache(maxsize=4096)
def parse_wildcards(text: str) -> tuple[str, ...]:
    """The value split at its wildcards: literals at even places, `*` or `?` at odd ones.

    A backslash before `*`, `?` or a backslash makes it plain; before anything else it is itself.
    """
    parts = [""]
    position = 0
    while position < len(text):
        character = text[position]
        following = text[position + 1 : position + 2]
        if character == "\\" and following and following in "*?\\":
            parts[-1] += following
            position += 2
            continue
        if character in (ANY, ONE):
            parts += [character, ""]
        else:
            parts[-1] += character
        position += 1
    return tuple(parts)


def surround(parts: tuple[str, ...], how: How) -> tuple[str, ...]:
    """The same value with a `*` in front, behind or both, as contains, startswith and endswith mean."""
    if how in ("contains", "endswith") and parts[:2] != ("", ANY):
        parts = ("", ANY, *parts)
    if how in ("contains", "startswith") and parts[-2:] != (ANY, ""):
        parts = (*parts, ANY, "")
    return parts


def text_test(parts: tuple[str, ...], cased: bool) -> TextTest | Glob:
    """The cheapest test that means the same as the wildcards."""
    parts = _squeeze(parts)
    match parts:
        case (text,):
            return TextTest("equals", text, cased)
        case (text, "*", ""):
            return TextTest("startswith", text, cased)
        case ("", "*", text):
            return TextTest("endswith", text, cased)
        case ("", "*", text, "*", ""):
            return TextTest("contains", text, cased)
    return Glob(parts, cased)


def _squeeze(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Without a `*` that directly follows another."""
    kept = [parts[0]]
    for wildcard, literal in zip(parts[1::2], parts[2::2], strict=True):
        if wildcard == ANY and kept[-1] == "" and len(kept) > 1 and kept[-2] == ANY:
            kept[-1] = literal
        else:
            kept += [wildcard, literal]
    return tuple(kept)


def glob_pattern(parts: tuple[str, ...]) -> str:
    """The RE2 pattern of a whole text with wildcards."""
    inner = [re2.escape(part) if place % 2 == 0 else {ANY: ".*", ONE: "."}[part] for place, part in enumerate(parts)]
    return r"(?s)\A" + "".join(inner) + r"\z"


@lru_cache(maxsize=8192)
def compiled(pattern: str) -> "re2._Regexp":
    """A pattern ready to search bytes of UTF-8. Raises re2.error where RE2 refuses it."""
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _REGEX_MEMORY_BYTES
    # Bytes in, bytes out: the wrapper then skips its translation of every offset into characters, half of its cost.
    return re2.compile(pattern.encode("utf-8", "replace"), options)
