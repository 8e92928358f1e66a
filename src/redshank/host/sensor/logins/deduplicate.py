"""One fact, told by several voices, becomes one event.

A refused ssh login is told by PAM, by sshd (in one to four sentences) and by btmp; an accepted one by sshd, PAM,
systemd-logind and wtmp. Each voice counts on its own, so the truth is the loudest: of two refusals told by PAM and
three told by sshd in one connection, there were three. So a claim of a voice is taken for the oldest fact near in time
that fits and that this voice has not told yet; where there is none, it is a new fact, hence an event. In whatever order
the voices come, the number of events is the highest count of any text voice. btmp counts only where the text logs say
nothing about the process: sshd also writes a record when a stranger's name is first asked for.

The program's own sentence is the best: it makes an event at once. Weaker voices wait for their patience; if a better
one tells the fact meanwhile, its event is taken. A sentence that knows an address is only taken for a fact with the
same address, so that nobody hides a login behind a forged, vaguer one.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from redshank.events import Event
from redshank.host.sensor.logins.claims import Claim, Voice

SECOND = 1_000_000_000
CONNECTION_NS = 150 * SECOND
"""How far apart two sentences about the refusals of one connection can be: sshd's LoginGraceTime is 120 s."""
SESSION_NS = 10 * SECOND
"""How far apart the sentences about one login or logout are."""
OPENING_NS = SECOND
"""Without pids (sudo writes none), the first refusal of a conversation is only taken for a fact that is not older."""
CAPACITY = 16_384
MOST_COMPARED = 128
"""Facts of one process or user that a claim is compared with: the newest ones."""

