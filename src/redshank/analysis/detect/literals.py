"""The literals that a text must hold for a regular expression to match: what an index can be built on.

Not a second implementation of RE2: what is not understood here counts as anything, so that the answer may be weaker
than possible but never wrong. Only ASCII is taken, in small letters.
"""

import re
from dataclasses import dataclass

MAX_EXACT = 16
"""Alternatives kept apart while a part of the pattern still stands for a few exact texts."""

_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d+)(,?)(\d*)\})\??")
_GROUP = re.compile(r"\((?:\?(?:P?<\w+>|[imsU-]*:))?")
_FLAGS = re.compile(r"\(\?[imsU-]+\)")
_CLASS = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x\{[0-9A-Fa-f]*\}|x[0-9A-Fa-f]{2}|[pP]\{\^?\w*\}|[pP].|[0-7]{1,3}|.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Part:
    """exact: every text it can stand for, None if they are too many. need: texts of which one must occur, None if unknown."""

    exact: frozenset[str] | None
    need: frozenset[str] | None = None


_ANYTHING = _Part(None)
_NOTHING = _Part(frozenset([""]))


def necessary_literals(pattern: str) -> frozenset[str] | None:
    """Texts of which at least one occurs, case aside, in whatever the RE2 pattern matches; None where none is known."""
    if r"\Q" in pattern:
        return None
    try:
        reader = _Reader(pattern)
        part = reader.alternatives()
    except (ValueError, RecursionError):
        return None
    return best(_needs(part)) if reader.at == len(pattern) else None


def best(candidates: list[frozenset[str]]) -> frozenset[str] | None:
    """The candidate whose shortest text is longest; of equals the one with fewer texts."""
    usable = [each for each in candidates if each and "" not in each]
    return max(usable, key=lambda texts: (min(map(len, texts)), -len(texts)), default=None)


def _needs(part: _Part) -> list[frozenset[str]]:
    return [each for each in (part.need, part.exact) if each]


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def alternatives(self) -> _Part:
        branches = [self.concatenation()]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            branches.append(self.concatenation())
        if len(branches) == 1:
            return branches[0]
        exact: frozenset[str] | None = None
        if all(branch.exact is not None for branch in branches):
            exact = frozenset().union(*(branch.exact or () for branch in branches))
        needs = [best(_needs(branch)) for branch in branches]
        need = frozenset().union(*(each or () for each in needs)) if all(needs) else None
        return _Part(exact if exact and len(exact) <= MAX_EXACT else None, need)

    def concatenation(self) -> _Part:
        run: frozenset[str] = frozenset([""])
        candidates: list[frozenset[str]] = []
        whole = True
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self.quantified()
            if part.need:
                candidates.append(part.need)
            joined = frozenset(a + b for a in run for b in part.exact) if part.exact else None
            if joined and len(joined) <= MAX_EXACT:
                run = joined
                continue
            candidates.append(run)
            # Too many to join: what this part is by itself still must occur.
            run = part.exact if part.exact is not None else frozenset([""])
            whole = False
        candidates.append(run)
        return _Part(run if whole else None, best(candidates))

    def quantified(self) -> _Part:
        part = self.atom()
        found = _QUANTIFIER.match(self.pattern, self.at)
        if not found:
            return part
        self.at = found.end()
        word = found[0][0]
        least = int(found[1]) if found[1] else 1 if word == "+" else 0
        if least == 0:
            return _Part(part.exact | {""}) if word == "?" and part.exact is not None else _ANYTHING
        if word == "{" and least == 1 and found[3] == "1":
            return part
        return _Part(None, best(_needs(part)))

    def atom(self) -> _Part:
        character = self.pattern[self.at]
        if character == "\\":
            return self.escape()
        if character == "[":
            return self.skip(_CLASS, _ANYTHING)
        if character == "(":
            return self.group()
        self.at += 1
        if character in "^$":
            return _NOTHING
        if character in ".*+?" or not character.isascii():
            return _ANYTHING
        return _Part(frozenset([character.lower()]))

    def group(self) -> _Part:
        if found := _FLAGS.match(self.pattern, self.at):
            self.at = found.end()
            return _NOTHING
        self.skip(_GROUP, _ANYTHING)
        if self.pattern.startswith("?", self.at):
            raise ValueError("a kind of group that is not known here")
        part = self.alternatives()
        if not self.pattern.startswith(")", self.at):
            raise ValueError("a group without an end")
        self.at += 1
        return part

    def escape(self) -> _Part:
        text = self.pattern[self.at : self.at + 2]
        self.skip(_ESCAPE, _ANYTHING)
        if text in (r"\b", r"\B", r"\A", r"\z"):
            return _NOTHING
        # Escaped punctuation is itself; a letter or digit after a backslash is a class, a code or an anchor.
        return _ANYTHING if text[1:].isalnum() or not text.isascii() else _Part(frozenset([text[1:]]))

    def skip(self, shape: re.Pattern[str], part: _Part) -> _Part:
        found = shape.match(self.pattern, self.at)
        if not found:
            raise ValueError("a pattern that is not understood here")
        self.at = found.end()
        return part
