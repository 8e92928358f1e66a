"""The stage of a story: the sandbox host web-03, the world outside it, and the wire between them."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from redshank.core.clock import SystemClock
from redshank.core.errors import HostError
from redshank.simulate import host_files
from redshank.simulate.doors import Door, give_page, hold
from redshank.simulate.host_files import ADDRESS, CUES, HOST_NAME
from redshank.simulate.sandbox import wire
from redshank.simulate.sandbox.control_group import ControlGroup, below
from redshank.simulate.sandbox.orders import Root, Start
from redshank.simulate.sandbox.world import World, prepare, settled
from redshank.simulate.syslog import Syslog
from redshank.simulate.terminal_session import TerminalSession, open_terminal

GUESSER, INTRUDER = "198.51.100.7", "198.51.100.23"
CONTROL = {"203.0.113.66": 36000, "203.0.113.67": 30000, "203.0.113.68": 3411}
"""Addresses of the control servers and the ports they listen on."""
PAGE_PORT = 8080
_GATE = "192.0.2.1"
_ROUTES = ("198.51.100.0/24", "203.0.113.0/24")
_PROMPT = b"# "
_SSHD_S = 10.0
_SSH = (
    "/usr/bin/ssh", "-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
    "-o", "GlobalKnownHostsFile=/dev/null", "-o", "PreferredAuthentications=password", "-o", "LogLevel=ERROR",
)  # fmt: skip
NEEDED = {"sshd": "openssh-server", "ssh": "openssh-client", "ssh-keygen": "openssh-client", "ip": "iproute2", "nsenter": "util-linux"}
"""Programs a story needs, and the Debian package of each."""
_PROGRAM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(slots=True)
class Scene:
    """web: the host that is broken into. outside: everybody else. password: root's on web. terminal: the intruder's, once he is in."""

    web: World
    outside: World
    password: str
    terminal: TerminalSession | None = None
    _pipes: dict[str, int] = field(default_factory=dict)

    def guess(self, clients: int, tries: int, at_once: int = 4) -> None:
        """Passwords are guessed at: so many ssh clients with so many wrong passwords each."""
        running: list[int] = []
        for number in range(clients):
            words = [*_SSH, "-b", GUESSER, "-o", f"NumberOfPasswordPrompts={tries}", f"root@{ADDRESS}", "true"]
            running.append(self.outside.start(Start(words, _answering(f"letmein{number}"))))
            while len(running) >= at_once:
                running = [pid for pid in running if self.outside.wait(pid, 0.01) is None]
        for pid in running:
            self.outside.wait(pid, 20)

    def bring(self, path: str, data: bytes) -> None:
        """The intruder copies a file to the host through ssh, as scp does."""
        read, write = os.pipe2(os.O_CLOEXEC)
        null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
        words = [*_SSH, "-b", INTRUDER, f"root@{ADDRESS}", f"cat > {path}"]
        try:
            pid = self.outside.start(Start(words, _answering(self.password)), [read, null, null])
            os.close(read)
            os.write(write, data)
        finally:
            os.close(write)
            os.close(null)
        if self.outside.wait(pid, 20) != 0:
            raise HostError(f"{self.web.name}: the intruder's copy over ssh failed: its sshd did not let him in")

    def log_in(self) -> None:
        """The intruder logs in with the right password and gets a terminal."""
        master, slave = open_terminal()
        try:
            words = [*_SSH, "-b", INTRUDER, "-tt", f"root@{ADDRESS}"]
            self.outside.start(Start(words, _answering(self.password) | {"TERM": "xterm"}), [slave] * 3)
        finally:
            os.close(slave)
        self.terminal = TerminalSession(master, _PROMPT)
        self.terminal.await_prompt(20)

    def type(self, *lines: str) -> None:
        """The intruder types these lines, each after the one before is done."""
        if self.terminal is None:
            raise HostError("the story types before anybody has logged in")
        for line in lines:
            self.terminal.type(line)

    def cue(self, part: str, word: str) -> None:
        """Tell a stand-in that it is its turn."""
        if part not in self._pipes:
            self._pipes[part] = self.web.open(f"{CUES}/{part}", os.O_RDWR)
        os.write(self._pipes[part], word.encode() + b"\n")

    def request(self, path: str) -> None:
        """Somebody outside asks the web server for a page; the answer is not waited for."""
        with self.outside.connect(INTRUDER, ADDRESS, 80) as visit:
            visit.sendall(f"GET {path} HTTP/1.0\r\nHost: {HOST_NAME}\r\n\r\n".encode())
            visit.settimeout(10)
            with suppress(TimeoutError):
                while visit.recv(65_536):
                    pass

    def close(self) -> None:
        """Hang up and let go of the pipes."""
        if self.terminal is not None:
            self.terminal.close()
        for descriptor in self._pipes.values():
            os.close(descriptor)
        self._pipes.clear()


def _answering(password: str) -> dict[str, str]:
    """What makes ssh ask a program for the password; /tmp/answer is a file of the outside world."""
    return {"SSH_ASKPASS": "/tmp/answer", "SSH_ASKPASS_REQUIRE": "force", "ANSWER": password, "HOME": "/root"}  # noqa: S108


def lacking() -> str:
    """What this machine has not and a story needs, as one sentence with the command that brings it; empty where all is there."""
    if os.geteuid() != 0:
        return "a simulation needs root, for a sandbox host with its own namespaces: run it with sudo"
    missing = [program for program in NEEDED if shutil.which(program, path=_PROGRAM_PATH) is None]
    if not missing:
        return ""
    packages = " ".join(dict.fromkeys(NEEDED[program] for program in missing))
    return f"a simulation needs {' and '.join(missing)}, which this machine has not: apt-get install {packages}"


@contextmanager
def open_scene(group: ControlGroup) -> Iterator[Scene]:
    """The stage with everybody in place; nothing of it is left afterwards. To be called by the main thread."""
    password = secrets.token_urlsafe(12)
    with ExitStack() as stack:
        plan = host_files.web_host(password, secrets.token_hex(16), _has_penalties())
        outside = _world("outside", group, host_files.outside_host(), stack)
        web = _world(HOST_NAME, group, plan, stack)
        settled(outside)
        settled(web)
        wire.lay(web.process.pid, outside.process.pid, wire.Addresses(ADDRESS, _GATE, (GUESSER, INTRUDER, *CONTROL), _ROUTES))
        scene = Scene(web, outside, password)
        stack.callback(scene.close)
        _open_doors(outside, stack)
        _start_services(web, stack)
        yield scene


def _world(name: str, group: ControlGroup, root: Root, stack: ExitStack) -> World:
    """Each world has a group of its own below the run's, so that the agent in one sees nothing of the other."""
    own = below(group, name)
    try:
        world = prepare(name, own, root)
    finally:
        os.close(own)
    stack.callback(world.close)
    return world


