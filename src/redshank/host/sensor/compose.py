"""Puts the sensor of one host together: kernel, file changes, logs. What this host refuses is left out, and said."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from redshank.core.clock import Clock
from redshank.core.errors import ConfigError, HostError
from redshank.host.integrity.content import redact_values
from redshank.host.integrity.profiles import FileSettings
from redshank.host.integrity.stage import Contents, Integrity
from redshank.host.integrity.walking import Place
from redshank.host.redact.redactor import Redactor
from redshank.host.sensor import proc_scan
from redshank.host.sensor.applogs.source import AppLogs
from redshank.host.sensor.audit.source import AuditSource, Site
from redshank.host.sensor.containers import Containers
from redshank.host.sensor.files.fanotify import may_mark
from redshank.host.sensor.files.places import default_plan
from redshank.host.sensor.files.source import FileSource
from redshank.host.sensor.files.watches import WatchPlan, tops
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
from redshank.host.sensor.terminals.pts import HostTerminals, device_of, own_terminals
from redshank.host.sensor.terminals.recorder import Recorder
from redshank.host.sensor.terminals.switch import Switch, TerminalMode
from redshank.host.sensor.titles import TitleSource
from redshank.host.sensor.users import UserNames

LOCAL_TIME = Path("/etc/localtime")
DEVPTS = Path("/dev/pts")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
MOST_PER_S = 1_000_000
FIRST_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO, include/linux/proc_ns.h


SourceChoice = Literal["auto", "ebpf", "audit"]


@dataclass(frozen=True, slots=True)
class Host:
    """What a run knows of its host. past: how far the logs are looked back over; None: only what is added to them from now on.

    files: which are watched how closely. baseline: where it is kept what they were; None: in memory, for this run alone.
    keeping: what of the kernel side outlives a kill. redactor: with a key that outlives this run; None: secrets get tokens of
    this run alone.
    """

    past: Past | None = None
    files: FileSettings = field(default_factory=FileSettings)
    baseline: Path | None = None
    keeping: Keeping = NOTHING_KEPT
    redactor: Redactor | None = None


@dataclass(frozen=True, slots=True)
class SensorSettings:
    """syscalls: full, light or off, what is seen of system calls. watch: folders watched beside the usual ones.

    limit_process_per_s, limit_user_per_s: opens, and connections, that one process and one user in a control group may
    cause a second; four seconds' worth may come at once. limit_urgent_per_s: the same for what one user does of
    executions, and of each other urgent kind. What is over it is held back and counted, and who it was is told; 0: no limit.
    dns: answers of name servers, which hold their questions, or all, or off; a program at each packet (30 ns) is the price.
    logs: further log files, or shell patterns of them: web access logs in common or combined form, others line by line.
    source: ebpf, audit, or auto: BPF where the kernel takes it, else the audit system with less detail.
    terminals: off, metadata (who, when, how much), output (what was shown), full (also what was typed; hidden input is masked).
    """

    syscalls: Mode = "full"
    watch: tuple[str, ...] = ()
    limit_process_per_s: int = 2_000
    limit_user_per_s: int = 4_000
    limit_urgent_per_s: int = 10_000
    dns: Dns = "answers"
    source: SourceChoice = "auto"
    logs: tuple[str, ...] = ()
    terminals: TerminalMode = "output"

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


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What every source is opened with."""

    settings: SensorSettings
    files: FileSettings
    table: ProcessTable
    clock: Clock
    log: Callable[[str], None]


