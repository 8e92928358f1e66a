"""Rules compiled for one event type: what rules them out at once, and generated functions that test the few that are left.

A rule is a bit. Each gate (`gates`) turns the value of one field into the bits of the rules that it does not rule out, and
one pass of an automaton over the event's main text into those whose literals it holds; what is left of all together is
run. The source is kept with the plan, for people to read. It is made by `codegen` from checked trees only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from redshank.analysis.detect.ancestors import LastAncestors
from redshank.analysis.detect.codegen import GLOBALS, Scope, condition, staged
from redshank.analysis.detect.gates import FOLDER, GATES, TRUE, Gate, attributes, is_dear, narrowed, relaxed
from redshank.analysis.detect.interpret import holds
from redshank.analysis.detect.keys import TEXT_FIELDS, Key, fold, text_key
from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.sigma.tree import Expr, Rule
from redshank.events import BY_NAME, Event

MAX_CODE = 20_000
"""Characters of one rule's condition; a longer one is walked as a tree, where Python's own compiler could give up."""
MAX_GATE_CODE = 4_000
"""Of what a gate asks for one rule; what asks more is left to the rule itself, whose time is measured."""
MAX_VALUES = 1024
MAX_VALUE = 200
"""Values of a field whose answers are kept, and how long one may be: they come from hostile hands."""
MAX_SETS = 1024
"""Sets of candidates that are kept ready."""

Run = Callable[[Event], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the events of one type are tested. run: the numbers of the rules an event matches, in no order.

    places and texts: the same in steps, for who wants to know what each rule costs: which tests to run, and what each takes
    after the event and the list of found numbers. numbers: of the rules, by place. always: the rules that nothing spares, so that
    every event of the type runs them.
    """

    event_type: str
    run: Run
    places: Run
    texts: Callable[[Event], tuple[str, ...]]
    tests: tuple[Callable[..., None], ...]
    numbers: tuple[int, ...]
    source: str
    always: tuple[str, ...]


def compile_rules(rules: Sequence[Rule | None], lists: Lists) -> dict[str, Plan]:
    """A plan per event type that some rule looks at. Rules are numbered by their place; None keeps a place free."""
    types = {event_type: None for rule in rules if rule for event_type in rule.trees}
    return {event_type: compile_type(event_type, rules, lists) for event_type in types}


def compile_type(event_type: str, rules: Sequence[Rule | None], lists: Lists) -> Plan:
    """The plan of one event type."""
    names: dict[str, Any] = dict(GLOBALS) | {"LISTS": lists, "fold": fold, "holds": holds}
    last = LastAncestors()
    names |= {"executables": last.programs, "small": last.small}
    numbered = [(number, rule) for number, rule in enumerate(rules) if rule and event_type in rule.trees]
    trees = [rule.trees[event_type] for _, rule in numbered]
    gates = choose_gates(trees, event_type)
    nothing = BY_NAME[event_type](timestamp=0)
    spared = {place for found in gates.values() for place, part in found.items() if not holds(part, nothing, {})}
    keys = {place: key for place, tree in enumerate(trees) if (key := text_key(tree, event_type, place in spared))}
    writer = _Writer(event_type, names, (1 << len(trees)) - 1)
    for gate, found in gates.items():
        writer.gate(gate, found)
    writer.by_text(keys)
    tests = [writer.test(number, tree) for (number, _), tree in zip(numbered, trees, strict=True)]
    source = writer.source()
    exec(compile(source, f"<rules of {event_type}>", "exec"), names)  # noqa: S102 - our own source, made from a checked tree
    names["TESTS"] = tuple(names[test] for test in tests)
    numbers = tuple(number for number, _ in numbered)
    always = tuple(rule.id for place, (_, rule) in enumerate(numbered) if place not in spared and place not in keys)
    return Plan(event_type, names["run"], names["places"], names["texts"], names["TESTS"], numbers, source, always)


def choose_gates(trees: Sequence[Expr], event_type: str) -> dict[Gate, dict[int, Expr]]:
    """The gates worth asking, with what each asks of the rules it can rule out, by their place.

    A gate is worth it where it tells for a rule that nothing before spares: events without the fields are ruled out.
    """
    chosen: dict[Gate, dict[int, Expr]] = {}
    nothing = BY_NAME[event_type](timestamp=0)
    used = {name for tree in trees for name in attributes(tree)}
    spared = {place for place, tree in enumerate(trees) if text_key(tree, event_type, spared=True)}
    for every in GATES:
        gate = narrowed(every, used)
        if not gate.attributes:
            continue
        asked = {place: part for place, tree in enumerate(trees) if (part := relaxed(tree, gate)) != TRUE}
        telling = {place for place, part in asked.items() if not holds(part, nothing, {})}
        if telling - spared or any(is_dear(part) for part in asked.values()):
            chosen[gate] = asked
            spared |= telling
    return chosen


def _value(gate: Gate) -> list[str]:
    """Statements that set k to what the gate knows events by."""
    if gate.part == FOLDER:
        return [f"k = e.{gate.attributes[0]}", "k = '' if k is None else k[:k.rfind('/') + 1]"]
    if gate.index >= 0:
        return [f"k = e.{gate.attributes[0]}", f"k = k[{gate.index}] if k is not None and len(k) > {gate.index} else None"]
    values = ", ".join(f"e.{name}" for name in gate.attributes)
    return [f"k = {values}"]