def _open_doors(outside: World, stack: ExitStack) -> None:
    for address, port in CONTROL.items():
        stack.callback(Door(outside.listen(address, port), hold).close)
    stack.callback(Door(outside.listen(INTRUDER, PAGE_PORT), give_page(b"# REDSHANK SIMULATION\n")).close)


def _start_services(web: World, stack: ExitStack) -> None:
    log = os.O_WRONLY | os.O_APPEND
    door, auth, rest = web.receiver("/dev/log"), web.open("/var/log/auth.log", log), web.open("/var/log/syslog", log)
    stack.callback(Syslog(door, auth, rest, HOST_NAME, SystemClock().wall_ns).close)
    web.run(Start(["/usr/bin/mkfifo", f"{CUES}/breeb", f"{CUES}/getty"]))
    web.run(Start(["/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/etc/ssh/ssh_host_ed25519_key"]))
    web.start(Start([_sshd(), "-D"]))
    _await_sshd(web)
    _start_web_site(web)


def _await_sshd(web: World) -> None:
    """Its own line in the log says when it listens; a visit would be one more line there."""
    end = time.monotonic() + _SSHD_S
    while time.monotonic() < end:
        with os.fdopen(web.open("/var/log/auth.log"), "rb") as log:
            if b"Server listening" in log.read():
                return
        time.sleep(0.01)
    raise HostError("the sandbox's sshd does not listen: run `sshd -t`, it may say why")


def _start_web_site(web: World) -> None:
    with web.listen("0.0.0.0", 80) as door, open(os.devnull, "r+b") as null:  # noqa: S104, PTH123 - in a net namespace of its own
        surroundings = {"PYTHONHOME": sys.base_prefix, "LD_LIBRARY_PATH": f"{sys.base_prefix}/lib"}
        words = [host_files.WEB_SERVER, "-S", "-B", host_files.WEB_SITE]
        web.start(Start(words, surroundings, host_files.WEB_USER, "/var/www"), [door, null, null])


def _sshd() -> str:
    return shutil.which("sshd", path=_PROGRAM_PATH) or "/usr/sbin/sshd"


def _has_penalties() -> bool:
    """Whether this sshd has the setting; it says so where it is asked to test a configuration with it."""
    done = subprocess.run([_sshd(), "-t", "-f", "/dev/null", "-o", "PerSourcePenalties=no"], check=False, capture_output=True, timeout=10)
    return b"PerSourcePenalties" not in done.stderr
