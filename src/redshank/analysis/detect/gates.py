"""What a condition asks of one field alone, or of a few together: a weaker condition that the same values answer alike, event after event.

Fields such as the program of a process have few different values, and most rules look at one of them. Whether a value
rules a rule out is found once and kept; an event then picks its candidates by a look-up per field. A gate may let
through what does not match, never hold back what does: whatever looks elsewhere counts as if it might hold.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from redshank.analysis.detect.interpret import holds, item_holds
from redshank.analysis.detect.sigma.tree import (
    AllOf,
    AnyOf,
    AtLeast,
    Attribute,
    Expr,
    Fixed,
    Glob,
    InList,
    Item,
    Matcher,
    Negation,
    Network,
    Regex,
    SameAs,
    TextTest,
    ValueTest,
)
from redshank.events import BY_NAME

TRUE: Expr = AllOf(())
FALSE: Expr = AnyOf(())

FOLDER = "folder"
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Gate:
    """Fields whose values repeat, taken together. index: which element of a list. part: the whole value, or of a path the folder it
    lies in."""

    attributes: tuple[str, ...]
    index: int = -1
    part: str = WHOLE

    @property
    def name(self) -> str:
        """A word for it that is no other gate's."""
        return f"{self.attributes[0]}{self.index if self.index >= 0 else ''}"


GATES = (
    Gate(("process_executable",)), Gate(("process_args",), 0), Gate(("file_path",), part=FOLDER), Gate(("destination_port",)),
    Gate(("destination_ip",)), Gate(("source_ip",)), Gate(("process_parent_executable",)),
    Gate(("stdin_kind", "package_state", "environment_changes", "executable_kind", "interpreter_name", "script_from", "via")),
    Gate(("syscall_name", "module_operation", "bpf_operation", "ptrace_operation", "mount_operation", "namespace_operation")),
    Gate(("log_syslog_appname", "login_service", "login_method")),
    Gate(("event_outcome", "file_access", "file_watch", "file_profile")),
    Gate(("network_transport", "network_initiated", "network_direction")),
    Gate(("process_name",)), Gate(("process_parent_name",)), Gate(("process_thread_name",)), Gate(("user_name",)),
    Gate(("user_effective_id",)), Gate(("process_tty_name",)), Gate(("tamper_what",)), Gate(("source_port",)),
    Gate(("process_working_directory",)), Gate(("file_name",)), Gate(("process_args",), 1),
)  # fmt: skip
"""The most telling first: a gate is used only where it spares a rule that none before it spares."""


def telling(tree: Expr, event_type: str) -> list[Gate]:
    """The gates that spare the rule most events of the type: those without the fields are ruled out."""
    nothing, used = BY_NAME[event_type](timestamp=0), attributes(tree)
    gates = [narrowed(gate, used) for gate in GATES]
    return [gate for gate in gates if gate.attributes and not holds(relaxed(tree, gate), nothing, {})]


def narrowed(gate: Gate, used: Collection[str]) -> Gate:
    """The gate with those of its fields that are looked at."""
    return replace(gate, attributes=tuple(name for name in gate.attributes if name in used))


def attributes(expr: Expr) -> set[str]:
    """The fields a condition looks at."""
    if isinstance(expr, Item):
        return {source.attribute for source in expr.sources if isinstance(source, Attribute)}
    parts = (expr.part,) if isinstance(expr, Negation) else expr.parts
    return {name for part in parts for name in attributes(part)}


def is_dear(expr: Expr) -> bool:
    """True where a test takes so long that its answer is better kept."""
    if isinstance(expr, Item):
        return any(isinstance(matcher, Network | Glob | Regex) for test in expr.tests for matcher in test.matchers)
    return any(is_dear(part) for part in ((expr.part,) if isinstance(expr, Negation) else expr.parts))


def relaxed(expr: Expr, gate: Gate) -> Expr:
    """The weakest thing the condition asks of the gate's fields; TRUE where it asks nothing."""
    return _relax(expr, gate, might=True)


