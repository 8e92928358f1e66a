"""A rule's condition: `selection and not 1 of filter_*`, as a tree over the names of its selections."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from redshank.analysis.detect.sigma.document import Place, Scalar
from redshank.analysis.detect.sigma.patterns import compiled, glob_pattern
from redshank.analysis.detect.sigma.tree import AllOf, AnyOf, AtLeast, Expr, Negation
from redshank.core.errors import ContentError, did_you_mean

MAX_TOKENS = 400
MAX_DEPTH = 40
KEYWORDS = ("and", "or", "not", "of", "them", "all", "any")

_STARS = re.compile(r"(\*)")
_TOKEN = re.compile(r"\s*(?:([()])|([A-Za-z0-9_*?.-]+))")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    at: int


def parse_condition(condition: Scalar, selections: Mapping[str, Expr]) -> Expr:
    """The condition with its names replaced by their selections. Raises ContentError at the word that is wrong."""
    reader = _Reader(condition, _tokens(condition), selections)
    expr = reader.alternatives(0)
    if reader.tokens[reader.at :]:
        raise reader.error("expected 'and', 'or' or the end of the condition", reader.tokens[reader.at].at)
    return expr


def _tokens(condition: Scalar) -> list[_Token]:
    text = condition.text
    tokens: list[_Token] = []
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if not found:
            at += len(text[at:]) - len(text[at:].lstrip())
            hint = ": conditions with a pipe are replaced by correlation rules" if text[at] == "|" else ""
            raise _error(condition, f"'{text[at]}' has no meaning in a condition{hint}", at)
        at = found.end()
        tokens.append(_Token(found[1] or found[2], at - len(found[1] or found[2])))
        if len(tokens) > MAX_TOKENS:
            raise _error(condition, f"condition of over {MAX_TOKENS} words", tokens[-1].at)
    return tokens


def _error(condition: Scalar, message: str, at: int) -> ContentError:
    place = condition.place
    return Place(place.path, place.line, place.column + at).error(message)


class _Reader:
    """Recursive descent: not binds closer than and, and closer than or."""

    def __init__(self, condition: Scalar, tokens: list[_Token], selections: Mapping[str, Expr]) -> None:
        self.condition, self.tokens, self.selections = condition, tokens, selections
        self.at = 0

    def error(self, message: str, at: int) -> ContentError:
        return _error(self.condition, message, at)

    def next_is(self, *words: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].text.lower() in words

    def take(self, what: str) -> _Token:
        if self.at >= len(self.tokens):
            raise self.error(f"condition ends where {what} is expected", len(self.condition.text))
        self.at += 1
        return self.tokens[self.at - 1]

    def alternatives(self, depth: int) -> Expr:
        parts = [self.conjunction(depth)]
        while self.next_is("or"):
            self.at += 1
            parts.append(self.conjunction(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def conjunction(self, depth: int) -> Expr:
        parts = [self.term(depth)]
        while self.next_is("and"):
            self.at += 1
            parts.append(self.term(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def term(self, depth: int) -> Expr:
        token = self.take("a selection")
        if depth > MAX_DEPTH:
            raise self.error(f"condition nested over {MAX_DEPTH} levels", token.at)
        if token.text.lower() == "not":
            return Negation(self.term(depth + 1))
        if token.text == "(":
            expr = self.alternatives(depth + 1)
            if not self.next_is(")"):
                raise self.error("this parenthesis is never closed", token.at)
            self.at += 1
            return expr
        if self.next_is("of"):
            return self.quantified(token)
        return self.selection(token)

    def selection(self, token: _Token) -> Expr:
        if token.text in self.selections:
            return self.selections[token.text]
        if token.text in (")", *KEYWORDS):
            raise self.error(f"'{token.text}' stands where a selection is expected", token.at)
        raise self.error(f"no selection is called '{token.text}'{did_you_mean(token.text, self.selections)}", token.at)

    def quantified(self, quantity: _Token) -> Expr:
        self.at += 1
        pattern = self.take("'them' or a name such as selection_*")
        parts = tuple(self.selections[name] for name in self.named(pattern))
        word = quantity.text.lower()
        if word == "all":
            return AllOf(parts)
        if word in ("any", "1"):
            return AnyOf(parts)
        if not word.isascii() or not word.isdigit() or word == "0":
            raise self.error(f"'{quantity.text}' of what? write all, any or a number", quantity.at)
        if int(word[:6]) > len(parts):
            raise self.error(f"{word} of {len(parts)} selections can never hold", quantity.at)
        return AtLeast(int(word), parts)

    def named(self, pattern: _Token) -> list[str]:
        """The selections a pattern means. Those that begin with an underscore count only where it does too."""
        # RE2: a pattern of many stars must not take for ever.
        shape = compiled(glob_pattern(tuple(_STARS.split("*" if pattern.text.lower() == "them" else pattern.text))))
        found = [name for name in self.selections if shape.search(name.encode())]
        if not pattern.text.startswith("_"):
            found = [name for name in found if not name.startswith("_")]
        if not found:
            raise self.error(f"no selection matches '{pattern.text}'{did_you_mean(pattern.text, self.selections)}", pattern.at)
        return found