class _Writer:
    """The source of one plan as it grows: gates, functions that test rules, and the body of `run` that picks them."""

    def __init__(self, event_type: str, names: dict[str, Any], everything: int) -> None:
        self.event_type, self.names, self.everything = event_type, names, everything
        self.text_fields = TEXT_FIELDS.get(event_type, ())
        self.given = {attribute: f"x_{attribute}" for attribute in dict.fromkeys((*self.text_fields, "process_executable"))}
        self.arguments = ", ".join(["e", "h", *self.given.values()])
        self.functions: list[str] = []
        self.body = [f"c = {everything}"]
        names |= {"SETS": {}}

    def gate(self, gate: Gate, asked: Mapping[int, Expr]) -> None:
        """A look-up of the bits by a value, and the function that finds them for a value that is not known yet."""
        name, folder = gate.name, gate.part == FOLDER
        scope = Scope(self.names, {gate.attributes[0]: "low"} if folder else {})
        free, tests = self.everything, []
        for place, part in asked.items():
            code = condition(part, scope)
            if code != "True" and len(code) <= MAX_GATE_CODE:
                free &= ~(1 << place)
                tests.append(f"if {code}: c |= {1 << place}")
        lines = [f"def miss_{name}(e, k):", f"    c = {free}", *(["    low = k.lower()"] if folder else [])]
        lines += [f"    {line}" for line in (*scope.lines(), *tests)]
        lines += [f"    if len(KNOWN_{name}) >= {MAX_VALUES}: KNOWN_{name}.clear()"]
        lines += [f"    if type(k) is not str or len(k) <= {MAX_VALUE}: KNOWN_{name}[k] = c", "    return c"]
        self.functions.append("\n".join(lines))
        self.names[f"KNOWN_{name}"] = {}
        self.body += [*_value(gate), f"g = KNOWN_{name}.get(k)", f"c &= miss_{name}(e, k) if g is None else g"]

    def by_text(self, keys: Mapping[int, Key]) -> None:
        """The bits of the rules whose literals the main text holds: one pass of an automaton, where such a rule is left."""
        if not keys:
            return
        by_literal: dict[str, int] = {}
        for place, key in keys.items():
            for literal in sorted(key.values):
                by_literal[literal] = by_literal.get(literal, 0) | 1 << place
        automaton = AhoCorasick(list(by_literal), MatchKind.Standard, store_patterns=False)
        self.names |= {"find": automaton.find_matches_as_indexes, "HELD": list(by_literal.values())}
        filed = sum(1 << place for place in keys)
        fields = self.text_fields if any(not key.attribute for key in keys.values()) else self.text_fields[:1]
        texts = " + '\\n' + ".join(self.given[field] for field in fields)
        self.body += [
            f"if c & {filed}:",
            *(f"    {line}" for line in self._load(fields)),
            f"    text = {texts}",
            f"    g = {self.everything & ~filed}",
            "    for found in find(text if text.isascii() else fold(text), True): g |= HELD[found[0]]",
            "    c &= g",
        ]

    def test(self, number: int, tree: Expr) -> str:
        """The function of one rule, which appends its number where it holds: cheap conditions first, and what the others need
        loaded only where those hold."""
        stages = staged(tree, self.names, self.given)
        if sum(len(stage.code) for stage in stages) > MAX_CODE:
            name = Scope(self.names).constant(tree)
            lines = [f"if holds({name}, e, LISTS): h.append({number})"]
        else:
            lines = [f"{'    ' * depth}{line}" for depth, stage in enumerate(stages) for line in (*stage.loads, f"if {stage.code}:")]
            lines.append(f"{'    ' * len(stages)}h.append({number})")
        self.functions.append("\n".join([f"def r{number}({self.arguments}):", *(f"    {line}" for line in lines)]))
        return f"r{number}"

    def source(self) -> str:
        """The whole module."""
        places = ["def places(e):", *self.body, f"return tuple(p for p in range({self.everything.bit_length()}) if c >> p & 1)"]
        texts = ["def texts(e):", *self._load(tuple(self.given)), f"return ({', '.join(self.given.values())},)"]
        sort_out = [
            "def sort_out(c):",
            f"if len(SETS) >= {MAX_SETS}: SETS.clear()",
            "tests = SETS[c] = tuple(test for place, test in enumerate(TESTS) if c >> place & 1)",
            "return tests",
        ]
        run = ["def run(e):", *self.body, "if not c: return []", *self._load(tuple(self.given)), "h = []"]
        run += [f"for test in SETS.get(c) or sort_out(c): test({self.arguments})", "return h"]
        return "\n\n".join([*self.functions, *("\n    ".join(lines) for lines in (places, texts, sort_out, run))]) + "\n"

    def _load(self, attributes: Sequence[str]) -> list[str]:
        """Assignments of fields' texts in small letters."""
        return [line for name in attributes for line in (f"v = e.{name}", f"{self.given[name]} = '' if v is None else v.lower()")]
