"""What the API takes and gives, under /api/v1. The console's types are generated from these by way of the OpenAPI document.

Times are RFC 3339 in UTC with at least milliseconds. Text of events, titles and host names comes from hostile hands: it
is shown, never interpreted. A list carries `as_of` (when it was read), `data_floor` (nothing older is kept; null where
nothing has aged out yet), `total` and `next` (pass it back as `cursor`; null at the end).
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Severity = Literal[1, 2, 3]
State = Literal["open", "acknowledged", "dismissed"]
Role = Literal["viewer", "analyst", "investigator", "responder", "rule-editor", "auditor", "admin", "owner"]
Action = Literal["acknowledge", "dismiss", "reopen", "assign"]
Reason = Literal["expected", "false_positive", "maintenance", "duplicate", "other"]
AgentState = Literal["online", "late", "silent", "stopped", "revoked"]
TokenState = Literal["waiting", "used_up", "expired", "revoked"]
EnrolmentState = Literal["waiting", "enrolled", "expired", "revoked"]
BySeverity = dict[str, int]
"""`{"1": n, "2": n, "3": n}`: all three keys, always."""
ByState = dict[str, int]
"""`{"open": n, "acknowledged": n, "dismissed": n}`: all three keys, always."""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Body of every refused call. kind: a stable word. request: to be quoted to whoever runs the server.

    offset, length, suggestion: of kind `query` only: which part of `q` is wrong (in characters), and what was meant perhaps.
    """

    kind: str
    message: str
    request: str
    offset: int | None = None
    length: int | None = None
    suggestion: str | None = None


class SessionUser(msgspec.Struct, frozen=True):
    """Who is logged in. permissions: what the role may do; the console shows nothing that it may not."""

    name: str
    role: Role
    permissions: list[str]


class ServerFacts(msgspec.Struct, frozen=True):
    """The server itself. now: its clock, for ages and time to know."""

    version: str
    now: str
    started: str


class AgentCount(msgspec.Struct, frozen=True):
    """Enrolled and not revoked, and of these those heard of lately. dropped: events that were lost, all agents together."""

    total: int
    online: int
    dropped: int


class Session(msgspec.Struct, frozen=True):
    """GET /session. csrf: for forms; calls in JSON need the header `X-Redshank-Request: 1`."""

    user: SessionUser
    server: ServerFacts
    agents: AgentCount
    csrf: str


class Named(msgspec.Struct, frozen=True):
    """A thing by its id and the name people call it by."""

    id: str
    name: str


class AlertRow(msgspec.Struct, frozen=True):
    """One alert in a list. number: shown as A-12. process: the acting program's path. revision: grows with every change of any alert."""

    id: str
    number: int
    severity: Severity
    state: State
    title: str
    rule: Named
    host: Named
    user: str | None
    first_seen: str
    last_seen: str
    created: str
    count: int
    techniques: list[str]
    tactics: list[str]
    simulated: bool
    assignee: str | None
    process: str | None
    revision: int


class AlertList(msgspec.Struct, frozen=True):
    """GET /alerts. counts: by severity, of what `q` asks for without its severities; states: the same without its states.

    revision: of the newest change in the answer; the stream goes on from there.
    """

    as_of: str
    data_floor: str | None
    total: int
    next: str | None
    revision: int
    counts: BySeverity
    states: ByState
    alerts: list[AlertRow]


class RuleFacts(msgspec.Struct, frozen=True):
    """The rule behind an alert, with who wrote it and under which licence. severity: what the rule gives its alerts."""

    id: str
    name: str
    author: str
    source: str
    licence: str
    severity: Severity


class Reasoning(msgspec.Struct, frozen=True):
    """One clause of the rule. span: [start, length] in characters of the part of a text value that matched."""

    clause: str
    field: str
    value: Any
    span: list[int] | None
    matched: bool


class EventLine(msgspec.Struct, frozen=True):
    """An event. summary: one line in words. fields: its dotted keys, as in the reference of events; long values are cut.

    cut: the dotted names of values that were cut here; the whole event is at GET /events?id=….
    """

    id: str
    time: str
    action: str
    summary: str
    fields: dict[str, Any]
    cut: list[str]


class Ancestor(msgspec.Struct, frozen=True):
    """A process above the acting one, nearest first."""

    pid: int | None
    executable: str | None


class ProcessFacts(msgspec.Struct, frozen=True):
    """The acting process. audit_user: who logged in, whatever they became since. session: the login session's number."""

    entity_id: str | None
    pid: int | None
    executable: str | None
    args: list[str]
    working_directory: str | None
    user: str | None
    effective_user: str | None
    audit_user: str | None
    session: str | None
    tty: str | None
    start: str | None
    ancestors: list[Ancestor]


class Related(msgspec.Struct, frozen=True):
    """How many other alerts, by severity. A group is null where the alert has no session or process."""

    same_host_5min: BySeverity
    same_session: BySeverity | None
    same_process_tree: BySeverity | None


class HistoryEntry(msgspec.Struct, frozen=True):
    """What a person did to the alert, oldest first."""

    at: str
    actor: str
    action: str
    reason: str | None
    text: str | None


class Prevalence(msgspec.Struct, frozen=True):
    """How usual an alert is: alerts of the same rule about the same program, or user where there is no program.

    hosts: with such an alert, this one's included; of_hosts: all there are. first_ever: no earlier one is kept. fired: how often the
    same fired on the same host in `days` before, other alerts' firings. at_least: there were too many to look at all.
    """

    hosts: int
    of_hosts: int
    first_ever: bool
    fired: int
    days: int
    at_least: bool
    sentence: str


