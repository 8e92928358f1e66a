"""A checked rule as plain data: what it tests, how the tests hang together, and what it says about itself."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "number", "truth", "address", "texts"]
"""How a field's value is compared: one text, one number, true or false, one IP address, any of several texts."""

How = Literal["equals", "contains", "startswith", "endswith"]
Flags = Literal["", "i", "m", "s", "im", "is", "ms", "ims"]
Op = Literal["lt", "lte", "gt", "gte"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of an event. index: which element of a list, -1 for the whole."""

    name: str
    attribute: str
    kind: Kind
    index: int = -1


@dataclass(frozen=True, slots=True)
class Fixed:
    """A field that is the same for every event of a type, such as `event.action`; no values where the type has no such field.

    Of several values any may match: an exec is both an EXECVE and a SYSCALL record to an audit rule.
    """

    name: str
    values: tuple[str, ...] = ()
    kind: Kind = "text"


Source = Attribute | Fixed


@dataclass(frozen=True, slots=True)
class TextTest:
    """A text against a literal; without regard to case unless `cased`."""

    how: How
    text: str
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Glob:
    """A text against literals with `*` (any run, also none) and `?` (one character) between them.

    parts: literals at even places, wildcards at odd ones; a literal may be empty.
    """

    parts: tuple[str, ...]
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Regex:
    """An RE2 pattern searched anywhere in a text."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Network:
    """An address in a network. IPv4 and IPv6 are told apart by version."""

    version: Literal[4, 6]
    address: int
    mask: int


@dataclass(frozen=True, slots=True)
class Number:
    """Equality with a number."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Truth:
    """Equality with true or false."""

    value: bool


@dataclass(frozen=True, slots=True)
class Compare:
    """Less or greater than a number."""

    op: Op
    value: int | float


@dataclass(frozen=True, slots=True)
class Exists:
    """The field has a value (wanted) or has none."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class SameAs:
    """Equality (or part of) with another field of the same event."""

    other: Source
    how: How = "equals"
    cased: bool = False


@dataclass(frozen=True, slots=True)
class InList:
    """Membership in a list given at run time, by name."""

    name: str


Matcher = TextTest | Glob | Regex | Network | Number | Truth | Compare | Exists | SameAs | InList


@dataclass(frozen=True, slots=True)
class ValueTest:
    """One value of a rule's clause. text: as the rule writes it. matchers: its forms, of which any is enough."""

    text: str
    matchers: tuple[Matcher, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One clause: a test holds if it holds for any source. Any test is enough, unless `every`.

    label: `selection.Image|endswith`. sources: one field; several for keywords, which belong to no field.
    """

    label: str
    sources: tuple[Source, ...]
    tests: tuple[ValueTest, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds where every part does; also where there is none."""

    parts: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds where one part does."""

    parts: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Holds where at least `count` parts do."""

    count: int
    parts: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Holds where its part does not."""

    part: "Expr"


Expr = Item | AllOf | AnyOf | AtLeast | Negation


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a rule says about itself, and how its matches become alerts.

    id: the rule's id, else its name, else its title. line: where it begins in path. window_ns: how long repeats
    are one alert. hidden: its matches are for the program itself, and no person's alerts.
    protected: no filter and no suppression may hide its alerts. aggregate: None stands for
    the program of the event's process. title_parts: text at even places, names of fields whose values go in at odd ones.
    """

    id: str
    name: str
    title: str
    severity: int
    title_parts: tuple[str, ...]
    level: str = ""
    status: str = ""
    description: str = ""
    author: str = ""
    license: str = ""
    references: tuple[str, ...] = ()
    falsepositives: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    technique_ids: tuple[str, ...] = ()
    tactic_ids: tuple[str, ...] = ()
    response: str = ""
    aggregate: tuple[str, ...] | None = None
    window_ns: int = 3600 * 10**9
    path: str = ""
    line: int = 0
    column: int = 0
    hidden: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """A rule's wish to alert only on what was never seen before.

    fields: dotted names, each with how its value is read (see `normal.READINGS`). per_host: never seen on the host, else
    on none of all. learning_ns: how long a host (or the rule) only learns. remember_ns: after so long without being seen
    it counts as never seen.
    """

    fields: tuple[tuple[str, str], ...]
    per_host: bool
    learning_ns: int
    remember_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Head):
    """A rule about single events. trees: its condition per event type; types it cannot match are left out.

    no_source: why no event here can match it, empty where one can. Such a rule stands, is shown so, and never fires.
    """

    logsource: str
    trees: dict[str, Expr] = field(default_factory=dict)
    first_seen: FirstSeen | None = None
    no_source: str = ""

    @property
    def event_types(self) -> tuple[str, ...]:
        """The event types it looks at."""
        return tuple(self.trees)


RULE_FIELD = "rule.id"
"""Counted in place of a field of the events: which of a correlation's rules matched."""

CorrelationKind = Literal["event_count", "value_count", "temporal", "temporal_ordered"]
Bound = tuple[Literal["gt", "gte", "lt", "lte", "eq", "neq"], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation(Head):
    """A rule about matches of other rules.

    rules: names or ids, in order. groups: for each rule, the fields of its events that make up the key.
    bounds: what the count has to satisfy. value_fields: for each rule, the field whose values are counted.
    generates: those of its rules that alert by themselves too.
    """

    kind: CorrelationKind
    rules: tuple[str, ...]
    group_by: tuple[str, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    timespan_ns: int = 0
    bounds: tuple[Bound, ...] = ()
    value_fields: tuple[str, ...] = ()
    generates: tuple[str, ...] = ()

    @property
    def generate(self) -> bool:
        """Some of its rules alert by themselves too."""
        return bool(self.generates)


AnyRule = Rule | Correlation
