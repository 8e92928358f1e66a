"""Conditions as Python source. Only from a checked tree: literals go in by `repr`, everything else by a name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ahocorasick_rs import AhoCorasick

from redshank.analysis.detect import match
from redshank.analysis.detect.literals import necessary_literals
from redshank.analysis.detect.sigma.patterns import compiled, glob_pattern
from redshank.analysis.detect.sigma.tree import (
    AllOf,
    AnyOf,
    AtLeast,
    Attribute,
    Compare,
    Exists,
    Expr,
    Fixed,
    Glob,
    InList,
    Item,
    Matcher,
    Negation,
    Network,
    Number,
    Regex,
    SameAs,
    Source,
    TextTest,
    Truth,
)

MANY_LITERALS = 40
"""From so many alternatives of `contains` on, an automaton looks for them."""

MAX_STAGES = 16
"""Conditions one below the other; Python takes no more than a hundred."""
MAX_FIRST = 8
"""So many literals at most are looked for before a pattern is searched."""

_OPERATORS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
_ENCODED = "{}.encode('utf-8', 'replace')"


@dataclass(slots=True)
class Scope:
    """The body of one function: what it loads from the event, and the constants it names.

    given: attribute to the variable that already holds its text in small letters.
    """

    names: dict[str, Any]
    given: dict[str, str] = field(default_factory=dict)
    loads: dict[str, str] = field(default_factory=dict)

    def constant(self, value: Any) -> str:
        """The name of a constant in the globals of the function."""
        name = f"C{len(self.names)}"
        self.names[name] = value
        return name

    def load(self, name: str, code: str) -> str:
        """A local variable, set once."""
        self.loads.setdefault(name, code)
        return name

    def raw(self, source: Attribute) -> str:
        """The variable with a field's value, None where it is absent."""
        name = f"v_{source.attribute}" + (f"_{source.index}" if source.index >= 0 else "")
        whole = f"e.{source.attribute}"
        if source.index >= 0:
            return self.load(name, f"w[{source.index}] if (w := {whole}) is not None and len(w) > {source.index} else None")
        if source.attribute == "process_ancestors":
            return self.load(name, f"None if (w := {whole}) is None else executables(w)")
        return self.load(name, whole)

    def text(self, source: Attribute) -> str:
        """The variable with a field's text as it is, empty where it is absent."""
        raw = self.raw(source)
        shown = raw if source.kind in ("text", "address") else f"as_text({raw})"
        return self.load(f"t{raw[1:]}", f"'' if {raw} is None else {shown}")

    def lower(self, source: Attribute) -> str:
        """The variable with a field's text in small letters, empty where it is absent."""
        if source.index < 0 and source.attribute in self.given:
            return self.given[source.attribute]
        text = self.text(source) if source.kind not in ("text", "address") else self.raw(source)
        name = f"l_{source.attribute}" + (f"_{source.index}" if source.index >= 0 else "")
        return self.load(name, f"{text}.lower()" if text[0] == "t" else f"'' if {text} is None else {text}.lower()")

    def lines(self) -> list[str]:
        """The assignments, in the order they depend on one another."""
        return [f"{name} = {code}" for name, code in self.loads.items()]


GLOBALS: dict[str, Any] = {
    "as_text": match.as_text, "matches": match.matches, "parse_address": match.parse_address,
}  # fmt: skip
"""What generated functions may call; besides, `executables` and `small` of a memory of the last ancestors."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A condition with the assignments it needs. code: one line, since every literal goes in by `repr`."""

    loads: tuple[str, ...]
    code: str


def staged(tree: Expr, names: dict[str, Any], given: dict[str, str]) -> list[Stage]:
    """The tree as conditions of which all must hold, to be tried in order: what needs no load, then the others from cheap to dear.

    What a condition loads is loaded only where those before it hold.
    """
    parts: list[tuple[Scope, str]] = []
    for part in sorted(_flat(AllOf, (tree,)), key=cost):
        scope = Scope(names, given)
        parts.append((scope, condition(part, scope)))
    found: list[Stage] = []
    loaded: set[str] = set()
    for scope, code in sorted(parts, key=lambda part: bool(part[0].loads)):
        if code == "True":
            continue
        fresh = tuple(line for line in scope.lines() if line not in loaded)
        loaded.update(fresh)
        if found and (not fresh or len(found) == MAX_STAGES):
            found[-1] = Stage((*found[-1].loads, *fresh), f"{found[-1].code} and {code}" if code != found[-1].code else code)
        else:
            found.append(Stage(fresh, code))
    return found


