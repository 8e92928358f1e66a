"""Under which key a rule is filed, so that only events that have it run the rule.

A key is a necessary condition: what has not the key cannot match. It is looked for in the parts that must all hold; a
part with alternatives gives a key only if each of them does; a negation gives none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from redshank.analysis.detect.literals import best, necessary_literals
from redshank.analysis.detect.sigma.tree import AllOf, Attribute, Expr, Glob, Item, Matcher, Negation, Number, Regex, TextTest

TEXT_FIELDS: dict[str, tuple[str, ...]] = {
    "process.exec": ("process_command_line", "process_executable"),
    **{f"file.{act}": ("file_path", "process_executable") for act in ("open", "create", "modify", "delete", "rename", "attrib", "xattr")},
    **dict.fromkeys(("log.line", "session.login", "session.login_failed", "session.logout"), ("message",)),
    "log.web": ("message", "url_path", "url_query", "user_agent_original"),
}
"""Event type to the fields whose texts go through the automaton of literals, one after the other."""

NAME_FIELDS = ("process_executable", "process_parent_executable")
"""Paths whose last part is a key."""

VALUE_FIELDS: tuple[tuple[str, int], ...] = (
    ("destination_port", -1), ("source_port", -1), ("process_args", 0), ("syscall_name", -1), ("module_operation", -1),
    ("log_syslog_appname", -1), ("login_service", -1), ("stdin_kind", -1), ("environment_changes", -1), ("bpf_operation", -1),
    ("ptrace_operation", -1), ("mount_operation", -1), ("namespace_operation", -1), ("package_state", -1),
)  # fmt: skip
"""Fields, and which element of a list, whose whole value is a key."""
NUMBER_FIELDS = ("destination_port", "source_port")
"""Those of them that hold numbers."""

MIN_LITERAL = 3
WORTH_LITERAL = 5
"""Shorter ones are met so often that they are not worth looking for where a rule is spared by another field."""
_NAME_WORTH = 6
"""A name is worth as much as a literal of so many characters."""
_EVERYWHERE = (
    "/usr/bin/ /usr/sbin/ /usr/local/bin/ /usr/lib/ /usr/share/ /bin/sh -c /bin/bash -c /etc/ /var/lib/ /var/log/ /home/ /root/ /proc/"
)
"""Texts that so many events have that a literal from here is hardly a key."""


@dataclass(frozen=True, slots=True)
class Key:
    """kind: text, name or value; attribute and index: of which field; values: of which an event must have one."""

    kind: str
    attribute: str
    values: frozenset[Any]
    index: int = -1


def choose_key(tree: Expr, event_type: str) -> Key | None:
    """The key that fewest events have, by guess; None where the rule must look at every event of its type."""
    found: list[tuple[int, Key]] = []
    fields = TEXT_FIELDS.get(event_type, ())
    literals = _necessary(tree, _Finder(frozenset((field, -1) for field in fields), _literals))
    if literals and _rare(literals):
        found.append((min(map(len, literals)), Key("text", fields[0], literals)))
    for attribute in NAME_FIELDS:
        if values := _necessary(tree, _Finder(frozenset([(attribute, -1)]), _base_names)):
            found.append((_NAME_WORTH, Key("name", attribute, values)))
    for field in VALUE_FIELDS:
        if values := _necessary(tree, _Finder(frozenset([field]), _whole_values)):
            found.append((_NAME_WORTH, Key("value", field[0], values, field[1])))
    return max(found, key=lambda each: each[0])[1] if found else None


def text_key(tree: Expr, event_type: str, spared: bool) -> Key | None:
    """The literals of which the main text of an event must hold one. spared: the condition is also looked up by another field.

    The texts that are not the first count only where nothing else spares the rule.
    """
    fields = TEXT_FIELDS.get(event_type, ())
    for several in (fields[:1], () if spared else fields[1:]):
        literals = _necessary(tree, _Finder(frozenset((field, -1) for field in (*fields[:1], *several)), _literals)) if several else None
        if literals and _rare(literals) and (not spared or min(map(len, literals)) >= WORTH_LITERAL):
            return Key("text", fields[0] if several == fields[:1] else "", literals)
    return None


def _rare(literals: frozenset[str]) -> bool:
    """True where each is long enough to be rare, and none is what most events have: then the index would only cost."""
    return all(len(literal) >= MIN_LITERAL and literal not in _EVERYWHERE for literal in literals)


def fold(text: str) -> str:
    """Small letters for the index: also the long s, which RE2 takes for an s where case is ignored."""
    return text.lower().replace("\N{LATIN SMALL LETTER LONG S}", "s")


@dataclass(frozen=True, slots=True)
class _Finder:
    """What kind of key is looked for: in which fields, and what one matcher needs."""

    fields: frozenset[tuple[str, int]]
    of_matcher: Callable[[Matcher], frozenset[Any] | None]

    def item(self, item: Item) -> frozenset[Any] | None:
        """What one clause needs, None where nothing."""
        if not all(isinstance(source, Attribute) and (source.attribute, source.index) in self.fields for source in item.sources):
            return None
        tests = [_union([self.of_matcher(matcher) for matcher in test.matchers]) for test in item.tests]
        return _rarest(each for each in tests if each) if item.every else _union(tests)


def _necessary(expr: Expr, finder: _Finder) -> frozenset[Any] | None:
    if isinstance(expr, Item):
        return finder.item(expr)
    if isinstance(expr, Negation):
        return None
    parts = [_necessary(part, finder) for part in expr.parts]
    return _rarest(part for part in parts if part) if isinstance(expr, AllOf) else _union(parts)


def _union(parts: list[frozenset[Any] | None]) -> frozenset[Any] | None:
    """All values together, where every part has some; else None."""
    found: frozenset[Any] = frozenset()
    for part in parts:
        if not part:
            return None
        found |= part
    return found or None


def _rarest(candidates: Iterable[frozenset[Any]]) -> frozenset[Any] | None:
    candidates = list(candidates)
    if all(isinstance(value, str) for each in candidates for value in each):
        return best(candidates)
    return min(candidates, key=len, default=None)


def _literals(matcher: Matcher) -> frozenset[str] | None:
    if isinstance(matcher, Regex):
        return necessary_literals(matcher.pattern)
    if isinstance(matcher, TextTest):
        texts = [matcher.text]
    elif isinstance(matcher, Glob):
        texts = list(matcher.parts[::2])
    else:
        return None
    # A cased literal is looked for in small letters; beyond ASCII that can depend on the letters around it.
    texts = [fold(text) for text in texts if not matcher.cased or text.isascii()]
    longest = max(texts, key=len, default="")
    return frozenset([longest]) if longest else None


def _base_names(matcher: Matcher) -> frozenset[str] | None:
    if isinstance(matcher, TextTest) and matcher.how in ("equals", "endswith"):
        text = matcher.text
    elif isinstance(matcher, Glob):
        text = matcher.parts[-1]
    else:
        return None
    name = text.rpartition("/")[2].lower()
    return frozenset([name]) if "/" in text and name and text.isascii() else None


def _whole_values(matcher: Matcher) -> frozenset[Any] | None:
    if isinstance(matcher, Number):
        return frozenset([matcher.value])
    if isinstance(matcher, TextTest) and matcher.how == "equals" and matcher.text.isascii():
        return frozenset([matcher.text.lower()])
    return None