def _relax(expr: Expr, gate: Gate, might: bool) -> Expr:
    """might: what is not known counts as true; under a negation as false."""
    unknown = TRUE if might else FALSE
    match expr:
        case Item():
            return _relax_item(expr, gate, might)
        case Negation(part):
            inner = _relax(part, gate, not might)
            return FALSE if inner == TRUE else TRUE if inner == FALSE else Negation(inner)
        case AllOf(parts):
            return _all([_relax(part, gate, might) for part in parts])
        case AnyOf(parts):
            return _any([_relax(part, gate, might) for part in parts])
        case AtLeast(count, parts):
            return _at_least(count, [_relax(part, gate, might) for part in parts])
    return unknown


def _all(parts: list[Expr]) -> Expr:
    kept = [part for part in dict.fromkeys(parts) if part != TRUE]
    return FALSE if FALSE in kept else TRUE if not kept else kept[0] if len(kept) == 1 else AllOf(tuple(kept))


def _any(parts: list[Expr]) -> Expr:
    kept = [part for part in dict.fromkeys(parts) if part != FALSE]
    return TRUE if TRUE in kept else FALSE if not kept else kept[0] if len(kept) == 1 else AnyOf(tuple(kept))


def _at_least(count: int, parts: list[Expr]) -> Expr:
    open_parts = [part for part in parts if part not in (TRUE, FALSE)]
    missing = count - parts.count(TRUE)
    if missing <= 0:
        return TRUE
    return FALSE if missing > len(open_parts) else AtLeast(missing, tuple(open_parts))


def _relax_item(item: Item, gate: Gate, might: bool) -> Expr:
    unknown = TRUE if might else FALSE
    if any(isinstance(matcher, InList | SameAs) for test in item.tests for matcher in test.matchers):
        return unknown  # a list may grow, and another field is another field
    if all(isinstance(source, Fixed) for source in item.sources):
        return TRUE if item_holds(item, None, {}) else FALSE  # type: ignore[arg-type]  # no event is looked at
    if not all(isinstance(s, Attribute) and s.index == gate.index and s.attribute in gate.attributes for s in item.sources):
        return unknown
    if gate.part == WHOLE:
        return item
    return _of_folder(item) if might else FALSE


def _of_folder(item: Item) -> Expr:
    """What tests of a path ask of its folder, that is of everything up to the last slash."""
    asked = [_of_values(item, test) for test in item.tests]
    return _all(asked) if item.every else _any(asked)


def _of_values(item: Item, test: ValueTest) -> Expr:
    found = [_folder_tests(matcher) for matcher in test.matchers]
    if not all(found):
        return TRUE
    return Item(item.label, item.sources, (ValueTest(test.text, tuple(each for several in found for each in several or ())),))


def _folder_tests(matcher: Matcher) -> tuple[TextTest, ...] | None:
    """Tests on the folder of which one must hold; None where nothing is known."""
    if isinstance(matcher, TextTest) and matcher.text.isascii():
        return _of_text(matcher.how, matcher.text.lower())
    if isinstance(matcher, Glob) and all(part.isascii() for part in matcher.parts):
        first = matcher.parts[0].lower()
        return _of_text("startswith", first) if first else _longest([part.lower() for part in matcher.parts[2::2]])
    return None


def _longest(literals: list[str]) -> tuple[TextTest, ...] | None:
    return _of_text("contains", max(literals, key=lambda text: text.rfind("/"), default=""))


def _of_text(how: str, text: str) -> tuple[TextTest, ...] | None:
    head = text[: text.rfind("/") + 1]
    if how == "equals":
        return (TextTest("equals", head),)
    if how == "startswith":
        above = [text[: place + 1] for place in range(len(text)) if text[place] == "/"]
        return (TextTest("startswith", text), *(TextTest("equals", folder) for folder in ("", *above)))
    if not head:
        return None
    return (TextTest("contains", head),) if how == "contains" else (TextTest("endswith", head),)
