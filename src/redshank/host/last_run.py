"""What a start tells of the run before it: how it ended, and how long nothing was seen since."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from redshank.core.clock import Clock
from redshank.core.errors import HostError
from redshank.events import Event
from redshank.events._generated.types import AgentLoss, AgentTamper
from redshank.host.guardian import MAX_NOTES_BYTES, NOTES
from redshank.host.state_file import AgentState
from redshank.host.state_folder import StateFolder

MAX_NOTES = 100


class End(msgspec.Struct, frozen=True):
    """A line of the guardian's notes. what: killed, frozen, exited or crash_loop. seen_ns: the last sign of life."""

    what: str
    detail: str
    at_ns: int
    seen_ns: int = 0

    @property
    def last_seen_ns(self) -> int:
        """When it still saw something: one that froze had been blind since its last sign of life."""
        return self.seen_ns if self.what == "frozen" else self.at_ns


@dataclass(frozen=True, slots=True)
class LastRun:
    """state: what the worker last wrote, None at the first start. ends: the guardian's notes since, oldest first."""

    state: AgentState | None
    ends: Sequence[End]

    def events(self, clock: Clock, boot_id: str) -> list[Event]:
        """agent.tamper for each end that nobody had asked for, and agent.loss for the time without eyes.

        A clean stop was said when it happened, and is neither.
        """
        now = clock.wall_ns()
        events = [_tamper(end.what, end.detail, _blind_ns(end, now), now) for end in self.ends]
        if self.state is None or (self.state.ending == "stopped" and not self.ends):
            return events
        same_boot = bool(boot_id) and self.state.boot_id == boot_id
        blind_ns = self._since_ns(clock, same_boot)
        if not self.ends and same_boot and not self.state.ending:
            events.append(_tamper("killed", "worker and guardian ended at once, without a word", blind_ns, now))
        return [*events, AgentLoss(timestamp=now, source="agent", loss_reason="restart", loss_where="agent", loss_blind_ns=blind_ns)]

    def _since_ns(self, clock: Clock, same_boot: bool) -> int | None:
        """How long ago something was still seen. Within one boot its clock knows best; None where the wall clock was set back."""
        assert self.state is not None
        if self.ends:
            since = clock.wall_ns() - self.ends[0].last_seen_ns
        else:
            since = clock.boot_ns() - self.state.boot_ns if same_boot else clock.wall_ns() - self.state.now_ns
        return since if since >= 0 else None


def read_last_run(folder: StateFolder, state: AgentState | None) -> LastRun:
    """The run before this start. Notes that cannot be read are none: they are only notes."""
    try:
        raw = folder.read(NOTES, 2 * MAX_NOTES_BYTES) or b""
    except HostError:
        raw = b""
    ends = [end for line in raw.splitlines()[-MAX_NOTES:] if (end := _end(line)) is not None]
    return LastRun(state, ends)


def forget_ends(folder: StateFolder) -> None:
    """They have been told."""
    folder.remove(NOTES)


def _end(line: bytes) -> End | None:
    try:
        return msgspec.json.decode(line, type=End)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _blind_ns(end: End, now: int) -> int | None:
    """How long nothing was seen for it; None for what is no end, or lies in the future."""
    return now - end.last_seen_ns if end.what != "crash_loop" and now >= end.last_seen_ns else None


def _tamper(what: str, detail: str, blind_ns: int | None, now: int) -> Event:
    return AgentTamper(timestamp=now, source="agent", tamper_what=what[:32], tamper_detail=detail[:1024], tamper_blind_ns=blind_ns)