_Key = tuple[str, str, int | str | None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a weaker voice waits for a better one, in nanoseconds.

    pam: 0 where pam_unix alone decides; 3 s where another module may let in whom pam_unix does not know.
    """

    pam_ns: int = 3 * SECOND
    record_ns: int = 800_000_000

    def of(self, claim: Claim) -> int:
        """For one claim. PAM does not know where an ssh login comes from; a refusal it may (not with UseDNS): sshd knows more."""
        if claim.voice in ("record", "logind"):
            return self.record_ns
        if claim.voice != "pam" or claim.kind == "logout":
            return 0
        if claim.kind == "login":
            return self.record_ns if claim.service == "sshd" and claim.ip is None else 0
        return max(self.pam_ns, 3 * SECOND) if claim.service == "sshd" and claim.ip is None else self.pam_ns


@dataclass(slots=True, eq=False)
class _Fact:
    time: int
    kind: str
    user: str | None
    ip: str | None
    pid: int | None
    service: str | None
    voices: set[Voice]
    waiting: Event | None
    due: int
    told: bool
    """Whether its event was given. One that was dropped can still be told by a better voice."""
    places: list[_Key]

    def fits(self, claim: Claim, pid: int | None, time: int) -> bool:
        """True where `claim` can be about this fact."""
        window = CONNECTION_NS if claim.kind == "failed" else SESSION_NS
        if abs(time - self.time) > window or _differ(self.service, claim.service) or _differ(self.ip, claim.ip):
            return False
        if self.ip is None and claim.ip is not None and self.told and self.kind != "logout":
            return False
        if pid is not None and self.pid is not None:
            return pid == self.pid or (self._is_helper(claim) and not _differ(self.user, claim.user))
        if claim.opening and time - self.time > OPENING_NS:
            return False
        return _may_be_same_service(self.service, claim.service) and not _differ(self.user, claim.user)

    def _is_helper(self, claim: Claim) -> bool:
        """For keyboard-interactive, sshd asks PAM in a process of its own: only the address (and perhaps the user) is the same."""
        pam = claim.voice == "pam" or self.voices == {"pam"}
        return pam and claim.service == "sshd" and claim.kind == "failed" and self.ip is not None


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _may_be_same_service(one: str | None, other: str | None) -> bool:
    """wtmp, btmp and logind do not know the service; what su and sudo do is in neither wtmp nor logind."""
    return (one is None) == (other is None) or (one or other) not in ("su", "sudo")


class Deduplicator:
    """The facts of the last minutes, at most CAPACITY of them. Times and the clock are arguments."""

    def __init__(self, patience: Patience | None = None, capacity: int = CAPACITY) -> None:
        self._patience, self._capacity = patience or Patience(), capacity
        self._index: dict[_Key, deque[_Fact]] = {}
        self._facts: deque[_Fact] = deque()
        self._waiting: list[_Fact] = []
        self.merged = 0
        """Claims taken for a fact that was told before."""

    @property
    def is_waiting(self) -> bool:
        """True where an event of a weaker voice waits."""
        return any(fact.waiting is not None for fact in self._waiting)

    def take(self, claim: Claim, pid: int | None, time: int, now: int, make: Callable[[], Event]) -> list[Event]:
        """Events that this claim makes now: none where another voice told it, or where it waits for a better one.

        pid: of the process that tells it, None where unknown. time: when it happened. now: a clock that never goes
        back, in nanoseconds. make: a new event of this claim, at each call.
        """
        pid = pid if claim.own_pid else None
        events: list[Event] = []
        for _ in range(claim.count):
            fact = self._told(claim, pid, time)
            events += self._new(claim, pid, time, now, make()) if fact is None else self._confirm(fact, claim, pid, make)
        if claim.kind == "login":
            self._withdraw(claim, pid)
        return events

    def due(self, now: int) -> list[Event]:
        """Events of the weaker voices whose patience is over, in the order they came."""
        if not self._waiting:
            return []
        events, still = [], []
        for fact in self._waiting:
            if fact.waiting is None:
                continue
            if fact.due > now:
                still.append(fact)
                continue
            if self._known_from_text(fact):
                self.merged += 1
            else:
                events.append(fact.waiting)
                fact.told = True
            fact.waiting = None
        self._waiting = still
        return events

    def _known_from_text(self, fact: _Fact) -> bool:
        """True for a surplus record of a process whose refusals the text logs told."""
        if fact.voices != {"record"} or fact.pid is None:
            return False
        return any(other.voices != {"record"} for other in self._index.get((fact.kind, "pid", fact.pid), ()))

    def _told(self, claim: Claim, pid: int | None, time: int) -> _Fact | None:
        """The oldest fact that fits and that this voice has not told yet."""
        kind, voice = claim.kind, claim.voice
        by_pid: _Key = (kind, "pid", pid) if pid is not None else (kind, "user with pid", claim.user)
        for key in (by_pid, (kind, "user", claim.user)):
            for fact in self._index.get(key, ()):
                if voice not in fact.voices and fact.fits(claim, pid, time):
                    return fact
        return self._told_by_helper(claim, pid, time) if claim.service == "sshd" and kind == "failed" else None

    def _told_by_helper(self, claim: Claim, pid: int | None, time: int) -> _Fact | None:
        """The same for sshd and the process in which it asks PAM, which have only the address in common."""
        by_pam = claim.voice == "pam"
        facts = self._index.get(("failed", "ip without pam" if by_pam else "ip by pam", claim.ip), deque())
        while facts and (("pam" in facts[0].voices) == by_pam or time - facts[0].time > CONNECTION_NS):
            facts.popleft()
        return next((fact for fact in facts if claim.voice not in fact.voices and fact.fits(claim, pid, time)), None)

    def _new(self, claim: Claim, pid: int | None, time: int, now: int, event: Event) -> list[Event]:
        patience = self._patience.of(claim)
        waiting = event if patience else None
        due, told = now + patience, waiting is None
        fact = _Fact(time, claim.kind, claim.user, claim.ip, pid, claim.service, {claim.voice}, waiting, due, told, [])
        self._forget(now)
        self._facts.append(fact)
        if pid is not None:
            self._file(fact, (fact.kind, "pid", pid))
        self._file(fact, (fact.kind, "user" if pid is None else "user with pid", fact.user))
        if fact.service == "sshd" and fact.kind == "failed" and fact.ip is not None:
            self._file(fact, (fact.kind, "ip by pam" if claim.voice == "pam" else "ip without pam", fact.ip))
        if waiting is None:
            return [event]
        self._waiting.append(fact)
        return []

    def _file(self, fact: _Fact, key: _Key) -> None:
        """Put a fact where claims look for it."""
        facts = self._index.get(key)
        if facts is None:
            facts = self._index[key] = deque(maxlen=MOST_COMPARED)
        facts.append(fact)
        fact.places.append(key)

    def _confirm(self, fact: _Fact, claim: Claim, pid: int | None, make: Callable[[], Event]) -> list[Event]:
        """A voice tells a known fact. Where its event still waits, a stronger voice gives it at once, a vaguer one improves it."""
        self.merged += 1
        if pid is not None and fact.pid != pid and fact.voices == {"pam"}:  # now it is known who had asked PAM
            fact.pid = pid
            self._file(fact, (fact.kind, "pid", pid))
        fact.voices.add(claim.voice)
        if fact.told:
            return []
        better = fact.ip is None and claim.ip is not None
        fact.ip = fact.ip or claim.ip
        if not self._patience.of(claim):
            fact.waiting, fact.told = None, True
            return [make()]
        if better and fact.waiting is not None:
            fact.waiting = make()
        return []

    def _withdraw(self, claim: Claim, pid: int | None) -> None:
        """A login takes back what only PAM called a refusal a moment ago: one module said no, the next one yes."""
        for fact in self._waiting:
            same = fact.user == claim.user or (pid is not None and fact.pid == pid)
            if same and fact.kind == "failed" and fact.voices == {"pam"} and fact.service == claim.service:
                fact.waiting = None
                self.merged += 1

    def _forget(self, now: int) -> None:
        while self._facts and (len(self._facts) >= self._capacity or self._facts[0].due < now - 2 * CONNECTION_NS):
            oldest = self._facts.popleft()
            for key in oldest.places:
                facts = self._index.get(key)
                if facts is None:
                    continue
                if facts and facts[0] is oldest:
                    facts.popleft()
                elif oldest in facts:
                    facts.remove(oldest)
                if not facts:
                    del self._index[key]
