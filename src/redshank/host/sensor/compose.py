"""Puts the sensor of one host together: kernel, file changes, logs. What this host refuses is left out, and said."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from redshank.core.clock import Clock
from redshank.core.errors import ConfigError, HostError
from redshank.host.redact.redactor import Redactor
from redshank.host.sensor import proc_scan
from redshank.host.sensor.files.places import default_plan
from redshank.host.sensor.files.source import FileSource
from redshank.host.sensor.files.watches import WatchPlan
from redshank.host.sensor.kernel_source import KernelSource
from redshank.host.sensor.kernel_watch import KernelWatch
from redshank.host.sensor.logins.choose import OpenLogs, Past, open_logs, open_with_past
from redshank.host.sensor.missing import MissingSource
from redshank.host.sensor.process_table import ProcessTable
from redshank.host.sensor.programs import Mode, own_scope
from redshank.host.sensor.sensor import Identity, Sensor
from redshank.host.sensor.source import Source
from redshank.host.sensor.terminals.pts import HostTerminals, device_of, own_terminals
from redshank.host.sensor.terminals.recorder import Recorder
from redshank.host.sensor.terminals.switch import Switch, TerminalMode
from redshank.host.sensor.users import UserNames

LOCAL_TIME = Path("/etc/localtime")
DEVPTS = Path("/dev/pts")
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
FIRST_PID_NAMESPACE = 0xEFFFFFFC  # PROC_PID_INIT_INO, include/linux/proc_ns.h


@dataclass(frozen=True, slots=True)
class SensorSettings:
    """syscalls: full, light or off, what is seen of system calls. watch: folders watched beside the usual ones. terminals: off,
    metadata (who, when, how much), output (what was shown), full (also what was typed; hidden input is masked)."""

    syscalls: Mode = "full"
    watch: tuple[str, ...] = ()
    terminals: TerminalMode = "output"

    def __post_init__(self) -> None:
        for folder in self.watch:
            if not Path(folder).is_absolute():
                raise ConfigError(f"watched folder '{folder}' is not an absolute path")


def open_sensor(
    settings: SensorSettings, agent: str | None, clock: Clock, log: Callable[[str], None], past: Past | None = None
) -> Sensor:
    """The sensor, everything attached. agent: begins every event id; None where events are numbered by the spool. past: how
    far the logs are looked back over; None: only what is added to them from now on. Secrets get tokens of this run alone, see
    `Sensor.redact_with`.

    Order: attach first, then read what was there before, so that nothing falls between. Raises HostError where not
    one source works here.
    """
    host = socket.gethostname()
    table = ProcessTable(host, _boot_id())
    sources: list[Source] = []
    try:
        kernel = _open_kernel(settings, table, clock, log)
        sources.append(kernel)
        scope = own_scope()
        proc_scan.scan(table, Path("/proc"), scope.namespace, host_pids=scope.namespace == FIRST_PID_NAMESPACE)
        sources.append(_open_files(settings, kernel, clock))
        logs = _open_logs(clock, past)
        sources += logs.sources
    except BaseException:
        for source in sources:
            source.close()
        raise
    if all(source.health().state == "off" for source in sources):
        raise HostError("nothing can be watched here: " + "; ".join(source.health().detail for source in sources))
    users = UserNames(Path("/etc/passwd"), clock)
    identity = Identity(host, agent, f"{clock.wall_ns() // 1_000_000:x}")
    sensor = Sensor(sources, table, users, identity, clock)
    if settings.terminals != "off":
        _record_terminals(sensor, settings, kernel, table, clock)
    sensor.redact_with(Redactor(os.urandom(32)))
    if past is not None:
        sensor.log_places = logs.places
    return sensor


def _record_terminals(sensor: Sensor, settings: SensorSettings, kernel: Source, table: ProcessTable, clock: Clock) -> None:
    """Terminals are recorded where system calls are seen in full; elsewhere it is said that they are not."""
    if not isinstance(kernel, KernelSource) or settings.syscalls != "full":
        sensor.add_source(MissingSource("terminals", "terminals are not recorded: that needs the kernel side with `syscalls` full"))
        return
    own = own_terminals((0, 1, 2), Path("/proc/self/stat"))
    host = HostTerminals(DEVPTS, device_of(DEVPTS), own_scope().namespace, own)
    seed = f"{socket.gethostname()} {_boot_id()}"
    sensor.recorder = Recorder(settings.terminals, Switch(kernel.bpf, settings.terminals), table, host, seed, clock.wall_ns)
    sensor.recorder.begin()


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


def _open_files(settings: SensorSettings, kernel: Source, clock: Clock) -> Source:
    def plan() -> WatchPlan:
        return default_plan(extra=settings.watch)

    try:
        return FileSource(plan, clock, KernelWatch(kernel.bpf) if isinstance(kernel, KernelSource) else None)
    except (HostError, OSError) as error:
        return MissingSource("fanotify", f"changes of files go unseen: {error}")


def _boot_id() -> str:
    with suppress(OSError):
        return BOOT_ID.read_text().strip()
    return ""
