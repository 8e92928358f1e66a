"""The way to the server: two senders in threads of their own, so that bulk never holds up what is urgent."""

import random
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from redshank.core.clock import Clock
from redshank.core.log import log
from redshank.host.backoff import Backoff
from redshank.host.certificate import trusting_only
from redshank.host.channel import Channel
from redshank.host.connection import Connection
from redshank.host.counters import Counters
from redshank.host.identity import Identity
from redshank.host.sender import Outbox, Sender
from redshank.host.state_file import UplinkState
from redshank.wire.messages import HostFacts

URGENT, BULK = "urgent", "bulk"
LANES = {URGENT: (0, 1), BULK: (2, 3)}
PACE_S = {URGENT: 0.1, BULK: 0.3}
"""A request carries what came since the one before it: never sooner than this after it, so that a trickle of events is not
a request each."""
IDLE_S = 0.5
FLUSH_S = 2.0
"""How long an ending agent tries to bring its last words away."""


class Spool(Outbox, Protocol):
    """The spool as the uplink uses it."""

    def wait(self, lanes: Mapping[int, int], timeout_s: float) -> bool:
        """True as soon as a lane has something after its number; False when the time is over."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """As whom we speak. counters: of the requests, kept in the folder of the key."""

    identity: Identity
    key: Ed25519PrivateKey
    counters: Counters


class Uplink:
    """Sends what the spool has until it is closed."""

    def __init__(self, account: Account, spool: Spool, facts: HostFacts, clock: Clock) -> None:
        self._account, self._spool, self._facts, self._clock = account, spool, facts, clock
        identity = account.identity
        self._secured = trusting_only(identity.certificate) if identity.certificate else None
        self._greeting, self._stop = threading.Lock(), threading.Event()
        self._flush_until = float("inf")
        self._senders = [self._sender(name) for name in LANES]
        self._threads = [threading.Thread(target=self._run, args=(one,), name=one.channel.name, daemon=True) for one in self._senders]

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    def tend(self) -> None:
        """Cut off requests that take too long. To be called now and then."""
        for sender in self._senders:
            sender.channel.connection.expire()

    def health(self) -> UplinkState:
        """How both senders are, together."""
        every = [sender.sent for sender in self._senders]
        refused: Counter[str] = Counter()
        for sent in every:
            refused.update(dict(sent.refused))
        trouble = next((sent.trouble for sent in every if sent.trouble), "")
        never = "" if any(sent.last_ack_ns for sent in every) else "no answer of the server yet"
        return UplinkState(
            "degraded" if trouble or never else "ok",
            trouble or never or self._account.identity.server,
            sum(sent.events for sent in every),
            sum(sent.acked for sent in every),
            sum(sent.retries for sent in every),
            sum(sent.requests for sent in every),
            max(sent.last_ack_ns for sent in every),
            dict(refused),
        )

    def close(self, flush_s: float = FLUSH_S) -> None:
        """Send what is left, for at most `flush_s` seconds, and end. May be called twice."""
        self._flush_until = min(self._flush_until, time.monotonic() + flush_s)
        self._stop.set()
        for thread in self._threads:
            thread.join(max(0.0, self._flush_until - time.monotonic()))
        for sender in self._senders:
            sender.channel.connection.cut()
        for thread in self._threads:
            thread.join(0.5)

    def _sender(self, name: str) -> Sender:
        connection = Connection(self._account.identity.address, self._secured)
        backoff = Backoff(random.random)
        own, control = self._channel(name, connection), self._channel("control", connection)
        return Sender(LANES[name], self._spool, own, control, self._greeting, self._facts, backoff, time.monotonic)

    def _channel(self, name: str, connection: Connection) -> Channel:
        identity = self._account.identity
        return Channel(
            name, self._account.key, identity.agent_id, identity.server_key, connection, self._account.counters, self._clock.wall_ns
        )

    def _run(self, sender: Sender) -> None:
        while not self._stop.is_set():
            begun = time.monotonic()
            pause = self._step(sender)
            if pause == 0.0 and not sender.has_more:
                self._spool.wait(sender.taken(), IDLE_S)
                pause = begun + PACE_S[sender.channel.name] - time.monotonic()
            if pause > 0.0:
                self._stop.wait(pause)
        self._flush(sender)

    def _step(self, sender: Sender) -> float:
        try:
            return sender.step()
        except Exception as error:  # the hop's outer loop: two lanes must not fall silent for good
            log.error("uplink.step", channel=sender.channel.name, error=f"{type(error).__name__}: {error}")
            sender.sent.trouble = f"{type(error).__name__}: {error}"
            sender.sent.refused["error"] += 1
            return sender.backoff.failed()

    def _flush(self, sender: Sender) -> None:
        """What is left goes out as long as the server takes it at once."""
        while time.monotonic() < self._flush_until:
            if self._step(sender) > 0.0 or not sender.has_more:
                break
        sender.channel.connection.close()
