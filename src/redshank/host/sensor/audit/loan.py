"""The audit system, taken on loan: our rules and settings put in, and exactly those taken out again, also after we were killed.

What stood before lies in a file below /run, which a reboot empties like the kernel's rules. Who holds the file's lock owns
the rules of our mark; a lock ends with its process, so the next run finds what a killed one left and cleans it up.
"""

import fcntl
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from redshank.core.errors import HostError, InputError
from redshank.host.sensor.audit import netlink, rule
from redshank.host.sensor.audit.netlink import Status
from redshank.host.sensor.audit.rule import Rule
from redshank.host.sensor.audit.wanted import MARK, Wanted

PLACE = Path("/run/redshank-audit.json")
BACKLOG = 8192
"""Records that may wait in the kernel; its own 64 are lost in one burst."""
_PANICS, _LOCKED = 2, 2
_MOST_BYTES = 4096


class Before(msgspec.Struct, frozen=True):
    """The settings as they were before the first of us changed them."""

    enabled: int
    backlog_limit: int
    backlog_wait: int


class Loan:
    """Take it once; `take` may be asked again where another one of us held it. place: the file with what stood before."""

    def __init__(self, place: Path = PLACE) -> None:
        self._place = place
        self._file: int | None = None
        self.refused: list[str] = []
        """Purposes of rules that this kernel did not take, with its reason."""
        self.was_off = False
        """Whether auditing was off before: programs that ran already are not audited then."""

    @property
    def held(self) -> bool:
        """Whether the rules are ours to change."""
        return self._file is not None

    def take(self, wanted: Iterable[Wanted], *, alone: bool) -> bool:
        """Put the rules in and switch auditing on; False where another one of us has done so.

        alone: no other daemon reads: then a full backlog loses records, which is counted, and makes no program wait.
        Raises HostError where the audit system does not let us, or panics at a loss.
        """
        now = netlink.status()
        if now.failure == _PANICS:
            raise HostError("the audit system is set to panic when it loses a record (-f 2): it is left alone")
        if not self.lock():
            return False
        try:
            before = self._before(now)
            remove_marked()
            self.was_off = before.enabled == 0
            self._put_in(wanted, now, alone=alone)
        except BaseException:
            self.give_back()
            raise
        return True

    def _put_in(self, wanted: Iterable[Wanted], now: Status, *, alone: bool) -> None:
        self.refused = []
        if now.enabled == _LOCKED:
            self.refused = ["everything, as the rules are locked until the next boot (-e 2)"]
            return
        if now.backlog_limit < BACKLOG:
            netlink.set_status(netlink.BACKLOG_LIMIT, BACKLOG)
        if alone and now.backlog_wait:
            netlink.set_status(netlink.BACKLOG_WAIT, 0)
        taken = 0
        for one in wanted:
            try:
                netlink.command(netlink.ADD_RULE, rule.encode(one.rule))
                taken += 1
            except HostError as error:
                self.refused.append(f"{one.purpose} ({str(error).rpartition(': ')[2]})")
        if not taken:
            raise HostError("the audit system took none of our rules: " + "; ".join(sorted(set(self.refused))[:3]))
        netlink.set_status(netlink.ENABLED, 1)

    def give_back(self) -> None:
        """Our rules out, and the settings as they were, unless somebody else changed or uses them now. May be called twice."""
        if self._file is None:
            return
        with suppress(HostError):
            remove_marked()
            if (before := self._read()) is not None:
                _restore(before, netlink.status())
        os.ftruncate(self._file, 0)
        self.release()

    def release(self) -> None:
        """Leave rules and settings to the next one."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def lock(self) -> bool:
        """Be the one who may change the rules; False where another one of us is. Raises HostError without a place for it."""
        if self._file is not None:
            return True
        try:
            file = os.open(self._place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise HostError(f"{self._place}: {error.strerror}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def _before(self, now: Status) -> Before:
        """What a killed run wrote down, else what is; it is on disk before anything is changed."""
        if (known := self._read()) is not None:
            return known
        before = Before(now.enabled, now.backlog_limit, now.backlog_wait)
        assert self._file is not None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, msgspec.json.encode(before), 0)
        return before

    def _read(self) -> Before | None:
        assert self._file is not None
        try:
            return msgspec.json.decode(os.pread(self._file, _MOST_BYTES, 0), type=Before)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None


def clean(place: Path = PLACE) -> int:
    """Take out what a killed run left, rules and settings; how many rules it was. Nothing where a run of ours is alive.

    Raises HostError where the audit system does not let us.
    """
    loan = Loan(place)
    left = len(marked())
    if (not left and not place.exists()) or not loan.lock():
        return 0
    loan.give_back()
    return left


def is_held(place: Path = PLACE) -> bool:
    """Whether a run of ours that is alive holds the rules."""
    loan = Loan(place)
    if not place.exists():
        return False
    if not loan.lock():
        return True
    loan.release()
    return False


def rules() -> list[Rule]:
    """All rules that are loaded, whoever's they are. Raises HostError where the kernel does not tell."""
    found = []
    for kind, payload in netlink.command(netlink.LIST_RULES):
        if kind == netlink.LIST_RULES:
            with suppress(InputError):
                found.append(rule.decode(payload))
    return found


def marked() -> list[Rule]:
    """Rules of our mark."""
    return [one for one in rules() if one.key == MARK]


def remove_marked() -> None:
    """Take every rule of our mark out. Raises HostError where that is refused."""
    for one in marked():
        netlink.command(netlink.DELETE_RULE, rule.encode(one))


def _restore(before: Before, now: Status) -> None:
    """Only what still is as we set it, and only where nobody came to use auditing in the meantime."""
    if now.enabled == _LOCKED:
        return
    in_use = any(one.key != MARK for one in rules()) or (now.daemon not in (0, os.getpid()) and Path(f"/proc/{now.daemon}").exists())
    if now.backlog_wait == 0 and before.backlog_wait:
        netlink.set_status(netlink.BACKLOG_WAIT, before.backlog_wait)
    if in_use:
        return
    if now.enabled != before.enabled:
        netlink.set_status(netlink.ENABLED, before.enabled)
    if now.backlog_limit == BACKLOG:
        netlink.set_status(netlink.BACKLOG_LIMIT, before.backlog_limit)
