"""A rule against an event, walked part by part: slow and plain. The compiled form must agree with it."""

from redshank.analysis.detect.match import Lists, value_holds
from redshank.analysis.detect.sigma.tree import AllOf, AnyOf, AtLeast, Expr, Fixed, InList, Item, Negation, Rule, SameAs
from redshank.events import Event


def fires(rule: Rule, event: Event, lists: Lists) -> bool:
    """True where the rule matches the event."""
    tree = rule.trees.get(event.event_action)
    return tree is not None and holds(tree, event, lists)


def holds(expr: Expr, event: Event, lists: Lists) -> bool:
    """True where the expression holds for the event."""
    match expr:
        case Item():
            return item_holds(expr, event, lists)
        case AllOf(parts):
            return all(holds(part, event, lists) for part in parts)
        case AnyOf(parts):
            return any(holds(part, event, lists) for part in parts)
        case AtLeast(count, parts):
            return sum(holds(part, event, lists) for part in parts) >= count
        case Negation(part):
            return not holds(part, event, lists)


def item_holds(item: Item, event: Event, lists: Lists) -> bool:
    """True where any (or every) test of the clause holds for one of its fields."""
    results = (any(value_holds(test, source, event, lists) for source in item.sources) for test in item.tests)
    return all(results) if item.every else any(results)


def constant(expr: Expr, event: Event) -> bool | None:
    """What the expression is for every event of this type, None where it depends on the event. event: any of the type."""
    match expr:
        case Item():
            return None if _looks_at_event(expr) else item_holds(expr, event, {})
        case Negation(part):
            value = constant(part, event)
            return None if value is None else not value
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            values = [constant(part, event) for part in parts]
            wanted = expr.count if isinstance(expr, AtLeast) else len(parts) if isinstance(expr, AllOf) else 1
            if values.count(True) >= wanted:
                return True
            return False if len(parts) - values.count(False) < wanted else None


def _looks_at_event(item: Item) -> bool:
    """True where the clause depends on more than the type: on a field, or on a list that may grow."""
    matchers = [matcher for test in item.tests for matcher in test.matchers]
    return any(not isinstance(source, Fixed) for source in item.sources) or any(isinstance(each, InList | SameAs) for each in matchers)
