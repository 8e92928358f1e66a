"""A server to look at: `python -m tests.server.serve` starts one on loopback with a break-in on it, and says where.

It prints one JSON line: address, cookies by role, name and password, and a first-run link where one was asked for. Lines on
standard input make more happen; each is answered by one JSON line:

    push 20            twenty new alerts, each of its own
    rate 20            from now on so many new alerts a second (0 stops)
    hostile            alerts whose every text is hostile
    beat               every agent's heartbeat
    enrol TOKEN        an agent comes in by this token, and with it a break-in (host web-09)
    token              an enrolment token
    logout             ends every session
    quit

The end of standard input changes nothing unless `--until-eof` is given.
"""

import argparse
import json
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from litestar import Litestar

from redshank.server.api.first_run import new_link
from redshank.server.api.passwords import Passwords
from redshank.server.store.control import sessions
from redshank.server.store.control.secret import digest
from tests.server import story
from tests.server.site import PASSWORD, ROLES, Site, open_site, quick_passwords

CONSOLE = Path(__file__).resolve().parents[2] / "src/redshank/console/static"


class Server(uvicorn.Server):
    """Ends open streams before it waits for connections to end."""

    def __init__(self, config: uvicorn.Config, before_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self.before_exit = before_exit

    def handle_exit(self, sig: int, frame: Any) -> None:
        self.before_exit()
        super().handle_exit(sig, frame)

    def stop(self) -> None:
        """As a signal would; any thread."""
        self.before_exit()
        self.should_exit = True


def serving(site: Site, app: Litestar) -> Server:
    """A server of this application, not yet running."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, timeout_graceful_shutdown=5, ws="none"
    )
    return Server(config, site.parts.hub.close)


def loopback_socket(port: int = 0) -> socket.socket:
    """A socket bound to a free port, or to this one."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


class Play:
    """What the commands do."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.hosts: list[tuple[str, str, str]] = []
        self.rate = 0.0
        self.made = 0
        self.stopping = threading.Event()
        self.lock = threading.Lock()

    def seed(self) -> None:
        """Two hosts, one of them broken into, the other one quiet."""
        self.hosts = [self.site.enrol("web-03"), self.site.enrol("db-01")]
        self.site.tell(story.break_in(), self.hosts[0])
        self.site.tell([(3600, story.written("/etc/hosts", "file.modify", "/usr/bin/cp", 900))], self.hosts[1])

    def push(self, count: int) -> dict[str, Any]:
        with self.lock:
            numbers = range(self.made, self.made + count)
            self.made += count
            for number in numbers:
                self.site.tell([(0, story.fresh(number))], self.hosts[0])
        return {"pushed": count}

    def keep_pushing(self) -> None:
        """As many alerts a second as `rate` says, evenly spread."""
        while not self.stopping.wait(1 / self.rate if self.rate else 0.1):
            if self.rate:
                self.push(1)

    def do(self, line: str) -> dict[str, Any]:
        command, _, argument = line.strip().partition(" ")
        known: dict[str, Callable[[str], dict[str, Any]]] = {
            "push": lambda count: self.push(int(count or 1)),
            "rate": self.set_rate,
            "hostile": self.hostile,
            "beat": self.beat,
            "enrol": self.enrol,
            "token": lambda _: dict(zip(("id", "token"), self.site.token(), strict=True)),
            "logout": self.logout,
            "quit": self.quit,
        }
        return known[command](argument) if command in known else {"error": f"unknown command {command!r}"}

    def set_rate(self, rate: str) -> dict[str, Any]:
        self.rate = float(rate or 0)
        return {"rate": self.rate}

    def hostile(self, _: str = "") -> dict[str, Any]:
        with self.lock:
            self.site.tell(story.hostile(), self.hosts[0])
        return {"hostile": len(story.HOSTILE)}

    def beat(self, _: str = "") -> dict[str, Any]:
        for _host, _name, agent_id in self.hosts:
            self.site.beat(agent_id)
        return {"beat": len(self.hosts)}

    def logout(self, _: str = "") -> dict[str, Any]:
        with self.site.control.write() as c:
            return {"ended": sum(sessions.end_all(c, role) for role in ROLES)}

    def quit(self, _: str = "") -> dict[str, Any]:
        self.stopping.set()
        return {"bye": True}

    def enrol(self, secret: str) -> dict[str, Any]:
        """An agent comes in by a token, is heard of, and tells what it sees, as seconds go by."""
        name = f"web-{9 + len(self.hosts):02d}"
        host = self.site.enrol(name, (digest(secret)[:16], secret))
        self.hosts.append(host)
        time.sleep(0.3)
        with self.lock:
            self.site.tell([(0, story.run("id", 800))], host)
            time.sleep(0.3)
            self.site.tell(story.break_in(), host)
        return {"host": name}


def answers(play: Play, lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            yield play.do(line)
        except Exception as error:  # a mistyped command must not end the server
            yield {"error": f"{type(error).__name__}: {error}"}
        if play.stopping.is_set():
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--empty", action="store_true", help="no hosts and alerts yet")
    parser.add_argument("--first-run", action="store_true", help="no owner yet; the line has the link to become one")
    parser.add_argument("--real-passwords", action="store_true", help="argon2id, as the product has it")
    parser.add_argument("--rate", type=float, default=0.0, help="new alerts a second")
    parser.add_argument("--hostile", action="store_true", help="begin with hostile texts")
    parser.add_argument("--console", type=Path, default=CONSOLE, help="folder of the built console")
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="redshank-serve-") as folder:
        serve(options, Path(folder))


def serve(options: argparse.Namespace, folder: Path) -> None:
    listener = loopback_socket(options.port)
    site = open_site(folder, f"http://localhost:{listener.getsockname()[1]}", console=options.console)
    site.passwords = Passwords() if options.real_passwords else quick_passwords()
    play = Play(site)
    say(begin(site, play, options))
    server = serving(site, site.app())
    pusher = threading.Thread(target=play.keep_pushing, daemon=True)
    pusher.start()

    def listen() -> None:
        for answer in answers(play, iter(sys.stdin.readline, "")):
            say(answer)
        if play.stopping.is_set() or options.until_eof:
            server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # uvicorn raises what it caught once more when it has ended
    threading.Thread(target=listen, daemon=True).start()
    server.run(sockets=[listener])
    play.stopping.set()
    pusher.join(2)
    site.close()


def say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def begin(site: Site, play: Play, options: argparse.Namespace) -> dict[str, Any]:
    """Makes what is to be there at the start. Returns what is to be known of it."""
    address = site.parts.settings.address
    told: dict[str, Any] = {"address": address, "user": "owner", "password": PASSWORD, "cookies": {}, "link": None}
    if options.first_run:
        told["link"] = new_link(site.control, address, site.now())
        roles: tuple[str, ...] = ()
    else:
        roles = ROLES
    for role in roles:
        [(name, value)] = site.cookie(site.user(role)).items()
        told["cookies"][role] = {"name": name, "value": value}
    if not options.empty:
        play.seed()
    if options.hostile:
        play.hostile()
    play.rate = options.rate
    return told


if __name__ == "__main__":
    main()
