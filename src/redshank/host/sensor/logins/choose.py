"""Opens the log sources of one host; their health says which of them are there."""

from datetime import tzinfo
from pathlib import Path

from redshank.core.clock import Clock
from redshank.host.sensor.logins.accounts import AccountFile
from redshank.host.sensor.logins.deduplicate import Deduplicator, Patience
from redshank.host.sensor.logins.echo import EchoFilter
from redshank.host.sensor.logins.follow import FollowedFile
from redshank.host.sensor.logins.intake import Intake
from redshank.host.sensor.logins.journal import Journal
from redshank.host.sensor.logins.journal_child import PROGRAMS
from redshank.host.sensor.logins.log_file import LogFile, LogFiles
from redshank.host.sensor.logins.pam_stack import pam_unix_decides
from redshank.host.sensor.logins.syslog_time import SyslogTimes
from redshank.host.sensor.source import Source

LOGIN_LOGS = ("auth.log", "secure")
"""Debian's and Red Hat's name of the log of logins: one of them should be there."""
LOOK_BACK_NS = 10_000_000_000
"""How long wtmp and btmp wait for the text logs where all of them are read from their start."""
OTHER_LOGS = ("cron.log", "cron", "syslog", "messages")


def open_sources(
    root: Path, zone: tzinfo, clock: Clock, *, from_start: bool = False, programs: tuple[Path, ...] = PROGRAMS
) -> list[Source]:
    """Journal, text logs, wtmp and btmp of the host whose file system is at `root`.

    They share what they know, so that what several logs tell is counted once. zone: the host's, for times that tell
    none. from_start: everything that stands in the logs, in place of what is added from now on. programs: where
    journalctl may be.
    """
    usual = Patience()
    pam_ns = 0 if pam_unix_decides(root) else usual.pam_ns
    patience = Patience(pam_ns, LOOK_BACK_NS if from_start else usual.record_ns)
    intake = Intake(Deduplicator(patience), EchoFilter(), clock)
    logs = root / "var/log"

    def follow(path: Path) -> FollowedFile:
        return FollowedFile(path, root, clock.boot_ns, from_start)

    files = [LogFile(follow(logs / name), SyslogTimes(zone), clock) for name in (*LOGIN_LOGS, *OTHER_LOGS)]
    journal = Journal(root, intake, clock, programs, from_start=from_start)
    return [
        journal,
        LogFiles(files, [logs / name for name in LOGIN_LOGS], intake, lambda: journal.runs, clock.boot_ns),
        AccountFile("wtmp", follow(logs / "wtmp"), intake),
        AccountFile("btmp", follow(logs / "btmp"), intake),
    ]
