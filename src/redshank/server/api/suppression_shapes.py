"""What the routes of suppressions and dry runs take and give; see `shapes`."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from redshank.server.api.shapes import AlertRow, EventLine, Named, Severity

SuppressionState = Literal["active", "expired", "revoked"]
ChangeAction = Literal["revoke", "revert", "extend"]


class SuppressionField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that has to hold. value: exact, with regard to case; of a pattern, `*` stands for any run of characters."""

    field: Annotated[str, Meta(max_length=64)]
    value: Annotated[str, Meta(max_length=1024)]
    pattern: bool = False


class ProposedField(msgspec.Struct, frozen=True):
    """A field that may go in. ticked: proposed. note: what to know about it, or ""."""

    field: str
    value: str
    pattern: bool
    ticked: bool
    note: str


class SuppressionProposal(msgspec.Struct, frozen=True):
    """GET /alerts/{alert_id}/suppression. refusal: why nothing of it may be suppressed, "" where something may."""

    rule: Named
    severity: Severity
    host: Named
    fields: list[ProposedField]
    days: int
    max_days: int
    refusal: str


class SuppressionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """POST /suppressions. hosts: ids; none stands for all. days: from now. reason: why this is no news here."""

    rule_id: Annotated[str, Meta(max_length=256)]
    fields: Annotated[list[SuppressionField], Meta(min_length=1, max_length=8)]
    reason: Annotated[str, Meta(max_length=500)]
    days: Annotated[int, Meta(ge=1, le=90)] = 30
    hosts: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=200)] = []


class SuppressionTrial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """POST /suppressions/dry-run. hours: how far back in the stored events; 0 leaves them alone. cursor: of the answer before."""

    rule_id: Annotated[str, Meta(max_length=256)]
    fields: Annotated[list[SuppressionField], Meta(min_length=1, max_length=8)]
    hosts: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=200)] = []
    hours: Annotated[int, Meta(ge=0, le=24 * 366)] = 0
    cursor: Annotated[str, Meta(max_length=400)] | None = None


class RuleTrial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """POST /rules/dry-run. Either rule_id, of a rule in force, or text, of a rule file; hours and cursor as for suppressions."""

    rule_id: Annotated[str, Meta(max_length=256)] = ""
    text: Annotated[str, Meta(max_length=48_000)] = ""
    hours: Annotated[int, Meta(ge=1, le=24 * 366)] = 24
    cursor: Annotated[str, Meta(max_length=400)] | None = None


class SuppressionChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """POST /suppressions/{id}/change. revert: as it was before the latest change. days: of `extend`, from now."""

    action: ChangeAction
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    days: Annotated[int, Meta(ge=1, le=90)] = 30


class SuppressionRow(msgspec.Struct, frozen=True):
    """A suppression. hidden: matches it took away. unused: why it hides nothing though it is active, or ""."""

    id: str
    rule: Named
    severity: Severity
    state: SuppressionState
    fields: list[SuppressionField]
    hosts: list[str]
    reason: str
    author: str
    created: str
    expires: str
    version: int
    hidden: int
    last_hidden: str | None
    unused: str


class FilterCount(msgspec.Struct, frozen=True):
    """A Sigma filter of the rule folders. hidden: matches it took away. expires: null for never."""

    id: str
    title: str
    file: str
    hidden: int
    last_hidden: str | None
    expires: str | None


class SuppressionList(msgspec.Struct, frozen=True):
    """GET /suppressions, the latest first; filters: those of files, which are changed there."""

    as_of: str
    suppressions: list[SuppressionRow]
    filters: list[FilterCount]


class SuppressionVersion(msgspec.Struct, frozen=True):
    """What it was after a change, by whom and why."""

    version: int
    at: str
    by: str
    action: str
    why: str
    state: Literal["active", "revoked"]
    expires: str
    reason: str


class HiddenMatch(msgspec.Struct, frozen=True):
    """A match that is no alert. told: why."""

    at: str
    rule: Named
    told: str
    event: EventLine


class SuppressionDetail(msgspec.Struct, frozen=True):
    """GET /suppressions/{id}. sigma: the Sigma filter. history: oldest first. latest: hidden matches that are still remembered."""

    row: SuppressionRow
    sigma: str
    history: list[SuppressionVersion]
    latest: list[HiddenMatch]


class SigmaText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Suppressions as documents of Sigma filters."""

    sigma: Annotated[str, Meta(max_length=60_000)]


class Imported(msgspec.Struct, frozen=True):
    """POST /suppressions/import. All of them are in force, or none."""

    suppressions: list[SuppressionRow]


class KeptAlertsTrial(msgspec.Struct, frozen=True):
    """What of the kept alerts of its rule would have vanished. looked_at of `of`, the newest. firings: of the alerts hidden."""

    looked_at: int
    of: int
    hidden: int
    firings: int
    unread: int
    by_day: dict[str, int]
    by_host: dict[str, int]
    by_state: dict[str, int]
    samples: list[AlertRow]


class EventsTrial(msgspec.Struct, frozen=True):
    """What came of stored events. looked_at: events of the kinds that matter, in this call; stored: events there are in all.

    matches: firings raised, or hidden; alerts: different ones. reached: how far back it came. next: null where it is complete.
    """

    looked_at: int
    stored: int
    since: str
    reached: str | None
    next: str | None
    matches: int
    alerts: int
    failures: int
    by_day: dict[str, int]
    by_host: dict[str, int]
    samples: list[EventLine]


class TrialRefusal(msgspec.Struct, frozen=True):
    """Why it would be refused. kind: a stable word."""

    kind: str
    message: str


class SuppressionTrialResult(msgspec.Struct, frozen=True):
    """POST /suppressions/dry-run. refusals: none where it may be made. events: null where they were not asked for."""

    refusals: list[TrialRefusal]
    alerts: KeptAlertsTrial
    events: EventsTrial | None
    sigma: str