def open_sensor(settings: SensorSettings, agent: str | None, clock: Clock, log: Callable[[str], None], host: Host | None = None) -> Sensor:
    """The sensor, everything attached. agent: begins every event id; None where events are numbered by the spool. host: what the
    run knows of its host, and goes on from.

    Order: attach first, then read what was there before, so that nothing falls between. Raises HostError where not
    one source works here.
    """
    name = socket.gethostname()
    table = ProcessTable(name, _boot_id())
    sources: list[Source] = []
    known = host or Host()
    past, files = known.past, known.files
    here = _Surroundings(settings, files, table, clock, log)
    try:
        limits = Limits(settings.limit_process_per_s, settings.limit_user_per_s, settings.limit_urgent_per_s)
        kernel = _open_kernel(here, replace(known.keeping, limits=limits))
        sources.append(kernel)
        scope = own_scope()
        proc_scan.scan(table, Path("/proc"), scope.namespace, host_pids=scope.namespace == FIRST_PID_NAMESPACE)
        sources.append(_open_files(here, kernel))
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
    identity = Identity(name, agent, f"{clock.wall_ns() // 1_000_000:x}")
    sensor = Sensor(sources, table, users, identity, clock)
    sensor.containers = Containers(Path("/"), clock.boot_ns)
    if settings.terminals != "off":
        _record_terminals(sensor, here, kernel)
    redactor = known.redactor or Redactor(os.urandom(32))
    sensor.redact_with(redactor)
    if past is not None:
        sensor.log_places = lambda: _with_apps(logs.places(), apps)
    contents = Contents(files, known.baseline, lambda text: redact_values(redactor.text(text)))
    sensor.pass_through(Integrity(contents, lambda: walked(_plan(settings, files)), clock))
    return sensor


def _record_terminals(sensor: Sensor, here: _Surroundings, kernel: Source) -> None:
    """Terminals are recorded where system calls are seen in full; elsewhere it is said that they are not."""
    mode = here.settings.terminals
    if not isinstance(kernel, KernelSource) or here.settings.syscalls != "full":
        sensor.add_source(MissingSource("terminals", "terminals are not recorded: that needs the kernel side with `syscalls` full"))
        return
    own = own_terminals((0, 1, 2), Path("/proc/self/stat"))
    host = HostTerminals(DEVPTS, device_of(DEVPTS), own_scope().namespace, own)
    seed = f"{socket.gethostname()} {_boot_id()}"
    sensor.recorder = Recorder(mode, Switch(kernel.bpf, mode), here.table, host, seed, here.clock.wall_ns)
    sensor.recorder.begin()


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


def _open_kernel(here: _Surroundings, keeping: Keeping) -> Source:
    settings = here.settings
    if os.geteuid() != 0:
        return MissingSource("ebpf", "processes, connections and kernel changes need root: run it with sudo")
    if settings.source == "audit":
        return _open_audit(here, "chosen by the setting sensor.source")
    try:
        return KernelSource(settings.syscalls, replace(own_scope(), dns=settings.dns), here.table, here.clock, here.log, keeping)
    except HostError as error:
        if settings.source == "auto":
            return _open_audit(here, f"no BPF: {error}")
        return MissingSource("ebpf", f"processes, connections and kernel changes go unseen: {error}")


def _open_audit(here: _Surroundings, why: str) -> Source:
    """The kernel's audit system in place of BPF; changes of files stay with fanotify where that is allowed."""
    site = Site(_plan(here.settings, here.files), not may_mark(), own_scope().namespace, why=why)
    try:
        return AuditSource(site, here.table, here.clock)
    except HostError as error:
        return MissingSource("audit", f"processes, connections and kernel changes go unseen: {why}; {error}")


def _plan(settings: SensorSettings, files: FileSettings) -> WatchPlan:
    return default_plan(extra=settings.watch, profiles=files.profiles, excluded=files.exclude)


def walked(plan: WatchPlan) -> list[Place]:
    """The folders whose files are kept in the baseline: of trees whose contents matter."""
    return [
        Place(os.fsencode(path), tree.depth, frozenset(map(os.fsencode, tree.skip)), plan.excluded_raw)
        for path, tree in tops(plan)
        if tree.changes == "all"
    ]


def _open_files(here: _Surroundings, kernel: Source) -> Source:
    try:
        return FileSource(lambda: _plan(here.settings, here.files), here.clock, kernel.watch if isinstance(kernel, KernelSource) else None)
    except (HostError, OSError) as error:
        return MissingSource("fanotify", f"changes of files go unseen: {error}")


def _boot_id() -> str:
    with suppress(OSError):
        return BOOT_ID.read_text().strip()
    return ""
