"""The redactor: secrets in events and texts become tokens that tell their kind, and the same secret the same token.

`«redacted:kind:8 hex»`, the digits an HMAC under a key of this host: two events with one secret can be joined, and nobody
gets from a token to its secret. A value of under eight characters could be guessed, so it gets no digits.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from typing import Any

import ahocorasick_rs

from redshank.events import Event
from redshank.events._generated.names import FIELDS
from redshank.events._generated.types import BY_NAME
from redshank.host.redact.patterns import PATTERNS, Pattern
from redshank.host.redact.plausible import is_question, is_secret
from redshank.host.redact.tools import BY_NAME as TOOLS
from redshank.host.redact.tools import secrets_of

KEPT_LINES = 4096
MAX_TEXT = 32_768
DIGITS_FROM = 8
OPEN = "«redacted:"
_WORD = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s;|&<>()"'`])+""")
_NOT_HERE = frozenset(("process_io_text", "process_ancestors", "process_args", "process_command_line", "tty_times"))
_NAMES = ("url", "parameter", "environ", "query", "env_")

Span = tuple[int, int, str]


class Redactor:
    """Takes secrets out. key: of this host, 32 bytes; who has it can test guesses against tokens."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.redacted = 0
        self._needs = sorted({need for pattern in PATTERNS for need in pattern.needs} | {f"{name} " for name in TOOLS})
        self._filter = ahocorasick_rs.AhoCorasick(self._needs)
        wanted = {need: tuple(n for n, pattern in enumerate(PATTERNS) if need in pattern.needs) for need in self._needs}
        self._patterns = [wanted[need] for need in self._needs]
        self._lines: dict[str, str] = {}
        self._fields = {name: _text_fields(kind) for name, kind in BY_NAME.items()}

    def event(self, event: Any) -> None:
        """Redact every text of `event` in place. Terminal text is not touched: its recorder looked at it, chunk after chunk."""
        if (args := event.process_args) is not None:
            self._arguments(event, args)
        for attribute in self._fields[event.event_action]:
            if (value := getattr(event, attribute)) is not None:
                changed = self.text(value) if type(value) is str else self._value(value)
                if changed is not value:
                    setattr(event, attribute, changed)

    def text(self, text: str) -> str:
        """`text` without its secrets, the same object where it has none; at most 32 KiB of characters."""
        known = self._lines.get(text)
        return known if known is not None else self._remember(text, self._apply(text, self.spans(text)))

    def arguments(self, args: Sequence[str]) -> list[str]:
        """A command's arguments without the secrets among them."""
        return _split(args, self._argument_spans(args, " ".join(args)))

    def _arguments(self, event: Event, args: list[str]) -> None:
        line = event.process_command_line if event.process_command_line is not None else " ".join(args)
        known = self._lines.get(line)
        if known is line:
            return
        joined = " ".join(args)
        spans = self._argument_spans(args, joined)
        if spans:
            event.process_args = _split(args, spans)
        redacted = self._apply(joined, spans) if line == joined else self._apply(line, self.spans(line))
        if event.process_command_line is not None:
            event.process_command_line = redacted
        if known is None:
            self._remember(line, redacted if spans or redacted is not line else line)

    def _remember(self, text: str, redacted: str) -> str:
        if len(self._lines) >= KEPT_LINES:
            self._lines.clear()
        if len(text) <= 1024:
            self._lines[text] = redacted
        return redacted

    def _value(self, value: Any) -> Any:
        """A list or a structure: the same object where nothing in it changed."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            changed = [self._value(one) for one in value]
            return changed if any(new is not old for new, old in zip(changed, value, strict=True)) else value
        if isinstance(value, dict):
            return self._value_of_dict(value)
        return value

    def _value_of_dict(self, value: dict[str, Any]) -> dict[str, Any]:
        changed = {key: self._value(one) for key, one in value.items()}
        return changed if any(changed[key] is not one for key, one in value.items()) else value

    def spans(self, text: str) -> list[Span]:
        """(start, end, token) of each secret in `text`, in order, none over another."""
        hits = self._hits(text)
        if not hits:
            return []
        found = [*self._by_pattern(text, hits), *self._by_tool(text)]
        return self._merged(text, found)

    def _hits(self, text: str) -> set[int]:
        return {hit[0] for hit in self._filter.find_matches_as_indexes(text.lower() + " ", overlapping=True)}

    def _by_pattern(self, text: str, hits: set[int]) -> Iterator[tuple[int, int, str]]:
        searched = text.encode() if text.isascii() else text  # in bytes no places have to be counted anew: half the price
        for number in sorted({number for hit in hits for number in self._patterns[hit]}):
            pattern: Pattern = PATTERNS[number]
            for match in pattern.regex.finditer(searched) if pattern.also in text else ():
                start, end = next((match.span(group) for group in pattern.groups if match.start(group) >= 0), (0, 0))
                if start < end and is_secret(text[start:end], pattern.kind) and not is_question(text[match.start() : start]):
                    yield start, end, pattern.kind

    def _by_tool(self, text: str) -> Iterator[tuple[int, int, str]]:
        places = [match.span() for match in _WORD.finditer(text)]
        words = [text[start:end] for start, end in places]
        for place, word in zip(places, words, strict=True):
            if word[0] in "\"'" and " " in word:
                yield from ((place[0] + 1 + start, place[0] + 1 + end, kind) for start, end, kind in self._by_tool(word[1:-1]))
        for index, start, end in secrets_of(words):
            begin, stop = places[index][0] + start, places[index][0] + end
            while stop - begin > 1 and text[begin] in "\"'" and text[stop - 1] == text[begin]:
                begin, stop = begin + 1, stop - 1
            if is_secret(text[begin:stop], "argument"):
                yield begin, stop, "password"

    def _argument_spans(self, args: Sequence[str], line: str) -> list[Span]:
        """Secrets in the joined arguments: as in any text, and those whose place among the arguments tells them."""
        hits = self._hits(line)
        if not hits:
            return []
        starts = _starts(args)
        exact = [
            (starts[n] + start, starts[n] + end, "password")
            for n, start, end in secrets_of(args)
            if is_secret(args[n][start:end], "argument")
        ]
        return self._merged(line, [*exact, *self._by_pattern(line, hits), *self._nested(args, starts)])

    def _nested(self, args: Sequence[str], starts: Sequence[int]) -> Iterator[tuple[int, int, str]]:
        """Commands inside one argument, as of `sh -c`."""
        for arg, start in zip(args, starts, strict=True):
            if " " in arg:
                yield from ((start + begin, start + end, kind) for begin, end, kind in self._by_tool(arg))

    def _merged(self, text: str, found: Sequence[tuple[int, int, str]]) -> list[Span]:
        spans: list[tuple[int, int, str]] = []
        for start, end, kind in sorted(found, key=lambda one: (one[0], -one[1])):
            if start >= end or _is_token(text, start, end):
                continue
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]), spans[-1][2])
            else:
                spans.append((start, end, kind))
        return [(start, end, self._token(kind, text[start:end])) for start, end, kind in spans]

    def _token(self, kind: str, value: str) -> str:
        self.redacted += 1
        if len(value) < DIGITS_FROM:
            return f"{OPEN}{kind}»"
        digest = hmac.new(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        return f"{OPEN}{kind}:{digest[:8]}»"

    def _apply(self, text: str, spans: Sequence[Span]) -> str:
        return _replace(text, spans)[:MAX_TEXT] if spans else text


def _text_fields(kind: type[Event]) -> tuple[str, ...]:
    kinds = dict(FIELDS.values())
    texts = [name for name in kind.__struct_fields__ if name not in _NOT_HERE]
    return tuple(name for name in texts if kinds.get(name) in ("text", "list") or any(word in name for word in _NAMES))


def _is_token(text: str, start: int, end: int) -> bool:
    """Whether this is, or lies in, a token of ours: what was redacted is not redacted again."""
    opened = text.rfind("«", max(0, start - 64), end)
    return opened >= 0 and text.startswith((OPEN, "«masked»"), opened) and text.find("»", opened) >= end - 1


def _starts(args: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for arg in args:
        starts.append(at)
        at += len(arg) + 1
    return starts


def _split(args: Sequence[str], spans: Sequence[Span]) -> list[str]:
    """The arguments with the spans of their joined line replaced; a secret over several leaves its token in the first."""
    if not spans:
        return list(args)
    result = []
    for arg, start in zip(args, _starts(args), strict=True):
        end = start + len(arg)
        mine = [(max(a, start) - start, min(b, end) - start, token if a >= start else "") for a, b, token in spans if a < end and b > start]
        result.append(_replace(arg, mine))
    return result


def _replace(text: str, spans: Sequence[Span]) -> str:
    parts, at = [], 0
    for start, end, token in spans:
        parts += [text[at:start], token]
        at = end
    return "".join((*parts, text[at:]))
