"""What one alert of an incident has to say for a sign of a malware family to be seen in it. Pure.

A map holds where all its keys do, a list where one of its maps does:

    match:
      file.path: [/usr/bin/dpkgd/*, /etc/init.d/DbSecurity*]   # one of them; * stays in a folder, ** does not
      file.type: file
      not: {process.executable: /usr/bin/dpkg}

`FIELD|contains` and `FIELD|re` test otherwise, `technique` and `rule` what the alert was judged to be, `any`, `all` and `not` join maps.
"""

from dataclasses import dataclass, field
from typing import Any

import re2

from redshank.analysis.detect.sigma.document import Entry, Map, Series, Value
from redshank.analysis.detect.sigma.head import placed_texts
from redshank.analysis.detect.sigma.patterns import compiled
from redshank.analysis.incidents.facts import FIELDS
from redshank.core.errors import did_you_mean
from redshank.events._generated.types import KEYS
from redshank.findings.incident import Member

KNOWN_FIELDS = frozenset({*(KEYS[name] for name in FIELDS if name in KEYS), "event.action", "redshank.sweep.traits"})
MAX_PATTERN = 512
_WORDS = ("rule", "technique", "any", "all", "not")
_FORMS = ("contains", "re")
_STATES = ("event.action", "event.outcome")
_ACTORS = ("process.executable", "process.thread.name", "rule", "technique")
_MERGED = (("/usr/bin/", "/usr/sbin/", "/usr/lib/", "/usr/lib64/"), ("/bin/", "/sbin/", "/lib/", "/lib64/"))


@dataclass(frozen=True, slots=True)
class FieldTest:
    """A field has a value of this form. present: what is deleted or was only tried does not count."""

    name: str
    pattern: str
    search: Any = field(compare=False, repr=False)
    present: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The alert is of one of these rules, or of one of these techniques or their parts."""

    rules: frozenset[str] = frozenset()
    techniques: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """All parts hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = FieldTest | Judged | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Seen:
    """One alert as conditions look at it. gone: it tells of something that was removed, or that was tried in vain."""

    member: Member
    values: dict[str, tuple[str, ...]]
    gone: bool


def seen_of(member: Member) -> Seen:
    """The facts of an alert by field."""
    values: dict[str, tuple[str, ...]] = {}
    for name, value in member.facts:
        values[name] = (*values.get(name, ()), value)
    actions = values.get("event.action", ())
    failed = values.get("event.outcome") == ("failure",) and all(action.startswith("file.") for action in actions)
    return Seen(member, values, bool(actions) and (failed or set(actions) <= {"file.delete", "file.attempt"}))


def holds(condition: Condition, seen: Seen) -> bool:
    """Whether the alert says what the condition asks for."""
    # Plain questions and loops: this is asked some hundred times an alert, and a match statement over classes takes twice as long.
    if isinstance(condition, FieldTest):
        if condition.present and seen.gone:
            return False
        return any(condition.search.search(text.encode("utf-8", "replace")) for text in seen.values.get(condition.name, ()))
    if isinstance(condition, AnyOf):
        return any(holds(part, seen) for part in condition.parts)
    if isinstance(condition, All):
        return all(holds(part, seen) for part in condition.parts)
    if isinstance(condition, Not):
        return not holds(condition.part, seen)
    member = seen.member
    return member.rule_id in condition.rules or any(_is_of(each, one) for each in member.techniques for one in condition.techniques)


def needs_of(condition: Condition) -> frozenset[str]:
    """Fields of which an alert must have one for the condition to hold; empty where it may hold without any. A quick way to say no."""
    if isinstance(condition, FieldTest):
        return frozenset((condition.name,))
    if isinstance(condition, AnyOf):
        parts = [needs_of(part) for part in condition.parts]
        return frozenset().union(*parts) if all(parts) else frozenset()
    if isinstance(condition, All):
        return min(filter(None, map(needs_of, condition.parts)), key=len, default=frozenset())
    return frozenset()


def _is_of(technique: str, wanted: str) -> bool:
    return technique == wanted or technique.startswith(f"{wanted}.")


def parse_condition(value: Value, around: frozenset[str] = frozenset()) -> Condition:
    """The condition a map or a list of maps stands for. around: keys of the maps it is in. Raises ContentError with the place."""
    if isinstance(value, Series) and value.items:
        return AnyOf(tuple(parse_condition(item, around) for item in value.items))
    if not isinstance(value, Map) or not value.entries:
        raise value.place.error("a match is a map such as {file.path: /tmp/x}, or a list of them")
    keys = around | {entry.key.partition("|")[0] for entry in value.entries}
    parts = tuple(_part(entry, keys) for entry in value.entries)
    return parts[0] if len(parts) == 1 else All(parts)


def _part(entry: Entry, keys: frozenset[str]) -> Condition:
    match entry.key:
        case "any":
            return parse_condition(entry.value, keys)
        case "all":
            if not isinstance(entry.value, Series):
                raise entry.value.place.error("'all' is a list of maps")
            return All(tuple(parse_condition(item, keys) for item in entry.value.items))
        case "not":
            return Not(parse_condition(entry.value, keys))
        case "rule":
            return Judged(rules=frozenset(_words(entry)))
        case "technique":
            return Judged(techniques=_words(entry))
    return _field_test(entry, keys)


def _words(entry: Entry) -> tuple[str, ...]:
    words = placed_texts(Map((entry,), entry.place), entry.key)
    if not words:
        raise entry.place.error(f"'{entry.key}' has no value")
    for word, place in words:
        if not 0 < len(word) <= MAX_PATTERN:
            raise place.error(f"a value has 1 to {MAX_PATTERN} characters")
    return tuple(word for word, _ in words)


def _field_test(entry: Entry, keys: frozenset[str]) -> Condition:
    name, bar, form = entry.key.partition("|")
    if name not in KNOWN_FIELDS:
        raise entry.place.error(f"an incident remembers no field '{name}'{did_you_mean(name, (*KNOWN_FIELDS, *_WORDS))}")
    if bar and form not in _FORMS:
        raise entry.place.error(f"unknown form '{form}'{did_you_mean(form, _FORMS)}: contains, re or none")
    if name == "process.command_line" and keys.isdisjoint(_ACTORS):
        raise entry.place.error("a command line may only name a thing: say who acts too (process.executable, technique or rule)")
    pattern = "|".join(f"(?:{_pattern(word, form)})" for word in _words(entry))
    try:
        search = compiled(f"(?s){pattern}")
    except re2.error as error:
        raise entry.value.place.error(f"no regular expression that RE2 takes: {error}") from error
    present = "file." in name and not name.startswith("log.") and keys.isdisjoint(_STATES)
    return FieldTest(name, pattern, search, present)


def _pattern(word: str, form: str) -> str:
    if form == "re":
        return word
    return str(re2.escape(word)) if form == "contains" else rf"\A{glob_body(word)}\z"


def glob_body(glob: str) -> str:
    """A glob as a pattern: ? and * stay within a folder, ** does not; /bin and /usr/bin are one place, and so are /run and /var/run."""
    for whole, short in zip(*_MERGED, strict=True):
        for start in (whole, short):
            if glob.startswith(start):
                return f"(?:/usr)?{short}" + _wild(glob.removeprefix(start))
    for start in ("/var/run/", "/run/"):
        if glob.startswith(start):
            return "(?:/var)?/run/" + _wild(glob.removeprefix(start))
    return _wild(glob)


def _wild(glob: str) -> str:
    return ".*".join("[^/]*".join("[^/]".join(map(re2.escape, one.split("?"))) for one in part.split("*")) for part in glob.split("**"))
