"""People who may log in, and their passwords as argon2id hashes.

Hashing costs a tenth of a second and 64 MiB on purpose: it is done outside of transactions, and a few at a time.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, delete, select, update

from redshank.core.errors import InputError
from redshank.server.store.control.database import insert_into
from redshank.server.store.control.tables import sessions, users

MIN_PASSWORD = 12
MAX_PASSWORD = 1_024
OWNER = "owner"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_ROLE = re.compile(r"[a-z][a-z-]{0,31}")
_HASHER = PasswordHasher()


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may log in. password_hash: None until the first password is set. role: what the API knows by it."""

    name: str
    role: str
    password_hash: str | None
    disabled: bool
    created_at: int
    password_at: int | None


def create(c: Connection, name: str, role: str, now_ns: int, password_hash: str | None = None) -> User:
    """A new user. Raises InputError of kind `user` where the name is no name or taken, or the role none."""
    if not _NAME.fullmatch(name):
        raise InputError(f"user {name!r}: a name has 1 to 64 letters, digits and . _ @ -, and begins with a letter or digit", "user")
    if not _ROLE.fullmatch(role):
        raise InputError(f"role {role!r}: a role is a word in small letters", "user")
    made = User(name, role, password_hash, False, now_ns, now_ns if password_hash else None)
    row = {field: getattr(made, field) for field in User.__slots__}
    put = insert_into(c, users).values(row).on_conflict_do_nothing(index_elements=["name"])
    if c.execute(put.returning(users.c.name)).first() is None:
        raise InputError(f"user {name!r} exists already", "user")
    return made


def get(c: Connection, name: str) -> User | None:
    """The user of this name."""
    row = c.execute(select(users).where(users.c.name == name)).first()
    return _user(row) if row else None


def all_users(c: Connection) -> list[User]:
    """Everybody, by name."""
    return [_user(row) for row in c.execute(select(users).order_by(users.c.name))]


def has_owner(c: Connection) -> bool:
    """True where somebody with the top role can log in: the first-login link has done its work."""
    ready = select(users.c.name).where(users.c.role == OWNER, users.c.disabled.is_(False), users.c.password_hash.is_not(None))
    return c.execute(ready.limit(1)).first() is not None


def set_password(c: Connection, name: str, password_hash: str, now_ns: int) -> bool:
    """Note a new password; every session of the user ends. False where there is no such user."""
    return _change(c, name, {"password_hash": password_hash, "password_at": now_ns})


def renew_hash(c: Connection, name: str, password_hash: str) -> bool:
    """Note the same password hashed anew, after `needs_rehash`; sessions go on."""
    return c.execute(update(users).where(users.c.name == name).values(password_hash=password_hash)).rowcount == 1


def set_role(c: Connection, name: str, role: str) -> bool:
    """Give another role; every session of the user ends. False where there is no such user."""
    if not _ROLE.fullmatch(role):
        raise InputError(f"role {role!r}: a role is a word in small letters", "user")
    return _change(c, name, {"role": role})


def set_disabled(c: Connection, name: str, disabled: bool) -> bool:
    """Shut a user out, or let them in again; every session of the user ends. False where there is no such user."""
    return _change(c, name, {"disabled": disabled})


# Passwords


def hash_password(password: str) -> str:
    """The argon2id hash. Raises InputError of kind `password` where it is too short, too long, or one character."""
    if len(password) < MIN_PASSWORD:
        raise InputError(f"a password has at least {MIN_PASSWORD} characters", "password")
    if len(password) > MAX_PASSWORD:
        raise InputError(f"a password has at most {MAX_PASSWORD} characters", "password")
    if len(set(password)) == 1:
        raise InputError("a password is more than one character again and again", "password")
    return _HASHER.hash(_bytes(password))


def check_password(user: User | None, password: str) -> bool:
    """True where this is the user's password. It takes as long for somebody unknown, shut out or without a password."""
    ready = user is not None and not user.disabled and user.password_hash is not None
    known = user.password_hash if user is not None and ready else None
    try:
        _HASHER.verify(known or _nobodys_hash(), _bytes(password[: MAX_PASSWORD + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return ready


def needs_rehash(user: User) -> bool:
    """True where the hash is weaker than what we make now."""
    return user.password_hash is not None and _HASHER.check_needs_rehash(user.password_hash)


@cache
def _nobodys_hash() -> str:
    """A hash to spend time on; that its password is known helps nobody, since nobody has it."""
    return _HASHER.hash(b"nobody")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _change(c: Connection, name: str, values: dict[str, Any]) -> bool:
    c.execute(delete(sessions).where(sessions.c.user_name == name))
    return c.execute(update(users).where(users.c.name == name).values(values)).rowcount == 1


def _user(row: Row[*tuple[Any, ...]]) -> User:
    return User(**row._mapping)
