"""Puts the sensor of one host together: kernel, file changes, logs. What this host refuses is left out, and said."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from redshank.core.clock import Clock
from redshank.core.errors import ConfigError, HostError
from redshank.host.sensor import proc_scan
from redshank.host.sensor.applogs.source import AppLogs
from redshank.host.sensor.audit.source import AuditSource, Site
from redshank.host.sensor.containers import Containers
from redshank.host.sensor.files.fanotify import may_mark
from redshank.host.sensor.files.places import default_plan
from redshank.host.sensor.files.source import FileSource
from redshank.host.sensor.files.watches import WatchPlan
from redshank.host.sensor.keeping import NOTHING_KEPT, Keeping
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.limits import Limits
from redshank.host.sensor.logins.choose import OpenLogs, Past, open_logs, open_with_past
from redshank.host.sensor.logins.places import SavedPlaces, saved
from redshank.host.sensor.missing import MissingSource
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Dns, Mode, own_scope
from redshank.host.sensor.sensor import Identity, Sensor
from redshank.host.sensor.source import Source
from redshank.host.sensor.titles import TitleSource
from redshank.host.sensor.users import UserNames

LOCAL_TIME = Path("/etc/localtime")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
MOST_PER_S = 1_000_000
FIRST_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO, include/linux/proc_ns.h


SourceChoice = Literal["auto", "ebpf", "audit"]


@dataclass(frozen=True, slots=True)
class SensorSettings:
    """syscalls: full, light or off, what is seen of system calls. watch: folders watched beside the usual ones.

    logs: further log files, or shell patterns of them: web access logs in common or combined form, others line by line.
    source: ebpf, audit, or auto: BPF where the kernel takes it, else the audit system with less detail.
    limit_process_per_s, limit_user_per_s: opens, and connections, that one process and one user in a control group may
    cause a second; four seconds' worth may come at once. limit_urgent_per_s: the same for what one user does of
    executions, and of each other urgent kind. What is over it is held back and counted, and who it was is told; 0: no limit.
    dns: answers of name servers, which hold their questions, or all, or off; a program at each packet (30 ns) is the price.
    """

    syscalls: Mode = "full"
    watch: tuple[str, ...] = ()
    source: SourceChoice = "auto"
    logs: tuple[str, ...] = ()
    limit_process_per_s: int = 2_000
    limit_user_per_s: int = 4_000
    limit_urgent_per_s: int = 10_000
    dns: Dns = "answers"

    def __post_init__(self) -> None:
        for name in ("limit_process_per_s", "limit_user_per_s", "limit_urgent_per_s"):
            if not 0 <= getattr(self, name) <= MOST_PER_S:
                raise ConfigError(f"'{name}' is {getattr(self, name)}: give 0 (no limit) to {MOST_PER_S} events a second")
        for folder in self.watch:
            if not Path(folder).is_absolute():
                raise ConfigError(f"watched folder '{folder}' is not an absolute path")
        for pattern in self.logs:
            if not Path(pattern).is_absolute():
                raise ConfigError(f"log file '{pattern}' is not an absolute path")


def open_sensor(  # noqa: PLR0913, PLR0917  what it watches, as whom, and what it goes on from
    settings: SensorSettings, agent: str | None, clock: Clock, log: Callable[[str], None], past: Past | None = None,
    keeping: Keeping | None = None,
) -> Sensor:
    """The sensor, everything attached. agent: begins every event id; None where events are numbered by the spool. past: how
    far the logs are looked back over; None: only what is added to them from now on. keeping: what outlives a kill; None: nothing.

    Order: attach first, then read what was there before, so that nothing falls between. Raises HostError where not
    one source works here.
    """
    host = socket.gethostname()
    table = ProcessTable(host, _boot_id())
    sources: list[Source] = []
    try:
        limits = Limits(settings.limit_process_per_s, settings.limit_user_per_s, settings.limit_urgent_per_s)
        kernel = _open_kernel(settings, table, clock, log, replace(keeping or NOTHING_KEPT, limits=limits, dns=settings.dns))
        sources.append(kernel)
        scope = own_scope()
        proc_scan.scan(table, Path("/proc"), scope.namespace, host_pids=scope.namespace == FIRST_PID_NAMESPACE)
        sources.append(_open_files(settings, kernel, clock))
        if isinstance(kernel, KernelSource):  # without it nobody knows how a process was started
            sources.append(TitleSource(table, Path("/proc"), clock))
        logs = _open_logs(clock, past)
        sources += logs.sources
        apps = _open_apps(settings, clock, past)
        sources.append(apps)
    except BaseException:
        for source in sources:
            source.close()
        raise
    if all(source.health().state == "off" for source in sources if source is not apps):
        raise HostError("nothing can be watched here: " + "; ".join(source.health().detail for source in sources))
    users = UserNames(Path("/etc/passwd"), clock)
    identity = Identity(host, agent, f"{clock.wall_ns() // 1_000_000:x}")
    sensor = Sensor(sources, table, users, identity, clock)
    sensor.containers = Containers(Path("/"), clock.boot_ns)
    if past is not None:
        sensor.log_places = lambda: _with_apps(logs.places(), apps)
    return sensor


def _open_logs(clock: Clock, past: Past | None) -> OpenLogs:
    if past is not None:
        return open_with_past(Path("/"), local_zone(), clock, past)
    logs = open_logs(Path("/"), local_zone(), clock)
    for log in logs.sources:
        log.read()  # takes its place at the end: what is written from now on is read
    return logs


def _open_apps(settings: SensorSettings, clock: Clock, past: Past | None) -> AppLogs:
    known = past.known.files if past is not None and past.known is not None else {}
    return AppLogs(Path("/"), settings.logs, clock, {path: one.place for path, one in known.items()})


def _with_apps(found: SavedPlaces | None, apps: AppLogs) -> SavedPlaces | None:
    if found is None:
        return None
    mine = {path: saved(*where) for path, where in apps.places().items()}
    return SavedPlaces({**found.files, **mine}, found.cursor, found.journal_ns)


def local_zone() -> tzinfo:
    """The host's own zone with its summer time, for log lines that name none; the fixed offset of now where it has no name."""
    with suppress(OSError, ValueError):
        return _zone_of(LOCAL_TIME)
    return datetime.now().astimezone().tzinfo or UTC