def condition(expr: Expr, scope: Scope) -> str:
    """A Python expression that is true exactly where the tree holds."""
    match expr:
        case Item():
            return _item(expr, scope)
        case Negation(part):
            inner = condition(part, scope)
            return {"True": "False", "False": "True"}.get(inner, f"not {inner}")
        case AllOf(parts):
            return _joined("and", [condition(part, scope) for part in sorted(_flat(AllOf, parts), key=cost)])
        case AnyOf(parts):
            return _joined("or", [condition(part, scope) for part in sorted(_flat(AnyOf, parts), key=cost)])
        case AtLeast(count, parts):
            terms = "".join(f"bool({condition(part, scope)}), " for part in parts)
            return f"sum(({terms})) >= {count}"


def cost(expr: Expr) -> int:
    """How dear a part is to try, so that cheap ones go first."""
    if isinstance(expr, Negation):
        return cost(expr.part)
    if not isinstance(expr, Item):
        return max(map(cost, expr.parts), default=0)
    matchers = [matcher for test in expr.tests for matcher in test.matchers]
    if any(isinstance(source, Attribute) and source.attribute == "process_ancestors" for source in expr.sources):
        return 4  # a list of a dozen programs, read from as many maps
    if any(isinstance(matcher, Regex | Glob | InList) for matcher in matchers):
        return 3
    several = len(expr.sources) > 1 or any(isinstance(s, Attribute) and s.kind == "texts" for s in expr.sources)
    return 2 if several else 1 if any(isinstance(m, TextTest) and m.how == "contains" for m in matchers) else 0


def _flat(kind: type[AllOf] | type[AnyOf], parts: Iterable[Expr]) -> list[Expr]:
    found: list[Expr] = []
    for part in parts:
        found += _flat(kind, part.parts) if isinstance(part, AllOf | AnyOf) and isinstance(part, kind) else [part]
    return found


def _joined(word: str, terms: list[str]) -> str:
    """The terms under `and` or `or`, without those that are always so."""
    neutral, deciding = ("True", "False") if word == "and" else ("False", "True")
    kept = [term for term in dict.fromkeys(terms) if term != neutral]
    if deciding in kept:
        return deciding
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else f"({f' {word} '.join(kept)})"


def _item(item: Item, scope: Scope) -> str:
    if item.every:
        return _joined("and", [_any(item.sources, test.matchers, scope) for test in item.tests])
    return _any(item.sources, tuple(matcher for test in item.tests for matcher in test.matchers), scope)


def _any(sources: Iterable[Source], matchers: tuple[Matcher, ...], scope: Scope) -> str:
    return _joined("or", [term for source in sources for term in _terms(source, matchers, scope)])


def _terms(source: Source, matchers: tuple[Matcher, ...], scope: Scope) -> list[str]:
    if isinstance(source, Fixed):
        return [term for matcher in matchers for term in _of_fixed(source, matcher, scope)]
    presence = [f"{scope.raw(source)} is {'not ' if m.wanted else ''}None" for m in matchers if isinstance(m, Exists)]
    rest = tuple(m for m in matchers if not isinstance(m, Exists))
    if source.kind == "texts" and rest:
        return presence + _of_elements(source, rest, scope)
    return presence + _of_value(source, rest, scope)


def _of_fixed(source: Fixed, matcher: Matcher, scope: Scope) -> list[str]:
    """A test on what is the same for every event of the type: known now, unless it asks a list or another field."""
    values = list(source.values) or None
    if isinstance(matcher, InList | SameAs):
        return [term for value in values or () for term in _other(matcher, repr(value), scope)]
    return [str(any(match.matches(matcher, value, None, {}) for value in match.elements(matcher, values)))]  # type: ignore[arg-type]  # no event is looked at


def _of_elements(source: Attribute, matchers: tuple[Matcher, ...], scope: Scope) -> list[str]:
    """The tests on each element of a list."""
    raw = scope.raw(source)
    texts = [m for m in matchers if isinstance(m, TextTest) and not m.cased]
    others = tuple(m for m in matchers if m not in texts)
    found = []
    if texts:
        small = f"small(e.{source.attribute})" if source.attribute == "process_ancestors" else f"[q.lower() for q in {raw}]"
        lower = scope.load(f"l_{source.attribute}", f"() if {raw} is None else {small}")
        equal = frozenset(m.text.lower() for m in texts if m.how == "equals")
        found += [f"not {scope.constant(equal)}.isdisjoint({lower})"] if equal else []
        terms = _literal_terms([m for m in texts if m.how != "equals"], "q", lambda: "True", scope, str.lower)
        found += [f"any({_joined('or', terms)} for q in {lower})"] if terms else []
    if others:
        terms = [term for matcher in others for term in _other(matcher, "q", scope)]
        found.append(f"({raw} is not None and any({_joined('or', terms)} for q in {raw}))")
    return found


