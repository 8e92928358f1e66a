"""auditd beside us: the same work under the kernel's own audit system, everything put back afterwards."""

import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from bench import audit, usage
from bench.agents import AgentError, Reported, stop
from bench.operations import Operation
from bench.reports import Log, settle

RULES = Path(__file__).with_name("audit.rules")
_CALLS = {"exec": 59, "write": 257, "connect": 42}  # execve, openat, connect on x86-64
_READY_S = 10.0
_SETTINGS = """\
local_events = yes
write_logs = yes
log_file = {log}
log_format = ENRICHED
flush = INCREMENTAL_ASYNC
freq = 50
max_log_file = 1000
num_logs = 2
max_log_file_action = IGNORE
space_left = 75
space_left_action = IGNORE
admin_space_left = 50
admin_space_left_action = IGNORE
disk_full_action = IGNORE
disk_error_action = IGNORE
plugin_dir = {folder}/plugins
"""


class Auditd:
    """Not to be used where `obstacle` says something: somebody else's rules would go."""

    name, audits = "auditd", True

    def __init__(self, root: Path, watched: Path) -> None:
        self._folder, self._watched = root / "auditd", watched
        self._path = self._folder / "audit.log"
        self._before: audit.AuditState | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Come back when the daemon is registered and the rules are loaded."""
        self._before = audit.state()
        if self._before is None or self._before.in_use():
            raise AgentError(f"auditd: {obstacle() or 'no audit system'}")
        rules = self._write_files()
        program = shutil.which("auditd", path="/usr/sbin:/sbin")
        self._process = subprocess.Popen(
            [program or "auditd", "-n", "-c", self._folder], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._wait_until_registered()
            audit.auditctl("-R", str(rules))
            audit.auditctl("-e", "1")
        except (AgentError, audit.AuditError):
            self.stop()
            raise
        self._log = Log(self._path)

    def _write_files(self) -> Path:
        (self._folder / "plugins").mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o750)
        settings, rules = self._folder / "auditd.conf", self._folder / "rules"
        settings.write_text(_SETTINGS.format(log=self._path, folder=self._folder))
        settings.chmod(0o640)
        rules.write_text(RULES.read_text().replace("{watched}", str(self._watched)))
        return rules

    def _wait_until_registered(self) -> None:
        assert self._process is not None
        end = time.monotonic() + _READY_S
        while (now := audit.state()) is None or now.numbers.get("pid") != self._process.pid:
            if self._process.poll() is not None or time.monotonic() > end:
                raise AgentError("auditd did not register with the kernel")
            time.sleep(0.02)

    def stop(self) -> None:
        """Rules away, auditing as it was, the daemon ended, its log deleted."""
        before, self._before = self._before, None
        process, self._process = self._process, None
        with suppress(audit.AuditError):
            audit.auditctl("-D")
            audit.auditctl("-e", "0")  # first, so that the daemon's own end is not audited
        if process is not None:
            stop(process)
        if before is not None:
            audit.restore(before)
        shutil.rmtree(self._folder, ignore_errors=True)

    def cpu_s(self) -> float:
        """The daemon's, and the kernel thread's that feeds it."""
        assert self._process is not None
        return usage.cpu_s(self._process.pid) + usage.kernel_cpu_s("kauditd")

    def pss_mib(self) -> float:
        """The daemon's."""
        assert self._process is not None
        return usage.pss_mib(self._process.pid)

    def mark(self) -> None:
        """Forget the log so far."""
        self._log = Log(self._path)
        audit.auditctl("--reset-lost")

    def reported(self, operation: Operation, token: str) -> Reported:
        """Count the run's system calls in the log."""
        number = _CALLS.get(operation.name)
        expected = operation.count if number else 0
        seen, lost, lag_s = settle(lambda: (self._count(operation, token, number or 0), 0), expected)
        lost += audit.parse_status(audit.auditctl("-s")).get("lost", 0)
        return Reported(seen if number else None, lost, lag_s)

    def _count(self, operation: Operation, token: str, number: int) -> int:
        name = b'comm="%s_%s"' % (b"t" if operation.name == "exec" else b"w", token.encode())
        call = b" syscall=%d " % number
        lines = (line for line in self._log.fresh() if line.startswith(b"type=SYSCALL "))
        return sum(name in line and call in line for line in lines)


def obstacle() -> str:
    """Why auditd is not measured here, as a sentence; empty where it can be."""
    if shutil.which("auditd", path="/usr/sbin:/sbin") is None:
        return "auditd is not installed"
    now = audit.state()
    if now is None:
        return "auditctl is missing or may not ask the kernel"
    if now.in_use():
        return "this machine is audited: its own rules and daemon are left alone"
    return ""
