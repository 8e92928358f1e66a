"""Coming in: by name and password, or by a one-time link. Tries are counted before anything is checked."""

from dataclasses import dataclass, field
from functools import partial

from anyio.to_thread import run_sync

from redshank.core.errors import InputError
from redshank.core.network import network_of
from redshank.server.api.first_run import NewAccount, link_of, use_link
from redshank.server.api.limiter import Limiter
from redshank.server.api.login import Login, Visitor, open_login
from redshank.server.api.parts import Parts
from redshank.server.api.passwords import Passwords, weakness
from redshank.server.store.control import audit, links, users

TRIES_OF_NAME = 10
TRIES_OF_ADDRESS = 30
SPAN_S = 15 * 60
WRONG = "Name or password is wrong."
GONE = "This link is over: it works once, and for an hour."


class EntryError(Exception):
    """Not let in; the text says why, to the person. status: of the answer."""

    def __init__(self, message: str, status: int) -> None:
        self.status = status
        super().__init__(message)


@dataclass(slots=True)
class Entry:
    """The door for people."""

    parts: Parts
    passwords: Passwords
    names: Limiter = field(init=False)
    addresses: Limiter = field(init=False)

    def __post_init__(self) -> None:
        self.names = Limiter(TRIES_OF_NAME, SPAN_S, self.parts.clock)
        self.addresses = Limiter(TRIES_OF_ADDRESS, SPAN_S, self.parts.clock)

    async def log_in(self, name: str, password: str, visitor: Visitor) -> Login:
        """A fresh session. Raises EntryError, after the same time whether the name or the password is wrong."""
        self._count(name, visitor)
        user = await run_sync(partial(self._user, name))
        if not await self.passwords.is_right(user, password) or user is None:
            await run_sync(partial(self._note_refused, name, visitor))
            raise EntryError(WRONG, 401)
        self.names.forget(name.lower())
        return await run_sync(partial(open_login, self.parts, user, visitor))

    async def link(self, key: str) -> tuple[links.Link | None, bool]:
        """The link of this key while it is good, and whether there is an owner."""
        link = await run_sync(partial(link_of, self.parts.control, key, self.parts.clock.wall_ns()))
        return link, await run_sync(self._has_owner)

    async def come_in(self, key: str, name: str, password: str, again: str, visitor: Visitor) -> Login:
        """A fresh session for who came by a link, which is used up now. Raises EntryError, and uses nothing up."""
        self._count_address(visitor)
        link, _ = await self.link(key)
        if link is None:
            raise EntryError(GONE, 410)
        name = link.user_name or name
        wrong = weakness(password, name) or ("" if password == again else "The two passwords are not the same.")
        if wrong or not name:
            raise EntryError(wrong or "A name is missing.", 400)
        hashed = await self.passwords.hashed(password)
        try:
            user = await run_sync(partial(use_link, self.parts, key, NewAccount(name, hashed), visitor))
        except InputError as error:
            raise EntryError(f"{str(error)[:1].upper()}{str(error)[1:]}.", 400) from error
        if user is None:
            raise EntryError(GONE, 410)
        return await run_sync(partial(open_login, self.parts, user, visitor))

    def _count(self, name: str, visitor: Visitor) -> None:
        self._count_address(visitor)
        self._wait(self.names.take(name.lower()))

    def _count_address(self, visitor: Visitor) -> None:
        self._wait(self.addresses.take(network_of(visitor.ip)))

    def _wait(self, seconds: int) -> None:
        if seconds:
            raise EntryError(f"Too many tries. Please wait {-(-seconds // 60)} min and try again.", 429)

    def _user(self, name: str) -> users.User | None:
        with self.parts.control.read() as c:
            return users.get(c, name)

    def _has_owner(self) -> bool:
        with self.parts.control.read() as c:
            return users.has_owner(c)

    def _note_refused(self, name: str, visitor: Visitor) -> None:
        with self.parts.control.write() as c:
            audit.append(c, audit.AuditAct(name, visitor.ip, "session.refused", name), self.parts.clock.wall_ns())