def _zone_of(path: Path) -> tzinfo:
    with path.open("rb") as file:
        return ZoneInfo.from_file(file, "localtime")


def _open_kernel(
    settings: SensorSettings, table: ProcessTable, clock: Clock, log: Callable[[str], None], keeping: Keeping
) -> Source:
    if os.geteuid() != 0:
        return MissingSource("ebpf", "processes, connections and kernel changes need root: run it with sudo")
    if settings.source == "audit":
        return _open_audit(settings, table, clock, "chosen by the setting sensor.source")
    try:
        return KernelSource(settings.syscalls, own_scope(), table, clock, log, keeping)
    except HostError as error:
        if settings.source == "auto":
            return _open_audit(settings, table, clock, f"no BPF: {error}")
        return MissingSource("ebpf", f"processes, connections and kernel changes go unseen: {error}")


def _open_audit(settings: SensorSettings, table: ProcessTable, clock: Clock, why: str) -> Source:
    """The kernel's audit system in place of BPF; changes of files stay with fanotify where that is allowed."""
    changes = not may_mark()
    try:
        return AuditSource(Site(default_plan(extra=settings.watch), changes, own_scope().namespace, why=why), table, clock)
    except HostError as error:
        return MissingSource("audit", f"processes, connections and kernel changes go unseen: {why}; {error}")


def _open_files(settings: SensorSettings, kernel: Source, clock: Clock) -> Source:
    def plan() -> WatchPlan:
        return default_plan(extra=settings.watch)

    try:
        return FileSource(plan, clock, kernel.watch if isinstance(kernel, KernelSource) else None)
    except (HostError, OSError) as error:
        return MissingSource("fanotify", f"changes of files go unseen: {error}")


def _boot_id() -> str:
    with suppress(OSError):
        return BOOT_ID.read_text().strip()
    return ""
