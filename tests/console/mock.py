"""A small server with the shapes of the real one, for states that a real one seldom gets into: slow, failing, silent, hostile."""

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from redshank.server.api import alert_query
from redshank.server.api.console import open_console
from redshank.server.api.door import PAGE_POLICY
from tests.console.quiet import Quiet

STATIC = Path(__file__).resolve().parents[2] / "src" / "redshank" / "console" / "static"
PERMISSIONS = ["alerts.act", "alerts.read", "argv.read", "enrolment.read", "enrolment.write", "events.read", "hosts.read"]
PERMISSIONS += ["suppressions.read", "suppressions.write"]
SHAPES: dict[str, Callable[[Any], Any]] = {
    "severity": lambda row: str(row["severity"]),
    "state": lambda row: row["state"],
    "host": lambda row: row["host"]["name"],
    "user": lambda row: row["user"],
    "id": lambda row: f"A-{row['number']}",
    "": lambda row: row["title"],
}
PAGE = 200
RULES = {1: "Kernel module activity", 2: "Shell of a service user", 3: "Configuration changed"}


def rfc(moment: datetime) -> str:
    """As the API writes times."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def row(number: int, **change: Any) -> dict[str, Any]:
    """An alert of a list; the numbers of a batch give severities, hosts and times that differ."""
    severity = 1 if number % 20 == 0 else 2 if number % 3 == 0 else 3
    titles = {
        1: f"root loaded a kernel module: insmod /usr/lib/xpacket{number}.ko",
        2: "The web server's user started a shell: sh -c id",
        3: f"cp modified /etc/app{number}.conf",
    }
    last = datetime.now(UTC) - timedelta(seconds=number * 7)
    made = {
        "id": f"al{number:06d}", "number": number, "severity": severity, "state": "open", "title": titles[severity],
        "rule": {"id": f"rule-{severity}", "name": RULES[severity]},
        "host": {"id": f"h-{number % 3}", "name": f"web-0{number % 3 + 1}"}, "user": "root" if severity == 1 else "www-data",
        "first_seen": rfc(last - timedelta(minutes=4)), "last_seen": rfc(last), "created": rfc(last), "count": number % 13 + 1,
        "techniques": ["T1547.006", "T1059"] if severity == 1 else ["T1565.001"], "tactics": ["TA0003"], "simulated": number % 7 == 0,
        "assignee": None, "process": "/usr/bin/kmod" if severity == 1 else "/usr/bin/cp", "revision": number,
    }  # fmt: skip
    return made | change


def detail(one: dict[str, Any], **change: Any) -> dict[str, Any]:
    """Everything about an alert."""
    command = ["insmod", "/usr/lib/xpacket.ko", "debug=1", "name=two words"]
    rule = one["rule"] | {"author": "The Redshank developers", "source": "", "licence": "Apache-2.0", "severity": 1}
    ancestors = [(4101, "/usr/bin/bash"), (812, "/usr/sbin/sshd"), (1, "/usr/lib/systemd/systemd")]
    image = {"clause": "selection.Image|endswith: /kmod", "field": "process.executable", "value": "/usr/bin/kmod", "span": [8, 5]}
    typed = " ".join(command[:2])
    words = {"clause": "selection.CommandLine|contains: insmod", "field": "process.command_line", "value": typed, "span": [0, 6]}
    fields = {
        "@timestamp": one["last_seen"], "event.action": "process.exec", "process.executable": "/usr/bin/kmod", "process.args": command,
        "process.pid": 4200, "user.name": "root", "user.audit.name": "root", "process.tty.name": "pts/0", "host.name": one["host"]["name"],
    }  # fmt: skip
    events = [
        {
            "id": f"ev-{n}",
            "time": one["last_seen"],
            "action": "process.exec",
            "summary": f"root ran {' '.join(command[:2])} ({n})",
            "fields": fields,
            "cut": [],
        }
        for n in range(3)
    ]
    made = {
        "row": one, "meaning": "Somebody loaded or tried to load a module into the kernel, which hides whatever it likes from then on.",
        "response": "Take the host off the network, keep its memory, and compare the module with its package.",
        "rule": rule,
        "why": [
            image | {"matched": True},
            words | {"matched": True},
            {"clause": "filter.User: build", "field": "user.name", "value": "root", "span": None, "matched": False},
        ],
        "events": events, "events_total": 3,
        "process": {
            "entity_id": "e-4200", "pid": 4200, "executable": "/usr/bin/kmod", "args": command, "working_directory": "/root",
            "user": "root", "effective_user": "root", "audit_user": "anna", "session": "183", "tty": "pts/0", "start": one["first_seen"],
            "ancestors": [{"pid": pid, "executable": path} for pid, path in ancestors],
        },
        "prevalence": {
            "hosts": 1, "of_hosts": 41, "first_ever": True, "fired": 0, "days": 30, "at_least": False,
            "sentence": "seen on 1 of 41 hosts, first time ever; this key fired 0 times in 30 days",
        },
        "related": {"same_host_5min": {"1": 2, "2": 0, "3": 14}, "same_session": {"1": 1, "2": 0, "3": 3}, "same_process_tree": None},
        "history": [{"at": one["created"], "actor": "anna", "action": "assign", "reason": None, "text": None}],
    }  # fmt: skip
    return made | change


def host(number: int, **change: Any) -> dict[str, Any]:
    """A watched host."""
    sources = [
        {"name": "ebpf", "state": "ok", "detail": ""},
        {"name": "fanotify", "state": "ok", "detail": ""},
        {"name": "journal", "state": "ok", "detail": ""},
    ]
    made = {
        "id": f"h-{number}", "name": f"web-0{number + 1}", "agent_id": f"agent-{number}", "state": "online",
        "last_seen": rfc(datetime.now(UTC)),
        "version": "0.1.0", "kernel": "6.1.0-26-amd64", "os": "Debian GNU/Linux 12", "sources": sources,
        "alerts": {"1": 2, "2": 14, "3": 30}, "dropped": 0, "simulated": False,
    }  # fmt: skip
    return made | change


@dataclass
class Server:
    """What the pages talk to. The fields are turned by a test while pages look."""

    alerts: dict[str, dict[str, Any]] = field(default_factory=dict)
    details: dict[str, dict[str, Any]] = field(default_factory=dict)
    hosts: list[dict[str, Any]] = field(default_factory=lambda: [host(n) for n in range(3)])
    progress: dict[str, Any] | None = None
    role: str = "owner"
    permissions: list[str] = field(default_factory=lambda: list(PERMISSIONS))
    logged_in: bool = True
    delay_s: float = 0.0
    failing: set[str] = field(default_factory=set)
    streaming: bool = True
    revision: int = 0
    tokens: int = 0
    calls: list[str] = field(default_factory=list)
    resumed: list[str | None] = field(default_factory=list)
    news: list[tuple[int | None, str, str]] = field(default_factory=list)
    open_streams: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)
    closed: bool = False
    address: str = ""
    quiet: Quiet = field(default_factory=Quiet)
    undone: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def put(self, one: dict[str, Any], tell: bool = True) -> dict[str, Any]:
        """An alert comes or changes; who listens hears it."""
        with self.changed:
            self.revision += 1
            known = one | {"revision": self.revision}
            self.alerts[known["id"]] = known
            if tell:
                self.news.append((self.revision, "alert", json.dumps(known)))
                self.news.append((self.revision, "counts", json.dumps(self.counts())))
                self.changed.notify_all()
        return known

    def tell(self, name: str, data: Any) -> None:
        """Any other news."""
        with self.changed:
            self.news.append((None, name, json.dumps(data)))
            self.changed.notify_all()

    def has_more(self, at: int) -> bool:
        """Whether a stream that has told so much has something to do."""
        return len(self.news) > at or not self.streaming or self.closed

    def cut(self, streaming: bool) -> None:
        """Ends every stream; new ones are refused until it is turned back."""
        with self.changed:
            self.streaming = streaming
            self.changed.notify_all()

    def counts(self) -> dict[str, Any]:
        """Open alerts by severity, all by state."""
        rows = list(self.alerts.values())
        by_severity = {str(n): sum(r["severity"] == n and r["state"] == "open" for r in rows) for n in (1, 2, 3)}
        return {"counts": by_severity, "states": {s: sum(r["state"] == s for r in rows) for s in ("open", "acknowledged", "dismissed")}}

    def named(self, name: str) -> dict[str, Any] | None:
        """The alert with this id or number."""
        return self.alerts.get(name) or next((r for r in self.alerts.values() if f"A-{r['number']}" == name), None)

    def found(self, q: str) -> list[dict[str, Any]]:
        """The alerts of a query, by the terms that this server knows."""
        groups: dict[tuple[str, bool], list[str]] = {}
        for term in alert_query.parse(q):
            groups.setdefault((term.key, term.negated), []).append(term.value.lower())
        return [
            r for r in list(self.alerts.values()) if all(any(_holds(k, v, r) for v in vs) != negated for (k, negated), vs in groups.items())
        ]


def _holds(key: str, value: str, one: dict[str, Any]) -> bool:
    has = str(SHAPES.get(key, lambda _: "")(one) or "").lower()
    return value in has if key == "" else value == has


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    state: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        """Pages and reads."""
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query, keep_blank_values=True).items()}
        if not url.path.startswith("/api/"):
            self.page(url.path)
        elif url.path.endswith("/stream"):
            self.stream()
        else:
            self.api("GET", url.path.removeprefix("/api/v1"), query)

    def do_POST(self) -> None:
        """Acts."""
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        if self.headers.get("x-redshank-request") != "1":
            return self.json(403, {"kind": "forbidden", "message": "no header", "request": "r-0"})
        return self.api("POST", urlsplit(self.path).path.removeprefix("/api/v1"), body)

    def do_DELETE(self) -> None:
        """Revoking a token."""
        assert self.state.progress is not None
        self.state.progress["state"] = "revoked"
        self.send_response(204)
        self.end_headers()

    def page(self, path: str) -> None:
        """The console's files; every other path is the page that starts it."""
        console = open_console(STATIC)
        if path in ("/login", "/first-run"):
            return self.send(200, "text/html", b"<!doctype html><title>Log in</title><h1>Log in</h1>")
        name = path.lstrip("/") if "." in path.rsplit("/", 1)[-1] and path.startswith("/assets") else "index.html"
        file = console.file(name, accepts_gzip=True)
        if file is None:
            return self.send(404, "text/plain", b"no such file")
        return self.send(200, file.media_type, file.body, file.headers())

    def api(self, method: str, path: str, given: dict[str, Any]) -> None:  # noqa: PLR0911, PLR0912 - one branch a route
        """One call."""
        state = self.state
        state.calls.append(f"{method} {path}")
        if state.delay_s:
            time.sleep(state.delay_s)
        if not state.logged_in:
            return self.problem(401, "login", "log in first")
        if path.split("/")[1] in state.failing:
            return self.problem(500, "error", "something went wrong in the server; its log has the request's id")
        now = rfc(datetime.now(UTC))
        if path == "/session":
            online = sum(h["state"] == "online" for h in state.hosts)
            user = {"name": "anna", "role": state.role, "permissions": state.permissions}
            server = {"version": "0.1.0", "now": now, "started": now}
            return self.json(
                200, {"user": user, "server": server, "agents": {"total": len(state.hosts), "online": online, "dropped": 0}, "csrf": "c"}
            )
        if (quiet := state.quiet.answer(method, path, given, now)) is not None:
            return self.json(*quiet)
        if path == "/alerts":
            return self.list(given, now)
        if path.startswith("/alerts/") and method == "GET":
            one = state.named(path.removeprefix("/alerts/"))
            return (
                self.json(200, state.details.get(one["id"], {}) | {"row": one} if one["id"] in state.details else detail(one))
                if one
                else self.problem(404, "not_found", "there is no such alert")
            )
        if path == "/alerts/actions":
            return self.act(given)
        if path == "/alerts/undo":
            for one in state.undone.pop(given["undo"]):
                state.put(one)
            return self.json(200, {"changed": 1})
        if path == "/hosts":
            return self.json(200, {"as_of": now, "hosts": state.hosts})
        if path == "/enrolment-tokens":
            state.tokens += 1
            expires = rfc(datetime.now(UTC) + timedelta(hours=1))
            state.progress = {
                "id": f"t{state.tokens}",
                "state": "waiting",
                "created": now,
                "expires": expires,
                "uses_left": 1,
                "now": now,
                "agents": [],
            }
            command = f"sudo redshank agent enrol --server {state.address} --token-file - && sudo redshank agent run"
            return self.json(
                201, {"id": f"t{state.tokens}", "token": "rsenr_" + "x" * 43, "expires": expires, "uses": 1, "command": command}
            )
        if path.startswith("/enrolments/") and state.progress:
            return self.json(200, state.progress | {"now": now})
        if path == "/logout":
            state.logged_in = False
            return self.send(204, "text/plain", b"")
        return self.problem(404, "not_found", "there is nothing here")

    def list(self, given: dict[str, Any], now: str) -> None:
        """A page of alerts."""
        q = given.get("q", "")
        try:
            rows = self.state.found(q)
        except alert_query.QueryError as error:
            extra = {"offset": error.offset, "length": error.length, "suggestion": error.suggestion}
            return self.json(400, {"kind": "query", "message": error.message, "request": "r-7"} | extra)
        rows.sort(key=lambda r: r["last_seen"], reverse=True)
        if given.get("sort", "").startswith("severity"):
            rows.sort(key=lambda r: r["severity"])
        at, limit = int(given.get("cursor") or 0), int(given.get("limit") or PAGE)
        following = str(at + limit) if at + limit < len(rows) else None
        answer = {
            "as_of": now,
            "data_floor": None,
            "total": len(rows),
            "next": following,
            "revision": self.state.revision,
            "alerts": rows[at : at + limit],
        }
        return self.json(200, answer | self.state.counts())

    def act(self, given: dict[str, Any]) -> None:
        """Something is done to alerts."""
        rows = self.state.found(given["q"]) if given.get("q") is not None else [r for i in given["ids"] if (r := self.state.named(i))]
        change = {"acknowledge": {"state": "acknowledged"}, "dismiss": {"state": "dismissed"}, "reopen": {"state": "open"}}
        undo = f"u{self.state.revision}"
        self.state.undone[undo] = rows
        for one in rows:
            self.state.put(one | change.get(given["action"], {"assignee": given.get("assignee")}))
        self.json(200, {"changed": len(rows), "undo": undo})

    def stream(self) -> None:
        """News from where the page says it was; ends when the test cuts it."""
        state, since = self.state, self.headers.get("last-event-id")
        if not state.streaming or not state.logged_in:
            return self.problem(503 if state.logged_in else 401, "unavailable", "no stream now")
        state.resumed.append(since)
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        with state.changed:
            at = (
                len(state.news)
                if since is None
                else next((i for i, n in enumerate(state.news) if (n[0] or 0) > int(since)), len(state.news))
            )
            state.open_streams += 1
        try:
            self.wfile.write(b": hello\n\n")
            while state.streaming and not state.closed:
                with state.changed:
                    state.changed.wait_for(partial(state.has_more, at), 0.5)
                    fresh, at = state.news[at:], len(state.news)
                beat = b"".join((b"id: %d\n" % i if i else b"") + f"event: {name}\ndata: {data}\n\n".encode() for i, name, data in fresh)
                self.wfile.write(beat or b": beat\n\n")
        except OSError:
            pass
        finally:
            state.open_streams -= 1
            self.close_connection = True

    def problem(self, status: int, kind: str, message: str) -> None:
        """A refused call."""
        self.json(status, {"kind": kind, "message": message, "request": "r-00c0ffee"})

    def json(self, status: int, body: Any) -> None:
        """An answer."""
        self.send(status, "application/json", json.dumps(body).encode("utf-8", "surrogatepass"))

    def send(self, status: int, media_type: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Bytes with the headers that the real server sends."""
        self.send_response(status)
        fixed = {
            "content-type": media_type,
            "content-length": str(len(body)),
            "content-security-policy": PAGE_POLICY,
            "x-content-type-options": "nosniff",
        }
        for name, value in (fixed | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True


class QuietServer(ThreadingHTTPServer):
    """A browser that goes away in the middle of an answer is no error here."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tells nothing of broken connections."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def start() -> tuple[Server, Callable[[], None]]:
    """A server on a port of its own, and what stops it."""
    state = Server()

    class Bound(Handler):
        pass

    Bound.state = state
    server = QuietServer(("127.0.0.1", 0), Bound)
    state.address = f"http://localhost:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def stop() -> None:
        with state.changed:
            state.closed = True
            state.changed.notify_all()
        server.shutdown()
        server.server_close()
        thread.join(5)

    return state, stop
