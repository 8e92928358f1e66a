"""Enrolment tokens: short-lived, counted, revocable. The token itself is shown once and never stored."""

import ipaddress
import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from redshank.core.errors import InputError
from redshank.server.store.control.secret import digest
from redshank.server.store.control.tables import agents, tokens

MAX_USES = 10_000
MAX_TTL_S = 30 * 86_400
MAX_TAGS = 32
MAX_TAG = 64
_ID_LENGTH = 16

State = Literal["waiting", "used_up", "expired", "revoked"]


class TokenError(InputError):
    """A token that lets nobody in. kind: `unknown`, `expired`, `used_up`, `revoked` or `wrong_network`."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is wished for. cidr: the network it may be used from, None for any. simulated: what it lets in is a simulation."""

    created_by: str
    ttl_s: int = 3600
    max_uses: int = 1
    tags: tuple[str, ...] = ()
    cidr: str | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token without its secret. cidr: the network it may be used from, None for any."""

    token_id: str
    created_by: str
    created_at: int
    expires_at: int
    max_uses: int
    uses: int
    tags: tuple[str, ...]
    cidr: str | None
    simulated: bool
    revoked_at: int | None
    last_used_at: int | None


def state(token: TokenRecord, now_ns: int) -> State:
    """What the token is good for; `used_up` is what has done its work, whatever happened later."""
    if token.uses >= token.max_uses:
        return "used_up"
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at <= now_ns else "waiting"


def create(c: Connection, secret: str, wish: NewToken, now_ns: int) -> TokenRecord:
    """Note a token. Raises InputError of kind `token` where lifetime, uses, tags or network are out of bounds."""
    _check(wish)
    hashed = digest(secret)
    made = TokenRecord(
        token_id=hashed[:_ID_LENGTH],
        created_by=wish.created_by,
        created_at=now_ns,
        expires_at=now_ns + wish.ttl_s * 1_000_000_000,
        max_uses=wish.max_uses,
        uses=0,
        tags=tuple(wish.tags),
        cidr=_network(wish.cidr),
        simulated=wish.simulated,
        revoked_at=None,
        last_used_at=None,
    )
    c.execute(tokens.insert(), asdict(made) | {"secret": hashed, "tags": json.dumps(made.tags)})
    return made


def use(c: Connection, secret: str, ip: str, now_ns: int, agent_id: str = "") -> TokenRecord:
    """One use of the token, counted; of many at once only as many get in as it has uses. Raises TokenError.

    agent_id: an agent that this token let in before takes no second use, because its answer was lost on the way.
    """
    hashed = digest(secret)
    known = _one(c, tokens.c.secret == hashed)
    if known is None:
        raise TokenError("the token is unknown: make a new one", "unknown")
    _check_network(known, ip)
    if agent_id and c.execute(select(agents.c.agent_id).filter_by(agent_id=agent_id, token_id=known.token_id)).first():
        return known
    left = (tokens.c.uses < tokens.c.max_uses, tokens.c.expires_at > now_ns, tokens.c.revoked_at.is_(None))
    used = update(tokens).where(tokens.c.secret == hashed, *left).values(uses=tokens.c.uses + 1, last_used_at=now_ns)
    row = c.execute(used.returning(tokens)).first()
    if row is None:
        kind = state(known, now_ns)
        raise TokenError(f"the token is {kind.replace('_', ' ')}: make a new one", kind)
    return _record(row)


def all_tokens(c: Connection) -> list[TokenRecord]:
    """Every token, the newest first."""
    return [_record(row) for row in c.execute(select(tokens).order_by(tokens.c.created_at.desc(), tokens.c.token_id))]


def get(c: Connection, token_id: str) -> TokenRecord | None:
    """The token with this id."""
    return _one(c, tokens.c.token_id == token_id)


def revoke(c: Connection, token_id: str, now_ns: int) -> bool:
    """End a token. False where there is none or it was revoked before."""
    standing = update(tokens).where(tokens.c.token_id == token_id, tokens.c.revoked_at.is_(None))
    return c.execute(standing.values(revoked_at=now_ns)).rowcount == 1


def _check(wish: NewToken) -> None:
    if not 1 <= wish.ttl_s <= MAX_TTL_S:
        raise InputError(f"a token lives 1 to {MAX_TTL_S} s, not {wish.ttl_s}", "token")
    if not 1 <= wish.max_uses <= MAX_USES:
        raise InputError(f"a token has 1 to {MAX_USES} uses, not {wish.max_uses}", "token")
    if len(wish.tags) > MAX_TAGS or any(not 0 < len(tag) <= MAX_TAG for tag in wish.tags):
        raise InputError(f"a token has at most {MAX_TAGS} tags of 1 to {MAX_TAG} characters", "token")


def _network(cidr: str | None) -> str | None:
    try:
        return str(ipaddress.ip_network(cidr)) if cidr else None
    except ValueError as error:
        raise InputError(f"no network: {error}", "token") from error


def _check_network(token: TokenRecord, ip: str) -> None:
    if token.cidr is None:
        return
    try:
        address = ipaddress.ip_address(ip)
    except ValueError as error:
        raise TokenError(f"the token is for {token.cidr} only", "wrong_network") from error
    mapped = getattr(address, "ipv4_mapped", None)
    if (mapped or address) not in ipaddress.ip_network(token.cidr):
        raise TokenError(f"the token is for {token.cidr} only", "wrong_network")


def _one(c: Connection, condition: Any) -> TokenRecord | None:
    row = c.execute(select(tokens).where(condition)).first()
    return _record(row) if row else None


def _record(row: Row[Any]) -> TokenRecord:
    values = {name: value for name, value in row._mapping.items() if name != "secret"}
    return TokenRecord(**values | {"tags": tuple(json.loads(values["tags"]))})
