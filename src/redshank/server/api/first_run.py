"""The one-time link: the first owner makes an account by it, anybody else gets a new password."""

from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import Connection

from redshank.core.errors import InputError
from redshank.server.api.login import Visitor
from redshank.server.api.parts import Parts
from redshank.server.store.control import audit, links, users
from redshank.server.store.control.database import Control
from redshank.server.store.control.secret import new_secret

NEW_OWNER = ""
"""The user name of a link by which the first owner comes in."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What the one behind a link chose. name: of no account where the link names one."""

    name: str
    password_hash: str


def new_link(control: Control, address: str, now_ns: int, user_name: str = NEW_OWNER, by: str = "console") -> str:
    """The address of a fresh link, good once and for an hour. user_name: whose password it sets.

    Raises InputError where there is no such user, or an owner already where a first one is to come.
    """
    secret = new_secret()
    with control.write() as connection:
        if user_name == NEW_OWNER and users.has_owner(connection):
            raise InputError("there is an owner already; name the user who needs a new password", "user")
        if user_name != NEW_OWNER and users.get(connection, user_name) is None:
            raise InputError(f"there is no user '{user_name}'", "user")
        links.create(connection, secret, user_name, by, now_ns)
        audit.append(connection, audit.AuditAct(by, "", "user.link", user_name or "(first owner)"), now_ns)
    return f"{address.rstrip('/')}/first-run?key={quote(secret, safe='')}"


def link_of(control: Control, key: str, now_ns: int) -> links.Link | None:
    """The link of this key while it is good; looking at it does not use it up."""
    with control.read() as connection:
        link = links.peek(connection, key, now_ns) if 16 <= len(key) <= 128 and key.isascii() else None
        gone = link is not None and link.user_name == NEW_OWNER and users.has_owner(connection)
    return None if gone else link


def use_link(parts: Parts, key: str, account: NewAccount, visitor: Visitor) -> users.User | None:
    """Uses the link up and gives the account it made or renewed; None where it is no longer good.

    Raises InputError, and leaves the link good, where no account can have this name.
    """
    now_ns = parts.clock.wall_ns()
    with parts.control.write() as connection:
        link = links.use(connection, key, now_ns)
        user = _account(connection, link, account, now_ns) if link else None
        if user is not None:
            verb = "user.password" if link and link.user_name else "user.first_owner"
            audit.append(connection, audit.AuditAct(user.name, visitor.ip, verb, user.name), now_ns)
    return user


def _account(c: Connection, link: links.Link, account: NewAccount, now_ns: int) -> users.User | None:
    if link.user_name == NEW_OWNER:
        return None if users.has_owner(c) else users.create(c, account.name, "owner", now_ns, account.password_hash)
    user = users.get(c, link.user_name)
    if user is None or user.disabled:
        return None
    users.set_password(c, user.name, account.password_hash, now_ns)
    return user
