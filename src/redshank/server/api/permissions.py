"""Who may do what: one table of roles, and the one guard that asks it.

Every route says `opt={"permission": …}`; a route that says nothing, or a word that is not listed here, is refused.
"""

from typing import Literal, cast, get_args

from redshank.server.api.shapes import Role

Permission = Literal[
    "public",
    "agent",
    "session",
    "console",
    "alerts.read",
    "alerts.act",
    "argv.read",
    "hosts.read",
    "events.read",
    "enrolment.read",
    "enrolment.write",
    "metrics.read",
    "suppressions.read",
    "suppressions.write",
]
"""public: anybody. agent: agents, whose signature the route itself verifies. session: anybody who is logged in.

argv.read is of no route: who lacks it sees no command lines.
"""
PERMISSIONS: frozenset[str] = frozenset(get_args(Permission))
WITHOUT_LOGIN = frozenset({"public", "agent"})

_READ = frozenset({"session", "console", "alerts.read", "hosts.read", "events.read", "suppressions.read"})
_TRIAGE = _READ | {"argv.read", "alerts.act", "suppressions.write"}
_RUN = frozenset({"enrolment.read", "enrolment.write", "metrics.read"})

ROLES: dict[Role, frozenset[str]] = {
    "viewer": _READ,
    "analyst": _TRIAGE,
    "investigator": _TRIAGE,
    "responder": _TRIAGE,
    "rule-editor": _READ | {"argv.read", "suppressions.write"},
    "auditor": frozenset({"session", "console"}),
    "admin": _READ | _RUN,
    "owner": PERMISSIONS - WITHOUT_LOGIN,
}
"""What each role may. investigator and responder differ from analyst by pages that are still to come (recordings, actions)."""


def allows(role: str, permission: str) -> bool:
    """Whether a role may; unknown roles and words may nothing."""
    return permission in ROLES.get(cast(Role, role), frozenset())
