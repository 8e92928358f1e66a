"""A whole server for tests, without a network: control store, events in memory, detection by the shipped rules, and the API."""

import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Litestar

from redshank.analysis.detection import Detection, open_detection
from redshank.analysis.incidents.joining import Joiner
from redshank.core.clock import Clock, SystemClock
from redshank.core.log import Log
from redshank.events import Event
from redshank.server.api.app import build_app
from redshank.server.api.login import cookie_name
from redshank.server.api.parts import ApiSettings, Parts, RuleText
from redshank.server.api.passwords import Passwords
from redshank.server.api.storybook import Storybook, open_storybook
from redshank.server.store.control import agents, detection, incidents, marks, sessions, tokens, users
from redshank.server.store.control.database import Control, open_control
from redshank.server.store.control.secret import TOKEN_PREFIX, new_secret
from redshank.server.store.event_store import Batch, Block
from redshank.server.store.hub import Hub
from redshank.server.store.memory import MemoryStore
from redshank.server.suppress.book import SuppressionBook
from tests.server import story

ADDRESS = "http://localhost:8765"
PASSWORD = "correct horse battery"
ROLES = ("owner", "admin", "analyst", "investigator", "responder", "rule-editor", "auditor", "viewer")
SOURCES = [
    {"name": "ebpf", "state": "ok", "detail": ""},
    {"name": "fanotify", "state": "ok", "detail": "1,204 places watched"},
    {"name": "journal", "state": "degraded", "detail": "journalctl is missing: text logs are read"},
]


def quick_passwords() -> Passwords:
    """Hashes that cost nothing, so that a test of logging in takes no second."""
    return Passwords(hash=lambda password: f"plain:{password}", check=_is_plain)


def _is_plain(user: users.User | None, password: str) -> bool:
    return user is not None and not user.disabled and user.password_hash == f"plain:{password}"


@dataclass(slots=True)
class Site:
    """A server and what was done on it. host: its id, name and agent of the first host."""

    parts: Parts
    detection: Detection
    passwords: Passwords = field(default_factory=quick_passwords)
    joiner: Joiner = field(default_factory=Joiner)
    _sequence: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _position: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def control(self) -> Control:
        return self.parts.control

    def app(self, openapi: bool = False) -> Litestar:
        """The application over this server."""
        return build_app(self.parts, passwords=self.passwords, openapi=openapi)

    def now(self) -> int:
        return self.parts.clock.wall_ns()

    def user(self, role: str = "owner", name: str | None = None) -> str:
        """A user of this role, by name."""
        with self.control.write() as c:
            return users.create(c, name or role, role, self.now(), f"plain:{PASSWORD}").name

    def cookie(self, user: str) -> dict[str, str]:
        """The cookie of a fresh session of this user."""
        secret = new_secret()
        with self.control.write() as c:
            sessions.start(c, secret, sessions.NewSession(user, new_secret(), "127.0.0.1"), self.now())
        return {cookie_name(self.parts.settings): secret}

    def token(self, uses: int = 1) -> tuple[str, str]:
        """An enrolment token: its id and its secret."""
        secret = new_secret(TOKEN_PREFIX)
        with self.control.write() as c:
            token = tokens.create(c, secret, tokens.NewToken("owner", max_uses=uses), self.now())
        self.parts.hub.publish("enrolment", token.token_id)
        return token.token_id, secret

    def enrol(self, name: str, token: tuple[str, str] | None = None) -> tuple[str, str, str]:
        """An agent on a host of this name. Returns the host's id and name, and the agent's id."""
        facts = agents.Facts(name, version="0.1.0", kernel="6.1.0-28-amd64", os="Debian GNU/Linux 12 (bookworm)")
        key = name.encode().ljust(32, b".")[:32]
        with self.control.write() as c:
            if token is not None:
                tokens.use(c, token[1], "127.0.0.1", self.now())
            made = agents.enrol(c, agents.NewAgent(key, facts, token_id=token[0] if token else None), self.now())
        self.beat(made.agent_id)
        if token is not None:
            self.parts.hub.publish("enrolment", token[0])
        return made.host_id, name, made.agent_id

    def beat(self, agent_id: str, state: str = "running", dropped: int = 0) -> None:
        """A heartbeat of this agent."""
        flat = {"redshank.heartbeat.state": state, "redshank.heartbeat.sources": SOURCES}
        with self.control.write() as c:
            agents.heartbeat(c, agent_id, self.now(), flat | {"redshank.heartbeat.spool": [{"bytes": 4096, "dropped": {"2": dropped}}]})
        self.parts.hub.publish("agent", agent_id)

    def tell(self, told: Iterable[tuple[float, story.Flat]], host: tuple[str, str, str]) -> list[Event]:
        """Lets it happen on a host: stored, detected, kept, published, as a server does it."""
        events = story.placed(iter(told), self.now(), host, lambda: next(self._sequence))
        self.take(events)
        return events

    def take(self, events: list[Event]) -> None:
        """Events arrive."""
        if not events:
            return
        first, agent_id = events[0], str(events[0].agent_id)
        position = next(self._position)
        block = Block(agent_id, str(first.host_id), "0" * 32, 1, first.event_sequence or 1, len(events), tuple(events))
        self.parts.event_store.append(Batch(position, (block,)))
        alerts = self.detection.detect(events)
        with self.control.write() as c:
            marks.raise_position(c, position)
            agents.heard(c, agent_id, self.now())
            news = agents.mark_first(c, agent_id, "event", self.now())
            saved = detection.save(c, alerts, position, None, self.now())
            self.joiner.visits.observe(events)
            told = incidents.save(c, self.joiner.take(alerts))
            agent = agents.get(c, agent_id)
        if saved.revisions:
            self.parts.hub.publish("alert", revision=max(saved.revisions))
        if told:
            self.parts.hub.publish("incident", revision=max(told))
        if (news or saved.marks) and agent and agent.token_id:
            self.parts.hub.publish("enrolment", agent.token_id)

    def close(self) -> None:
        self.parts.hub.close()
        self.passwords.close()
        self.control.close()


def shipped_detection() -> Detection:
    """Detection by the shipped rules; takes most of a second."""
    return open_detection((), (), warn=_complain)


def open_site(folder: Path, address: str = ADDRESS, found: Detection | None = None, clock: Clock | None = None, **settings: Any) -> Site:
    """A server with its data in a folder and nothing in it yet. found: detection to use, which remembers nothing yet."""
    found = found or shipped_detection()
    rules = found.engine.rules

    def rule(rule_id: str) -> RuleText | None:
        known = rules.get(rule_id)
        return RuleText(known.description, known.severity) if known else None

    clock = clock or SystemClock()
    parts = Parts(
        control=open_control(folder),
        event_store=MemoryStore(),
        hub=Hub(),
        settings=ApiSettings(address, version="0.1.0", **settings),
        clock=clock,
        rule=rule,
        started_ns=clock.wall_ns() or time.time_ns(),
        engine=lambda: found.engine,
        storybook=storybook(),
    )
    parts = replace(parts, book=SuppressionBook(parts.control, clock, Log()))
    return Site(parts, found)


@cache
def storybook() -> Storybook:
    """The shipped families and pieces of playbooks, read once."""
    return open_storybook()


def _complain(sentence: str) -> None:
    raise AssertionError(f"a shipped rule does not load: {sentence}")