def _of_value(source: Attribute, matchers: tuple[Matcher, ...], scope: Scope) -> list[str]:
    found: list[str] = []
    plain = [m for m in matchers if isinstance(m, TextTest) and not m.cased]
    cased = [m for m in matchers if isinstance(m, TextTest) and m.cased]

    def present() -> str:
        return f"{scope.raw(source)} is not None"

    if plain:
        found += _literal_terms(plain, scope.lower(source), present, scope, str.lower)
    if cased:
        found += _literal_terms(cased, scope.text(source), present, scope, str)
    numbers = [m.value for m in matchers if isinstance(m, Number)]
    if numbers:
        found.append(f"{scope.raw(source)} in {scope.constant(frozenset(numbers))}")
    found += [f"{scope.raw(source)} is {m.value}" for m in matchers if isinstance(m, Truth)]
    networks = [m for m in matchers if isinstance(m, Network)]
    if networks:
        parsed = scope.load(f"a_{source.attribute}", f"parse_address({scope.text(source)})")
        found += [f"({parsed}[0] == {n.version} and {parsed}[1] & {n.mask} == {n.address})" for n in networks]
    for matcher in matchers:
        if isinstance(matcher, Compare):
            found.append(f"({present()} and {scope.raw(source)} {_OPERATORS[matcher.op]} {scope.constant(matcher.value)})")
        elif not isinstance(matcher, TextTest | Number | Truth | Network):
            value = scope.raw(source) if source.kind in ("text", "address") else scope.text(source)
            lower = scope.given.get(source.attribute, "") if source.index < 0 else ""
            found.append(f"({present()} and {_other(matcher, value, scope, lower)[0]})")
    return found


def _literal_terms(tests: list[TextTest], variable: str, present: Callable[[], str], scope: Scope, fold: Callable[[str], str]) -> list[str]:
    """Literal tests on a variable that holds text, empty where the field is absent: `present` then tells the two apart."""
    texts: dict[str, list[str]] = {}
    for test in tests:
        texts.setdefault(test.how, []).append(fold(test.text))
    found: list[str] = []
    if "" in texts.get("equals", ()):
        found.append(f"({present()} and {variable} == '')")
    if any("" in texts.get(how, ()) for how in ("contains", "startswith", "endswith")):
        found.append(present())
    literals = {how: sorted({text for text in values if text}) for how, values in texts.items()}
    equal = literals.get("equals", [])
    if equal:
        found.append(f"{variable} == {equal[0]!r}" if len(equal) == 1 else f"{variable} in {scope.constant(frozenset(equal))}")
    for how in ("startswith", "endswith"):
        if several := literals.get(how):
            found.append(
                f"{variable}.{how}({several[0]!r})" if len(several) == 1 else f"{variable}.{how}({scope.constant(tuple(several))})"
            )
    contained = literals.get("contains", [])
    if len(contained) >= MANY_LITERALS:
        automaton = AhoCorasick(contained, store_patterns=False)
        return [*found, f"{scope.constant(automaton.find_matches_as_indexes)}({variable})"]
    return found + [f"{text!r} in {variable}" for text in contained]


def _after(first: str, then: str) -> str:
    return f"({first} and {then})" if first else then


def _needed_first(pattern: str, lower: str) -> str:
    """A cheap condition without which the pattern cannot match, on the variable with the text in small letters; "" for none."""
    literals = necessary_literals(pattern) if lower else None
    # Where case is ignored RE2 takes a long s for an s, which small letters do not.
    if not literals or len(literals) > MAX_FIRST or any("s" in literal for literal in literals):
        return ""
    return _joined("or", [f"{literal!r} in {lower}" for literal in sorted(literals)])


def _other(matcher: Matcher, variable: str, scope: Scope, lower: str = "") -> list[str]:
    """Tests on a variable that holds text and is never None. lower: the variable with that text in small letters, if there is one."""
    match matcher:
        case Regex(pattern):
            search = f"{scope.constant(compiled(pattern).search)}({_ENCODED.format(variable)}) is not None"
            return [_after(_needed_first(pattern, lower), search)]
        case Glob(parts, cased):
            pattern = glob_pattern(parts if cased else tuple(part.lower() for part in parts))
            text = variable if cased else f"{variable}.lower()"
            return [f"{scope.constant(compiled(pattern).search)}({_ENCODED.format(text)}) is not None"]
        case InList(name):
            return [f"LISTS[{name!r}].lookup({variable}) is not None"]
    return [f"matches({scope.constant(matcher)}, {variable}, e, LISTS)"]
