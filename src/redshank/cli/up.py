"""`redshank up`: server and agent on this host, in the foreground; says where the console is, and how fast what comes."""

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redshank.cli.help import Parser, examples
from redshank.cli.part import Message, Part
from redshank.cli.signals import on_signals
from redshank.cli.stopwatch import Stopwatch
from redshank.cli.terminal import visible
from redshank.core import config
from redshank.core.errors import HostError
from redshank.host.agent_settings import AgentSettings
from redshank.host.enrol import enrol_here, enrolled_at

READY_S = 60.0
_LOOK_S = 0.1


def add_arguments(parser: Parser) -> None:
    """The options of `up`."""
    parser.add_argument("--bind", metavar="ADDRESS:PORT", help="where to listen (default 127.0.0.1:8765); any but loopback speaks TLS")
    parser.add_argument("--data", type=Path, metavar="DIR", help="where server and agent keep what they know (default /var/lib/redshank)")
    parser.add_argument("--config", type=Path, default=config.DEFAULT_PATH, metavar="FILE", help="settings (default %(default)s)")
    parser.epilog = examples(
        ("redshank up", "server, console and agent here (as root); Ctrl-C ends them"),
        ("redshank up --data /tmp/try", "the same, with nothing kept outside /tmp/try"),
        ("redshank up --bind 0.0.0.0:8765", "reachable from other hosts, by TLS"),
    )


@dataclass(slots=True)
class Up:
    """Both ends of one host. data: of the agent. given: words of the command line for both parts, and for the server alone.

    say: takes a line for people.
    """

    data: Path
    given: tuple[Sequence[str], Sequence[str]]
    say: Callable[[str], None]
    stopwatch: Stopwatch = field(init=False)
    address: str = ""
    link: str | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    _ready: threading.Event = field(default_factory=threading.Event)
    _server: Part = field(init=False)
    _agent: Part = field(init=False)
    _hello: Message = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stopwatch = Stopwatch(self.say)
        both, server = self.given
        self._server = Part("server", ["server", "run", *server, *both], self._hear_server)
        self._agent = Part("agent", ["agent", "run", *both], self._hear_agent)

    def start(self) -> None:
        """Start the server, let the agent in where it is not yet known, start it. Raises HostError where one of them cannot."""
        self.stopwatch.mark("start")
        known = enrolled_at(self.data)
        self._server.start([] if known else ["--first-token"])
        self._wait_for_server()
        if self.stopping.is_set():
            return
        self.stopwatch.mark("ready")
        if not known:
            enrol_here(self.data, self._hello)
        elif known != self.address:
            self.say(f"redshank: this host's agent reports to {known}, not to {self.address}: 'redshank agent enrol --again' moves it")
        self._agent.start()

    def _wait_for_server(self) -> None:
        end = time.monotonic() + READY_S
        while not self._ready.wait(_LOOK_S):
            if (status := self._server.ended()) is not None:
                raise HostError(f"the server did not start (exit {status}); its last line above says why")
            if self.stopping.is_set():
                return
            if time.monotonic() > end:
                raise HostError(f"the server is not ready after {READY_S:.0f} s")

    def _hear_server(self, message: Message) -> None:
        if message.get("kind") == "ready":
            self._hello = message
            self.address, self.link = message["address"], message.get("link")
            self._ready.set()
        elif message.get("kind") == "mark":
            self.stopwatch.mark(message["what"], message["at_ns"] / 1e9, visible(message.get("title") or ""))

    def _hear_agent(self, message: Message) -> None:
        if message.get("kind") == "watching":
            self.stopwatch.mark("watching", detail=visible(message.get("detail") or ""))

    def look(self) -> None:
        """Start again what has ended by itself; said, with its status."""
        for part in (self._server, self._agent):
            if (status := part.ended()) is None or self.stopping.is_set():
                continue
            pause = part.pause_s()
            self.say(f"redshank: the {part.name} ended by itself ({_ending(status)}); it is started again in {pause:.0f} s")
            if not self.stopping.wait(pause):
                part.start()

    def stop(self) -> None:
        """End both, the agent first, so that its last words arrive."""
        self._agent.stop()
        self._server.stop()


def run(arguments: argparse.Namespace) -> int:
    """Both ends until Ctrl-C; 0. Raises HostError where one of them cannot start."""
    flags = {"agent.data": arguments.data} if arguments.data else {}
    data = config.load({"agent": AgentSettings}, arguments.config, os.environ, flags)["agent"].data
    both = ["--config", str(arguments.config.absolute()), *(["--data", str(arguments.data.absolute())] if arguments.data else [])]
    up = Up(data.absolute(), (both, ["--bind", arguments.bind] if arguments.bind else []), say)
    with on_signals(lambda _number: up.stopping.set()):
        try:
            up.start()
            _greet(up)
            while not up.stopping.wait(_LOOK_S):
                up.look()
        finally:
            up.stop()
    say("redshank: stopped")
    return 0


def _greet(up: Up) -> None:
    """Where to look, and how to get in."""
    if up.address:
        say(f"redshank: console      {up.address}")
    if up.link:
        say(f"redshank: first login  {up.link}   (once, within the hour)")


def _ending(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit {status}"


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
