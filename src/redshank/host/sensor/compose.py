"""Puts the sensor of one host together: kernel, file changes, logs. What this host refuses is left out, and said."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from redshank.core.clock import Clock
from redshank.core.errors import ConfigError, HostError
from redshank.host.integrity.content import redact_values
from redshank.host.integrity.profiles import FileSettings
from redshank.host.integrity.stage import Contents, Integrity
from redshank.host.integrity.walking import Place
from redshank.host.sensor import proc_scan
from redshank.host.sensor.files.places import default_plan
from redshank.host.sensor.files.source import FileSource
from redshank.host.sensor.files.watches import WatchPlan, tops
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.logins.choose import OpenLogs, Past, open_logs, open_with_past
from redshank.host.sensor.missing import MissingSource
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Mode, own_scope
from redshank.host.sensor.sensor import Identity, Sensor
from redshank.host.sensor.source import Source
from redshank.host.sensor.users import UserNames

LOCAL_TIME = Path("/etc/localtime")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
FIRST_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO, include/linux/proc_ns.h


@dataclass(frozen=True, slots=True)
class Host:
    """What a run knows of its host. past: how far the logs are looked back over; None: only what is added to them from now on.

    files: which are watched how closely. baseline: where it is kept what they were; None: in memory, for this run alone.
    """

    past: Past | None = None
    files: FileSettings = field(default_factory=FileSettings)
    baseline: Path | None = None


@dataclass(frozen=True, slots=True)
class SensorSettings:
    """syscalls: full, light or off, what is seen of system calls. watch: folders watched beside the usual ones."""

    syscalls: Mode = "full"
    watch: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for folder in self.watch:
            if not Path(folder).is_absolute():
                raise ConfigError(f"watched folder '{folder}' is not an absolute path")


def open_sensor(
    settings: SensorSettings, agent: str | None, clock: Clock, log: Callable[[str], None], host: Host | None = None
) -> Sensor:
    """The sensor, everything attached. agent: begins every event id; None where events are numbered by the spool. host: how
    far back its logs are read, and how closely its files are watched.

    Order: attach first, then read what was there before, so that nothing falls between. Raises HostError where not
    one source works here.
    """
    name = socket.gethostname()
    table = ProcessTable(name, _boot_id())
    sources: list[Source] = []
    known = host or Host()
    past, files = known.past, known.files
    try:
        kernel = _open_kernel(settings, table, clock, log)
        sources.append(kernel)
        scope = own_scope()
        proc_scan.scan(table, Path("/proc"), scope.namespace, host_pids=scope.namespace == FIRST_PID_NAMESPACE)
        sources.append(_open_files(settings, files, kernel, clock))
        logs = _open_logs(clock, past)
        sources += logs.sources
    except BaseException:
        for source in sources:
            source.close()
        raise
    if all(source.health().state == "off" for source in sources):
        raise HostError("nothing can be watched here: " + "; ".join(source.health().detail for source in sources))
    users = UserNames(Path("/etc/passwd"), clock)
    identity = Identity(name, agent, f"{clock.wall_ns() // 1_000_000:x}")
    sensor = Sensor(sources, table, users, identity, clock)
    if past is not None:
        sensor.log_places = logs.places
    sensor.pass_through(Integrity(Contents(files, known.baseline, redact_values), lambda: walked(_plan(settings, files)), clock))
    return sensor


def _open_logs(clock: Clock, past: Past | None) -> OpenLogs:
    if past is not None:
        return open_with_past(Path("/"), local_zone(), clock, past)
    logs = open_logs(Path("/"), local_zone(), clock)
    for log in logs.sources:
        log.read()  # takes its place at the end: what is written from now on is read
    return logs


def local_zone() -> tzinfo:
    """The host's own zone with its summer time, for log lines that name none; the fixed offset of now where it has no name."""
    with suppress(OSError, ValueError):
        return _zone_of(LOCAL_TIME)
    return datetime.now().astimezone().tzinfo or UTC


def _zone_of(path: Path) -> tzinfo:
    with path.open("rb") as file:
        return ZoneInfo.from_file(file, "localtime")


def _open_kernel(settings: SensorSettings, table: ProcessTable, clock: Clock, log: Callable[[str], None]) -> Source:
    if os.geteuid() != 0:
        return MissingSource("ebpf", "processes, connections and kernel changes need root: run it with sudo")
    try:
        return KernelSource(settings.syscalls, own_scope(), table, clock, log)
    except HostError as error:
        return MissingSource("ebpf", f"processes, connections and kernel changes go unseen: {error}")


def _plan(settings: SensorSettings, files: FileSettings) -> WatchPlan:
    return default_plan(extra=settings.watch, profiles=files.profiles, excluded=files.exclude)


def walked(plan: WatchPlan) -> list[Place]:
    """The folders whose files are kept in the baseline: of trees whose contents matter."""
    return [
        Place(os.fsencode(path), tree.depth, frozenset(map(os.fsencode, tree.skip)), plan.excluded_raw)
        for path, tree in tops(plan)
        if tree.changes == "all"
    ]


def _open_files(settings: SensorSettings, files: FileSettings, kernel: Source, clock: Clock) -> Source:
    try:
        return FileSource(lambda: _plan(settings, files), clock, KernelWatch(kernel.bpf) if isinstance(kernel, KernelSource) else None)
    except (HostError, OSError) as error:
        return MissingSource("fanotify", f"changes of files go unseen: {error}")


def _boot_id() -> str:
    with suppress(OSError):
        return BOOT_ID.read_text().strip()
    return ""
