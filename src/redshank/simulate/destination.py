"""Where the agent of the sandbox host sends what it sees: a server that runs here, or one for the time of the story."""

import http.client
import os
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from redshank.core.errors import HostError
from redshank.host.certificate import pin_of_pem
from redshank.server.settings import ServerSettings
from redshank.server.store.control import agents, tokens
from redshank.server.store.control.database import Control, open_control
from redshank.server.store.control.secret import TOKEN_PREFIX, new_secret
from redshank.simulate.sandbox.control_group import ControlGroup, below
from redshank.simulate.sandbox.orders import Start
from redshank.simulate.sandbox.world import World, begin
from redshank.simulate.work_folder import work_folder

DEFAULT_BIND = ServerSettings().bind
READY_S = 60.0
_ASK_S = 2.0
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to reach a server that listens everywhere
_STOP_S = 5.0
_LOOK_S = 0.05
_MAX_SAID_BYTES = 64 * 1024


class Ready(msgspec.Struct):
    """What a server says on its own channel once it listens."""

    address: str
    link: str | None = None
    pin: str | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """A server that runs, with its control store. data: its folder. thrown_away: whether it was made for this run only."""

    ready: Ready
    control: Control
    data: Path
    thrown_away: bool

    @property
    def door(self) -> tuple[str, int]:
        """Where it listens on this machine."""
        parts = urlsplit(self.ready.address)
        return parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def tls(self) -> bool:
        """Whether it speaks TLS."""
        return self.ready.address.startswith("https:")

    def token(self, now_ns: int) -> tuple[str, str]:
        """(secret, id) of a new enrolment token; what comes from the agent that uses it is marked as simulated."""
        secret = new_secret(TOKEN_PREFIX)
        with self.control.write() as c:
            made = tokens.create(c, secret, tokens.NewToken(created_by="simulate", ttl_s=600, simulated=True), now_ns)
        return secret, made.token_id

    def agent_of(self, token_id: str) -> str:
        """The id of the agent that this token let in. Raises HostError where none came."""
        with self.control.read() as c:
            for agent in agents.all_agents(c):
                if agent.token_id == token_id:
                    return agent.agent_id
        raise HostError(f"{self.ready.address}: the sandbox's agent is not known there: is it the server of {self.data}?")


@contextmanager
def open_destination(data: Path, group: ControlGroup, bind: str = DEFAULT_BIND) -> Iterator[Destination]:
    """The server of this data folder where it runs, else a new one that ends, with its data, at the end.

    To be called by the main thread. Raises HostError where none can be had.
    """
    with ExitStack() as stack:
        ready, folder = running(data, bind), data
        if ready is None:
            folder = stack.enter_context(work_folder())
            ready = stack.enter_context(_server(folder, group))
        control = open_control(folder / "server")
        stack.callback(control.close)
        yield Destination(ready, control, folder, folder != data)


def running(data: Path, bind: str = DEFAULT_BIND) -> Ready | None:
    """The server that answers there, where a server's data lie in that folder; None where there is none."""
    host, _, port = bind.rpartition(":")
    place = (_EVERYWHERE.get(host.strip("[]"), host.strip("[]")), int(port))
    if not (data / "server").is_dir():
        return None
    if _is_healthy(http.client.HTTPConnection(*place, timeout=_ASK_S)):
        return Ready(f"http://{'localhost' if place[0] == '127.0.0.1' else host}:{port}")
    if _is_healthy(http.client.HTTPSConnection(*place, timeout=_ASK_S, context=_any_certificate())):
        return Ready(f"https://{place[0]}:{port}", pin=pin_of_pem(ssl.get_server_certificate(place, timeout=_ASK_S)))
    return None


def _is_healthy(connection: http.client.HTTPConnection) -> bool:
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _any_certificate() -> ssl.SSLContext:
    """Only asks whether somebody is there; the agent then trusts the key that is found, and no other."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@contextmanager
def _server(folder: Path, group: ControlGroup) -> Iterator[Ready]:
    """A new server, alone in a pid namespace, so that it ends with us however we end."""
    own = below(group, "server")
    try:
        world = begin("server", own, None, network=False)
    finally:
        os.close(own)
    try:
        pid, ready = _start(world, folder)
        yield ready
        world.signal(pid, 15)
        world.wait(pid, _STOP_S)
    finally:
        world.close()


def _start(world: World, folder: Path) -> tuple[int, Ready]:
    log = folder / "server.log"
    told, tell = os.pipe2(os.O_CLOEXEC)
    with os.fdopen(told, "rb", buffering=0) as lines, log.open("wb") as said, Path(os.devnull).open("rb") as null:
        os.set_blocking(told, False)
        words = [sys.executable, "-m", "redshank", "server", "run", "--bind", f"127.0.0.1:{_free_port()}"]
        program = Start([*words, "--data", str(folder), "--tell-fd", "3"], {"HOME": "/root"})
        try:
            pid = world.start(program, [null, said, said, tell])
        finally:
            os.close(tell)
        text, end = b"", time.monotonic() + READY_S
        while not text.endswith(b"\n"):
            text += lines.read(_MAX_SAID_BYTES) or b""
            if world.ended(pid) is not None or time.monotonic() > end:
                raise HostError(f"no server could be started for the story: {_last_line(log)}")
            time.sleep(_LOOK_S)
    return pid, msgspec.json.decode(text.splitlines()[0], type=Ready)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _last_line(log: Path) -> str:
    lines = log.read_bytes()[-_MAX_SAID_BYTES:].decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