class AlertDetail(msgspec.Struct, frozen=True):
    """GET /alerts/{id}: everything about one alert, at most 60 KB. events: oldest first, those there was room for."""

    row: AlertRow
    meaning: str
    response: str
    rule: RuleFacts
    why: list[Reasoning]
    events: list[EventLine]
    events_total: int
    process: ProcessFacts | None
    related: Related
    prevalence: Prevalence
    history: list[HistoryEntry]


class ActionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """POST /alerts/actions. Either `ids` or `q`. reason: needed to dismiss. assignee: null takes the alert from whoever has it.

    ids: or numbers, `A-12`; as numbers the most of them fit into a request.
    """

    action: Action
    ids: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(min_length=1, max_length=5000)] | None = None
    q: Annotated[str, Meta(max_length=1000)] | None = None
    reason: Reason | None = None
    text: Annotated[str, Meta(max_length=2000)] | None = None
    assignee: Annotated[str, Meta(max_length=64)] | None = None


class ActionResult(msgspec.Struct, frozen=True):
    """changed: alerts that are different now. undo: pass it to POST /alerts/undo; null where nothing changed."""

    changed: int
    undo: str | None


class UndoRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """POST /alerts/undo."""

    undo: Annotated[str, Meta(max_length=64)]


class Undone(msgspec.Struct, frozen=True):
    """How many alerts are as they were before."""

    changed: int


class SourceState(msgspec.Struct, frozen=True):
    """A source of events on a host: ok, degraded or off, and why."""

    name: str
    state: str
    detail: str


class TokenRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """POST /enrolment-tokens. ttl_s: how long the token lets agents in."""

    uses: Annotated[int, Meta(ge=1, le=1000)] = 1
    ttl_s: Annotated[int, Meta(ge=60, le=7 * 86_400)] = 3600
    tags: Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(max_length=16)] = []


class NewToken(msgspec.Struct, frozen=True):
    """A fresh token, told this once. command: one line for the host's terminal; the token is not part of it, it is pasted."""

    id: str
    token: str
    expires: str
    uses: int
    command: str


class TokenRow(msgspec.Struct, frozen=True):
    """An enrolment token; the secret itself is not kept."""

    id: str
    created: str
    created_by: str
    expires: str
    uses_left: int
    state: TokenState
    tags: list[str]


class TokenList(msgspec.Struct, frozen=True):
    """GET /enrolment-tokens, newest first."""

    as_of: str
    tokens: list[TokenRow]


class EnrolledAgent(msgspec.Struct, frozen=True):
    """An agent that came in by a token, with the stopwatch's stamps."""

    agent_id: str
    host: Named
    kernel: str
    os: str
    version: str
    enrolled_at: str
    sources: list[SourceState]
    first_event_at: str | None
    first_alert_at: str | None
    first_severity_1_at: str | None


class EnrolmentProgress(msgspec.Struct, frozen=True):
    """GET /enrolments/{id}/progress, id being the token's. now: the server's clock, so that a rail can run on."""

    id: str
    state: EnrolmentState
    created: str
    expires: str
    uses_left: int
    now: str
    agents: list[EnrolledAgent]


class HostRow(msgspec.Struct, frozen=True):
    """A host. state: late after 30 s of silence, silent after 60 s; stopped said goodbye. alerts: open ones. dropped: events lost."""

    id: str
    name: str
    agent_id: str
    state: AgentState
    last_seen: str | None
    version: str
    kernel: str
    os: str
    sources: list[SourceState]
    alerts: BySeverity
    dropped: int
    simulated: bool


class HostList(msgspec.Struct, frozen=True):
    """GET /hosts, all of them."""

    as_of: str
    hosts: list[HostRow]


class EventList(msgspec.Struct, frozen=True):
    """GET /events, newest first."""

    as_of: str
    data_floor: str | None
    next: str | None
    events: list[EventLine]


class Health(msgspec.Struct, frozen=True):
    """GET /healthz. state: ok, or degraded with what is wrong."""

    state: Literal["ok", "degraded"]
    detail: str


class Counts(msgspec.Struct, frozen=True):
    """Stream event `counts`: open alerts by severity, and all alerts by state."""

    counts: BySeverity
    states: ByState


class EnrolmentNews(msgspec.Struct, frozen=True):
    """Stream event `enrolment`."""

    token_id: str
    progress: EnrolmentProgress


class RuleReasons(msgspec.Struct, frozen=True):
    """One rule against one event. depth: 0 the rule that was asked for, below it those it joins. sentence: the outcome in words."""

    depth: int
    rule: str
    name: str
    matched: bool
    fired: bool
    sentence: str
    why: list[Reasoning]


class Explained(msgspec.Struct, frozen=True):
    """GET /rules/{id}/explain. fired: the event makes the rule fire, with what is remembered as of now, or did. alert: it is part of."""

    as_of: str
    event: EventLine
    fired: bool
    sentence: str
    alert: str | None
    rules: list[RuleReasons]


class Learning(msgspec.Struct, frozen=True):
    """Until when a rule only learns on a host; of all hosts together `host` is null. until: null while it has not begun."""

    host: str | None
    until: str | None
    over: bool


class BaselineKey(msgspec.Struct, frozen=True):
    """What was seen: the values of the baseline's fields as they are compared. learned: while the rule only learned."""

    host: str | None
    values: list[str]
    first: str
    last: str
    learned: bool


class Baseline(msgspec.Struct, frozen=True):
    """GET /rules/{id}/baseline: what a rule with first_seen knows."""

    as_of: str
    fields: list[str]
    per: Literal["host", "fleet"]
    learning_s: int
    remember_s: int
    learning: list[Learning]
    next: str | None
    keys: list[BaselineKey]
