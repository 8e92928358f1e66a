"""Run inside a sandbox: starts `redshank watch`, does one act after another, and prints for each when its alert came.

Acts are harmless stand-ins: log lines, a copy of the interpreter under a web server's name, a module that is none.
Output: one JSON object, act name to {title, severity, technique, seconds} or null, and what watch said at the end.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIMIT_S = 10.0
LISTED = "203.0.113.66"
FINIT_MODULE = 313
WEB_USER = 33


class Watch:
    """`redshank watch` as a process, its JSON lines read as they come."""

    def __init__(self, *options: str) -> None:
        self._out = tempfile.NamedTemporaryFile("w+b", prefix="watch", dir="/run")  # noqa: SIM115 - lives as long as we do
        self._err = tempfile.NamedTemporaryFile("w+b", prefix="watch", dir="/run")  # noqa: SIM115
        words = [sys.executable, "-m", "redshank", "watch", "--format", "json", *options]
        self.process = subprocess.Popen(words, stdout=self._out, stderr=self._err)
        self._at = 0
        self.alerts: list[dict[str, Any]] = []
        end = time.monotonic() + 30
        while b"watching" not in self.said():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"watch did not start: {self.said().decode()}")
            time.sleep(0.02)

    def said(self) -> bytes:
        return Path(self._err.name).read_bytes()

    def read(self) -> None:
        with Path(self._out.name).open("rb") as file:
            file.seek(self._at)
            whole, _, _ = file.read().rpartition(b"\n")
        self._at += len(whole) + 1 if whole else 0
        self.alerts += [json.loads(line) for line in whole.splitlines() if line]

    def await_alert(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
        """The first alert from now on that is wanted; None after 10 s."""
        seen, start = len(self.alerts), time.monotonic()
        while time.monotonic() - start < LIMIT_S:
            self.read()
            for alert in self.alerts[seen:]:
                if wanted(alert):
                    return {
                        "title": alert["alert.title"], "severity": alert["alert.severity"], "technique": alert["threat.technique.id"],
                        "action": alert["event.action"], "why": len(alert["why"]), "seconds": round(time.monotonic() - start, 3),
                    }  # fmt: skip
            time.sleep(0.005)
        return None

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(10), self.said().decode()


def fail_ssh_logins() -> None:
    with Path("/var/log/auth.log").open("a") as log:
        for number in range(25):
            stamp = time.strftime("%b %e %H:%M:%S")
            log.write(f"{stamp} sandbox sshd[{900 + number}]: Failed password for root from 198.51.100.7 port {4000 + number} ssh2\n")


def guess_a_password() -> None:
    with Path("/var/log/auth.log").open("a") as log:
        log.write(f"{time.strftime('%b %e %H:%M:%S')} sandbox sshd[950]: Accepted password for root from 198.51.100.7 port 4099 ssh2\n")


def run_shell_from_web_server() -> None:
    server = Path("/usr/sbin/apache2")
    shutil.copy(os.path.realpath(sys.executable), server)
    become = f"import os, subprocess\nos.setgroups([])\nos.setgid({WEB_USER})\nos.setuid({WEB_USER})\n"
    code = become + "subprocess.run(['/bin/sh', '-c', 'id; uname -a'])"
    subprocess.run([server, "-S", "-c", code], env={"PYTHONHOME": sys.base_prefix}, stdout=subprocess.DEVNULL, check=False)


def try_to_load_a_module() -> None:
    module = Path("/usr/lib/xpacket.ko")
    module.write_bytes(b"no module at all")
    with module.open("rb") as file:
        ctypes.CDLL(None).syscall(FINIT_MODULE, file.fileno(), b"", 0)


def write_to(path: str) -> Callable[[], None]:
    def write() -> None:
        with Path(path).open("a") as file:
            file.write("# a line more\n")

    return write


def connect_to_a_listed_address() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:  # SIOCSIFADDR on an alias of lo
        fcntl.ioctl(control, 0x8916, struct.pack("16sH2s4s8x", b"lo:1", socket.AF_INET, b"", socket.inet_aton(LISTED)))
    with socket.create_server((LISTED, 36000)), socket.create_connection((LISTED, 36000), 2):
        pass


def run_from_tmp() -> None:
    shutil.copy("/bin/true", "/tmp/kworker")
    subprocess.run(["/tmp/kworker"], check=False)


def has(*techniques: str, action: str, mildest: int = 3) -> Callable[[dict[str, Any]], bool]:
    return lambda a: (
        a["event.action"] == action
        and a["alert.severity"] <= mildest
        and any(technique.startswith(techniques) for technique in a["threat.technique.id"])
    )


def about(action: str, path: str) -> Callable[[dict[str, Any]], bool]:
    return lambda a: a["event.action"] == action and a.get("file.path") == path


ACTS: tuple[tuple[str, Callable[[], None], Callable[[dict[str, Any]], bool]], ...] = (
    ("ssh login failures", fail_ssh_logins, has("T1110", action="session.login_failed", mildest=2)),
    ("guessing, then a login", guess_a_password, has("T1110", action="session.login")),
    ("web server runs a shell", run_shell_from_web_server, has("T1505.003", "T1059", action="process.exec")),
    ("module attempt", try_to_load_a_module, has("T1547.006", action="kernel.module")),
    ("write to /etc, opened", write_to("/etc/hosts"), about("file.open", "/etc/hosts")),
    ("write to /etc, modified", write_to("/etc/profile"), about("file.modify", "/etc/profile")),
    ("listed address", connect_to_a_listed_address, lambda a: a["event.action"] == "net.connect" and a.get("destination.ip") == LISTED),
    ("program from /tmp", run_from_tmp, lambda a: a["event.action"] == "process.exec" and a.get("process.executable") == "/tmp/kworker"),
)


def main() -> None:
    """Do every act and print what was seen of it."""
    with contextlib.suppress(FileNotFoundError):
        Path("/var/log/auth.log").unlink()
    Path("/var/log/auth.log").touch()
    watch = Watch()
    results = {}
    for name, act, wanted in ACTS:
        watch.read()
        act()
        results[name] = watch.await_alert(wanted)
    status, said = watch.stop()
    sys.stdout.write(json.dumps({"acts": results, "status": status, "said": said}))


if __name__ == "__main__":
    main()
