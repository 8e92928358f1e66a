"""Rules compiled for one event type: an index that finds candidates, and generated functions that test them.

The source of the functions is kept with the plan, for people to read. It is made by `codegen` from checked trees only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from redshank.analysis.detect.codegen import GLOBALS, Scope, staged
from redshank.analysis.detect.interpret import holds
from redshank.analysis.detect.keys import NAME_FIELDS, NUMBER_FIELDS, TEXT_FIELDS, VALUE_FIELDS, Key, choose_key, fold
from redshank.analysis.detect.match import Lists
from redshank.analysis.detect.sigma.tree import Expr, Rule
from redshank.events import Event

MAX_CODE = 20_000
"""Characters of one rule's condition; a longer one is walked as a tree, where Python's own compiler could give up."""

Run = Callable[[Event], list[int]]
Numbered = tuple[int, Rule]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the events of one type are tested. run: the numbers of the rules an event matches, in no order.

    always: the rules that no key spares, so that every event of the type runs them.
    """

    event_type: str
    run: Run
    source: str
    keyed: Mapping[str, Key]
    always: tuple[str, ...]


def compile_rules(rules: Sequence[Rule | None], lists: Lists) -> dict[str, Plan]:
    """A plan per event type that some rule looks at. Rules are numbered by their place; None keeps a place free."""
    types = {event_type: None for rule in rules if rule for event_type in rule.trees}
    return {event_type: compile_type(event_type, rules, lists) for event_type in types}


def compile_type(event_type: str, rules: Sequence[Rule | None], lists: Lists) -> Plan:
    """The plan of one event type."""
    names: dict[str, Any] = dict(GLOBALS) | {"LISTS": lists, "fold": fold, "holds": holds}
    writer = _Writer(event_type, names)
    numbered = [(number, rule) for number, rule in enumerate(rules) if rule and event_type in rule.trees]
    keys = {number: choose_key(rule.trees[event_type], event_type) for number, rule in numbered}
    writer.by_text([(number, rule) for number, rule in numbered if (key := keys[number]) and key.kind == "text"], keys)
    for kind, attribute, index in (*(("name", name, -1) for name in NAME_FIELDS), *(("value", *field) for field in VALUE_FIELDS)):
        chosen = [each for each in numbered if (key := keys[each[0]]) and (key.kind, key.attribute, key.index) == (kind, attribute, index)]
        if chosen:
            writer.by_value(chosen, keys, attribute, kind)
    unkeyed = [each for each in numbered if keys[each[0]] is None]
    if unkeyed:
        writer.function("always", unkeyed)
        writer.body.append(f"always({writer.arguments})")
    source = writer.source()
    exec(compile(source, f"<rules of {event_type}>", "exec"), names)  # noqa: S102 - our own source, made from a checked tree
    writer.bind()
    return Plan(
        event_type,
        names["run"],
        source,
        {rule.id: key for number, rule in numbered if (key := keys[number])},
        tuple(rule.id for _, rule in unkeyed),
    )


