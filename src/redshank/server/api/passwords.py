"""Passwords: argon2id off the event loop, few at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from redshank.server.api.problems import Refusal
from redshank.server.store.control import users

MAX_CHARACTERS = 1024
WORKERS = 2
MAX_WAITING = 32
"""More than that is an attack or a broken script; each takes 0.2 s and 64 MiB."""

T = TypeVar("T")


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="passwords")


@dataclass(slots=True)
class Passwords:
    """Makes and checks hashes in a small pool of threads. hash, check: the price of a password, smaller in tests."""

    hash: Callable[[str], str] = users.hash_password
    check: Callable[[users.User | None, str], bool] = users.check_password
    _threads: ThreadPoolExecutor = field(default_factory=_pool)
    _waiting: int = 0

    async def hashed(self, password: str) -> str:
        """The hash to be kept of a password. Raises Refusal 503 where too many wait, InputError where it is too short."""
        return await self._run(lambda: self.hash(password))

    async def is_right(self, user: users.User | None, password: str) -> bool:
        """Whether it is this user's password; nobody, or one who is shut out, takes as long and is never right."""
        return await self._run(lambda: self.check(user, password[:MAX_CHARACTERS]))

    def close(self) -> None:
        """What runs is finished; nothing new begins."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= MAX_WAITING:
            raise Refusal(503, "too many log-ins at the same time; try again in a few seconds", "busy", retry_s=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def weakness(password: str, name: str) -> str:
    """Why a new password cannot be taken, in a sentence; empty where it can. Length is what counts, not kinds of characters."""
    if len(password) < users.MIN_PASSWORD:
        return f"The password needs at least {users.MIN_PASSWORD} characters."
    if len(password) > MAX_CHARACTERS:
        return f"The password may have at most {MAX_CHARACTERS} characters."
    folded = password.lower()
    rest = folded.replace(name.lower(), "", 1) if name else folded
    if len(set(folded)) < 5 or len(rest) < 4 or rest.isdecimal() or folded in _COMMON:
        return "That password is one of the first that anybody would try."
    return ""


_COMMON = frozenset(
    (
        "password1234", "passwordpassword", "administrator", "administrator1", "qwertyuiop12", "qwertyuiopas", "1234567890ab",
        "letmeinletmein", "changemechangeme", "redshankredshank", "iloveyou1234", "welcome12345", "abcdefghijkl", "abcd1234abcd",
        "admin1234567", "adminadminadmin", "passw0rd1234", "password12345", "qwerty123456", "1q2w3e4r5t6y",
    )
)  # fmt: skip
"""Long passwords that lists of stolen ones begin with."""
