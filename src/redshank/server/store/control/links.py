"""One-time links by which somebody without a password logs in for the first time. Only their sha256 is stored."""

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Connection, delete, select, update

from redshank.server.store.control.secret import digest
from redshank.server.store.control.tables import links

TTL_NS = 3600 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class Link:
    """A link without its secret. user_name: may be of nobody yet, as that of the first owner is."""

    user_name: str
    created_by: str
    created_at: int
    expires_at: int
    used_at: int | None


_COLUMNS = tuple(links.c[name] for name in Link.__slots__)


def create(c: Connection, secret: str, user_name: str, created_by: str, now_ns: int) -> Link:
    """A link good for an hour and for one use; those of the user before it are worth nothing from now on."""
    c.execute(delete(links).where(links.c.user_name == user_name))
    made = Link(user_name, created_by, now_ns, now_ns + TTL_NS, None)
    c.execute(links.insert(), asdict(made) | {"secret": digest(secret)})
    return made


def peek(c: Connection, secret: str, now_ns: int) -> Link | None:
    """The link, where it is still good; it is not used by this."""
    row = c.execute(select(*_COLUMNS).where(*_good(secret, now_ns))).first()
    return Link(*row) if row else None


def use(c: Connection, secret: str, now_ns: int) -> Link | None:
    """Use the link up. None where it is unknown, over, or used: of many at once only one gets it."""
    used = update(links).where(*_good(secret, now_ns)).values(used_at=now_ns)
    row = c.execute(used.returning(*_COLUMNS)).first()
    return Link(*row) if row else None


def _good(secret: str, now_ns: int) -> tuple[ColumnElement[bool], ...]:
    return links.c.secret == digest(secret), links.c.used_at.is_(None), links.c.expires_at > now_ns
