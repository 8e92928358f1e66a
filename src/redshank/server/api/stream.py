"""The live stream: what changed, as it changes, to every page that watches.

A page names the last change it knows (`Last-Event-ID`), so that after a pause it gets what it missed, once. Alerts are
read from the control store by revision: the hub only says that there is something to read.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import msgspec
from anyio.to_thread import run_sync

from redshank.core.errors import StoreError
from redshank.server.api.alert_rows import OPEN, alert_row, by_severity, by_state
from redshank.server.api.enrolment import progress_of
from redshank.server.api.host_rows import host_of_agent
from redshank.server.api.login import Login, is_still_in
from redshank.server.api.parts import Parts
from redshank.server.api.problems import Refusal
from redshank.server.api.shapes import Counts, EnrolmentNews
from redshank.server.api.shared_reads import SharedReads
from redshank.server.store.control import alerts
from redshank.server.store.hub import Listener, News

MAX_PER_SESSION = 20
MAX_STREAMS = 500
HEARTBEAT_S = 15.0
COUNTS_S = 0.25
MAX_MISSED = 500
"""Alerts sent one by one after a pause; a page that missed more is told to read again."""
_LINE_ENDS = tuple((chr(code).encode(), f"\\u{code:04x}".encode()) for code in (0x85, 0x2028, 0x2029))
_ENCODE = msgspec.json.Encoder()


@dataclass(slots=True)
class Streams:
    """All open streams: their number is bounded, and what they read they read together."""

    parts: Parts
    heartbeat_s: float = HEARTBEAT_S
    _reads: SharedReads = field(default_factory=SharedReads)
    _open: Counter[str] = field(default_factory=Counter)

    def check_room(self, login: Login) -> None:
        """Raises Refusal 429 where one more stream would be too many."""
        if not self._has_room(login):
            raise Refusal(429, f"at most {MAX_PER_SESSION} streams of one log-in, {MAX_STREAMS} in all", "limited", retry_s=30)

    def _has_room(self, login: Login) -> bool:
        return self._open.total() < MAX_STREAMS and self._open[login.session.session_id] < MAX_PER_SESSION

    @property
    def count(self) -> int:
        """How many are open."""
        return self._open.total()

    async def frames(self, login: Login, after: int | None) -> AsyncIterator[bytes]:
        """The stream of one page, from the first byte to its end. after: the last revision it knows; None begins with what comes."""
        if not self._has_room(login):  # several were let through before the first of them counted
            return
        session = login.session.session_id
        self._open[session] += 1
        listener = self.parts.hub.listen()
        try:
            async for frame in _Stream(self.parts, self._reads, login, listener, self.heartbeat_s).frames(after):
                yield frame
        except StoreError:
            return  # the page comes back by itself, with the last revision it knows
        finally:
            self.parts.hub.leave(listener)
            self._open[session] -= 1
            if not self._open[session]:
                del self._open[session]


@dataclass(slots=True)
class _Stream:
    """One page's stream. revision: the last change it was told."""

    parts: Parts
    reads: SharedReads
    login: Login
    listener: Listener
    heartbeat_s: float
    revision: int = 0

    async def frames(self, after: int | None) -> AsyncIterator[bytes]:
        # The listener hears from before the backlog is read on, so nothing falls between the two.
        newest = await run_sync(partial(_newest, self.parts))
        self.revision = newest if after is None else min(after, newest)
        yield b": redshank\nretry: 1000\n\n"
        for frame in await self._alerts(newest):
            yield frame
        clock = asyncio.get_running_loop().time
        beat_at, counts_at, counts_due = clock() + self.heartbeat_s, clock(), True
        while True:
            until = min(beat_at, counts_at) if counts_due else beat_at
            news = await self.listener.wait(max(0.0, until - clock()))
            if news.closed:
                return
            for frame in await self._news(news):
                yield frame
            counts_due = counts_due or news.lost or "alert" in news.revision
            if counts_due and clock() >= counts_at:
                yield _frame("counts", await self._counts(), self.revision)
                counts_due, counts_at = False, clock() + COUNTS_S
            if clock() >= beat_at:
                if not await run_sync(partial(is_still_in, self.parts.control, self.login, self.parts.clock.wall_ns())):
                    return
                yield b": beat\n\n"
                beat_at = clock() + self.heartbeat_s

    async def _news(self, news: News) -> list[bytes]:
        frames: list[bytes] = []
        if news.lost:
            self.revision = await run_sync(partial(_newest, self.parts))
            return [_frame("resync", b"{}", self.revision)]
        if "alert" in news.revision:
            frames += await self._alerts(news.revision["alert"])
        if self.login.may("hosts.read"):
            for agent_id in news.keys.get("agent", ()):
                frames += await self._agent(agent_id, news.revision["agent"])
        if self.login.may("enrolment.read"):
            for token_id in news.keys.get("enrolment", ()):
                frames += await self._enrolment(token_id)
        return frames

    async def _alerts(self, told: int) -> list[bytes]:
        """The alerts that changed since the last look; told: the revision up to which the hub says there is something."""
        if told and told <= self.revision:
            return []
        show_argv = self.login.may("argv.read")
        key = ("alerts", self.revision, told, show_argv)
        rows = await self.reads.get(key, partial(_since, self.parts, self.revision, show_argv))
        if len(rows) > MAX_MISSED:
            self.revision = await run_sync(partial(_newest, self.parts))
            return [_frame("resync", b"{}", self.revision)]
        if rows:
            self.revision = rows[-1][0]
        return [_frame("alert", data, revision) for revision, data in rows]

    async def _counts(self) -> bytes:
        return await self.reads.get(("counts", self.revision), partial(_count, self.parts))

    async def _agent(self, agent_id: str, told: int) -> list[bytes]:
        data = await run_sync(partial(_agent, self.parts, agent_id))
        return [_frame("agent", data)] if data else []

    async def _enrolment(self, token_id: str) -> list[bytes]:
        data = await run_sync(partial(_enrolment, self.parts, token_id))
        return [_frame("enrolment", data)] if data else []


def _frame(event: str, data: bytes, revision: int | None = None) -> bytes:
    """One event of the stream. data: JSON, which has no line end in it whatever its texts hold.

    Unicode's own line ends are no lines to a browser, but they are to many a client: they go out escaped.
    """
    for character, escape in _LINE_ENDS:
        data = data.replace(character, escape)
    identity = b"" if revision is None else b"id: %d\n" % revision
    return b"event: %s\n%sdata: %s\n\n" % (event.encode(), identity, data)


def _newest(parts: Parts) -> int:
    with parts.control.read() as connection:
        return alerts.revision(connection)


def _since(parts: Parts, revision: int, show_argv: bool) -> list[tuple[int, bytes]]:
    with parts.control.read() as connection:
        rows = alerts.since(connection, revision, MAX_MISSED + 1)
    return [(row.revision, _ENCODE.encode(alert_row(row, show_argv))) for row in rows]


def _count(parts: Parts) -> bytes:
    with parts.control.read() as connection:
        found = alerts.counts(connection, OPEN)
    return _ENCODE.encode(Counts(by_severity(found.severities), by_state(found.states)))


def _agent(parts: Parts, agent_id: str) -> bytes | None:
    with parts.control.read() as connection:
        row = host_of_agent(connection, agent_id, parts.clock.wall_ns())
    return _ENCODE.encode(row) if row else None


def _enrolment(parts: Parts, token_id: str) -> bytes | None:
    with parts.control.read() as connection:
        progress = progress_of(connection, token_id, parts.clock.wall_ns())
    return _ENCODE.encode(EnrolmentNews(token_id, progress)) if progress else None