class _Writer:
    """The source of one plan as it grows: functions that test rules, and the body of `run` that picks them."""

    def __init__(self, event_type: str, names: dict[str, Any]) -> None:
        self.event_type, self.names = event_type, names
        self.text_fields = TEXT_FIELDS.get(event_type, ())
        given = dict.fromkeys((*self.text_fields, "process_executable"))
        self.given = {attribute: f"x_{attribute}" for attribute in given}
        self.arguments = ", ".join(["e", "h", *self.given.values()])
        self.functions: list[str] = []
        self.groups: dict[tuple[int, ...], str] = {}
        self.body: list[str] = []
        self.tables: dict[str, Any] = {}
        for attribute, variable in self.given.items():
            self.body += [f"v = e.{attribute}", f"{variable} = '' if v is None else v.lower()"]

    def function(self, name: str, rules: Sequence[Numbered]) -> str:
        """A function that appends the numbers of those rules that hold."""
        lines = [f"def {name}({self.arguments}):"]
        for number, rule in rules:
            lines += [f"    {line}" for line in self.test(number, rule.trees[self.event_type])]
        self.functions.append("\n".join(lines))
        return name

    def test(self, number: int, tree: Expr) -> list[str]:
        """The statements of one rule: cheap conditions first, and what the others need loaded only where those hold."""
        stages = staged(tree, self.names, self.given)
        if sum(len(stage.code) for stage in stages) > MAX_CODE:
            name = Scope(self.names).constant(tree)
            return [f"if holds({name}, e, LISTS): h.append({number})"]
        lines = [f"{'    ' * depth}{line}" for depth, stage in enumerate(stages) for line in (*stage.loads, f"if {stage.code}:")]
        return [*lines, f"{'    ' * len(stages)}h.append({number})"]

    def by_text(self, rules: Sequence[Numbered], keys: Mapping[int, Key | None]) -> None:
        """Rules filed under literals of the type's main text: one pass of an automaton finds them."""
        if not rules:
            return
        by_literal: dict[str, list[str]] = {}
        for number, rule in rules:
            name = self.function(f"r{number}", [(number, rule)])
            key = keys[number]
            for literal in sorted(key.values) if key else ():
                by_literal.setdefault(literal, []).append(name)
        automaton = AhoCorasick(list(by_literal), MatchKind.Standard, store_patterns=False)
        self.names["find"] = automaton.find_matches_as_indexes
        self.tables["BY_LITERAL"] = list(by_literal.values())
        texts = " + '\\n' + ".join(self.given[field] for field in self.text_fields)
        self.body += [
            f"text = {texts}",
            "found = find(text if text.isascii() else fold(text), True)",
            "if found:",
            "    picked = set()",
            "    for literal in found: picked.update(BY_LITERAL[literal[0]])",
            f"    for rule in picked: rule({self.arguments})",
        ]

    def by_value(self, rules: Sequence[Numbered], keys: Mapping[int, Key | None], attribute: str, kind: str) -> None:
        """Rules filed under values of a field: those of one value share a function."""
        by_value: dict[Any, list[Numbered]] = {}
        for number, rule in rules:
            key = keys[number]
            for value in key.values if key else ():
                by_value.setdefault(value, []).append((number, rule))
        table = f"BY_{attribute.upper()}"
        self.tables[table] = {value: self.group(several) for value, several in by_value.items()}
        self.body += [*self._picked(attribute, kind), f"picked = {table}.get(k)", f"if picked is not None: picked({self.arguments})"]

    def group(self, rules: Sequence[Numbered]) -> str:
        """The one function of these rules, however many values they are filed under."""
        numbers = tuple(number for number, _ in rules)
        if numbers not in self.groups:
            self.groups[numbers] = self.function(f"g{len(self.groups)}", rules)
        return self.groups[numbers]

    def _picked(self, attribute: str, kind: str) -> list[str]:
        """Statements that set k to the key of the event."""
        if attribute == "process_args":
            return ["k = e.process_args", "k = k[0].lower() if k else None"]
        if kind == "name":
            lines = (
                [f"k = {self.given[attribute]}"]
                if attribute in self.given
                else [f"k = e.{attribute}", "k = '' if k is None else k.lower()"]
            )
            return [*lines, "k = k[k.rfind('/') + 1:]"]
        if attribute in NUMBER_FIELDS:
            return [f"k = e.{attribute}"]
        return [f"k = e.{attribute}", "if k is not None: k = k.lower()"]

    def source(self) -> str:
        """The whole module."""
        run = ["def run(e):", *(f"    {line}" for line in ("h = []", *self.body, "return h"))]
        return "\n\n".join([*self.functions, "\n".join(run)]) + "\n"

    def bind(self) -> None:
        """The tables of the index, now that the functions in them exist."""
        for table, content in self.tables.items():
            if isinstance(content, dict):
                self.names[table] = {value: self.names[name] for value, name in content.items()}
            else:
                self.names[table] = [tuple(self.names[name] for name in several) for several in content]
