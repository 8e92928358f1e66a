"""Events of a fleet to fill a store with: what our sensor fills in, in the shapes that hosts show.

Every host has a role, daemons that live long, cron jobs, people on terminals and builds. A process has what the sensor
tells of it: identity, parent, ancestors up to init, arguments. All words, names and addresses are ours.
"""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from redshank.events import Event
from redshank.events._generated import types

START_NS = 1_795_392_000 * 10**9
DAY_NS = 86_400 * 10**9
AGENT_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
NAMESPACE = 4026531836

WORDS = """
config server index backup release worker session cache module build report metrics queue image package update deploy test main
data client proxy schema static template upload vendor archive billing search orders users gateway ledger export import notify
audit render catalog stock
""".split()  # noqa: SIM905  # read more easily than a list
HOSTS = [f"{word}-{number}.example.org" for word in ("db", "api", "cache", "queue", "search", "files") for number in range(1, 7)]
SHORT = (
    "ls -la {path}", "cat {path}", "grep -r {word} {path}", "grep -q {word} {path}", "cut -d: -f1 /etc/passwd", "head -n {n} {path}",
    "tail -n {n} /var/log/{word}.log", "date +%s", "id -u", "uname -r", "hostname -f", "df -P /", "df -h", "ps aux",
    "ps -eo pid,ppid,comm", "ss -tlnp", "free -m", "uptime", "stat -c %Y {path}", "mkdir -p {path}", "rm -f /tmp/{word}.{rand}",
    "mv {path} {path}.{n}", "cp -a {path} /var/backups/{word}-{date}", "chmod 0{mode} {path}", "chown www-data:www-data {path}",
    "sed -n {n}p {path}", "sed -i s/{word}/{word}/ {path}", "awk '{{print $1}}' {path}", "sort -u", "uniq -c", "wc -l {path}",
    "tr -d '\\n'", "basename {path}", "test -f /run/{word}.pid", "find /srv/{word} -name *.{ext} -mtime +{n}", "xargs -0 rm -f",
    "readlink -f {path}", "sleep {n}", "touch /run/{word}.stamp", "git -C /srv/{word} rev-parse HEAD",
    "git -C /srv/{word} fetch --quiet origin", "gzip -9 /var/log/{word}.log.{n}", "systemctl is-active {word}.service",
    "curl -fsS http://{host}:8080/health", "curl -fsS -o /tmp/{rand} https://{host}/api/v1/{word}/{n}?token={hex}",
    "dpkg-query -W -f=${{Version}} {word}", "python3 /opt/{word}/bin/{word}.py --since {date} --limit {n}",
    "python3 -m {word}.worker --queue {word} --id {n}", "openssl x509 -noout -enddate -in {path}",
    "rsync -a --delete /srv/{word}/ backup@{host}:/backup/{word}/{date}/", "tar czf /var/backups/{word}-{date}.tar.gz -C /srv {word}",
    "nice -n 10 {word}-ctl",
)  # fmt: skip
LONG = (
    "/usr/bin/gcc -O2 -g -Wall -fPIC -Iinclude -I/usr/include/{word} -D_GNU_SOURCE -MD -MF .deps/{word}_{n}.d -c "
    "src/{word}/{word}_{n}.c -o obj/{word}_{n}.o",
    "/usr/lib/gcc/x86_64-linux-gnu/12/cc1 -quiet -I include -imultiarch x86_64-linux-gnu -MD obj/{word}_{n}.d -D "
    "_GNU_SOURCE src/{word}_{n}.c -quiet -dumpdir obj/ -dumpbase {word}_{n}.c -O2 -o /tmp/cc{rand}.s",
    "/usr/bin/as --64 -o obj/{word}_{n}.o /tmp/cc{rand}.s",
    "/usr/bin/ld -plugin /usr/libexec/gcc/liblto_plugin.so -o bin/{word} /usr/lib/crt1.o obj/{word}_{n}.o obj/{word}_{n}.o "
    "-lc",
    "/usr/bin/node --max-old-space-size=2048 /srv/{word}/node_modules/.bin/{word} --config /srv/{word}/{word}.config.js "
    "--env production --build {hex}",
    "/usr/bin/java -Xmx2g -XX:+UseG1GC -Dapp.home=/opt/{word} -Dapp.id={hex} -cp /opt/{word}/lib/* org.example.{word}.Main "
    "--job {word} --date {date}",
)
DAEMONS = (
    ("/usr/sbin/nginx", "nginx: worker process", 33, "www-data"),
    ("/usr/bin/python3.11", "gunicorn: worker [app]", 33, "www-data"),
    ("/usr/lib/postgresql/15/bin/postgres", "postgres: 15/main", 105, "postgres"),
    ("/usr/bin/node", "node /srv/app/server.js", 1001, "deploy"),
    ("/usr/bin/redis-server", "/usr/bin/redis-server 127.0.0.1:6379", 106, "redis"),
    ("/usr/sbin/haproxy", "haproxy -Ws -f /etc/haproxy/haproxy.cfg", 107, "haproxy"),
)
FOLDERS = ("etc", "srv", "var/lib", "opt")
ENDINGS = ("conf", "json", "yml")
PEOPLE = ("anna", "bert", "carla", "deploy", "root")
TREES = (
    "/etc/{word}/{word}.conf",
    "/etc/cron.d/{word}",
    "/usr/bin/{word}",
    "/usr/lib/{word}/{word}.so.{n}",
    "/root/{word}.{n}",
    "/srv/www/{word}/{rand}.php",
    "/etc/systemd/system/{word}.service",
    "/root/.{word}/{rand}",
    "/var/www/html/{word}/{word}-{n}.html",
)


@dataclass(frozen=True, slots=True)
class Mix:
    """How often what begins, and which share of the copies and ends of processes is kept."""

    acts: dict[str, float]
    lives: float = 1.0


SENSOR = Mix({"cron": 25.0, "shell": 6.0, "service": 420.0, "watch": 50.0, "build": 2.5, "guess": 9.0, "beat": 6.0})
"""As our sensor sees a server: every start of a process with its copy and its end, half of all events."""
STARTS = Mix({"cron": 25.0, "shell": 6.0, "service": 230.0, "watch": 28.0, "build": 2.5, "guess": 5.0, "beat": 2.0}, lives=0.12)
"""Few copies and ends: 35 % starts, 25 % connections out and 8 % in, 22 % files, 8 % copies and ends, 2 % logins."""


@dataclass(slots=True)
class Process:
    """A process as the sensor's table has it."""

    entity: str
    pid: int
    start: int
    executable: str
    args: list[str]
    command_line: str
    cwd: str
    uid: int
    user: str
    parent: "Process | None"
    tty: str | None = None
    login: tuple[int, str, int] | None = None
    cgroup: int = 1
    chain: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Last part of the executable."""
        return self.executable.rsplit("/", 1)[-1]


class Host:
    """One machine and its agent; `events` tells what happens on it, oldest first."""

    def __init__(self, number: int, seed: int, mix: Mix = SENSOR) -> None:
        self.random = random.Random(seed * 100_003 + number)
        self.agent = "".join(self.random.choices(AGENT_LETTERS, k=26))
        self.id = "h-" + "".join(self.random.choices(AGENT_LETTERS, k=26))
        self.name = f"{self.random.choice(WORDS)}-{number:03d}"
        self.epoch = f"{self.random.getrandbits(128):032x}"
        self._boot = self.random.getrandbits(128).to_bytes(16, "big")
        self._pid = self.random.randrange(300, 3000)
        self._words = self.random.sample(WORDS, 12)
        self._inodes: dict[str, int] = {}
        self._mix = mix
        start = START_NS - self.random.randrange(10**15)
        self.init = self._process(start, "/usr/lib/systemd/systemd", ["/sbin/init"], None)
        self.cron = self._process(start + 10**9, "/usr/sbin/cron", ["/usr/sbin/cron", "-f"], self.init, cgroup=3121)
        self.sshd = self._process(start + 10**9, "/usr/sbin/sshd", ["sshd: /usr/sbin/sshd -D [listener]"], self.init, cgroup=3300)
        self.daemons = [
            self._process(start + 2 * 10**9, exe, [title], self.init, uid=uid, user=user, cgroup=4000 + uid)
            for exe, title, uid, user in self.random.sample(DAEMONS, 3)
            for _ in range(4)
        ]

    def _process(self, start: int, executable: str, args: list[str], parent: Process | None, **more: Any) -> Process:
        self._pid = self._pid + self.random.randint(1, 3)
        if self._pid > 4_194_000:
            self._pid = 400
        entity = blake2b(self._boot + b"%d %d" % (start, self._pid), digest_size=16).hexdigest()
        inherited = (
            {}
            if parent is None
            else {
                "cwd": parent.cwd,
                "uid": parent.uid,
                "user": parent.user,
                "tty": parent.tty,
                "login": parent.login,
                "cgroup": parent.cgroup,
            }
        )
        values = {"cwd": "/", "uid": 0, "user": "root"} | inherited | more
        chain = [] if parent is None else [{"pid": parent.pid, "executable": parent.executable}, *parent.chain]
        return Process(entity, self._pid, start, executable, args, " ".join(args), parent=parent, chain=chain, **values)

    def text(self, template: str) -> str:
        """A template with this host's own words in it."""
        rng, word = self.random, self._words[min(int(self.random.expovariate(0.35)), 11)]
        values = {
            "word": word,
            "n": min(int(rng.expovariate(0.02)) + 1, 9999),
            "rand": f"{rng.getrandbits(40):010x}",
            "hex": f"{rng.getrandbits(64):016x}",
            "host": HOSTS[min(int(rng.expovariate(0.2)), len(HOSTS) - 1)],
            "date": f"2026-11-{rng.randrange(20, 28)}",
            "ext": rng.choice(("log", "tmp", "php")),
            "mode": rng.choice(("644", "755", "600")),
            "path": f"/{rng.choice(FOLDERS)}/{word}/{rng.choice(self._words)}.{rng.choice(ENDINGS)}",
        }
        return template.format_map(values)

    def _base(self, process: Process, when: int, *, kernel: bool = True) -> dict[str, Any]:
        parent = process.parent
        values: dict[str, Any] = {
            "timestamp": when,
            "event_created": when + int(self.random.lognormvariate(14.5, 0.9)),
            "host_name": self.name,
            "host_id": self.id,
            "agent_id": self.agent,
            "source": "ebpf" if kernel else "fanotify",
            "process_entity_id": process.entity,
            "process_pid": process.pid,
            "process_pid_namespace": NAMESPACE,
            "process_scope_pid": process.pid,
            "process_executable": process.executable,
            "process_name": process.name,
            "process_args": process.args,
            "process_command_line": process.command_line,
            "process_working_directory": process.cwd,
            "process_ancestors": process.chain,
            "user_id": process.uid,
            "user_name": process.user,
            "user_effective_id": process.uid,
            "user_effective_name": process.user,
            "group_id": process.uid,
            "process_tty_name": process.tty,
        }
        if kernel:
            values |= {
                "process_namespace_level": 0,
                "process_thread_id": process.pid,
                "process_thread_name": process.name[:15],
                "process_start": process.start,
                "cgroup_id": process.cgroup,
            }
        if process.login:
            values["user_audit_id"], values["user_audit_name"], values["session_id"] = process.login
        if parent is not None:
            values |= {
                "process_parent_entity_id": parent.entity,
                "process_parent_pid": parent.pid,
                "process_parent_executable": parent.executable,
                "process_parent_name": parent.name,
                "process_parent_command_line": parent.command_line,
            }
        return values

    def events(self, count: int, days: int) -> Iterator[Event]:
        """About `count` events of `days` days, oldest first."""
        ready: list[tuple[int, int, Event]] = []
        made = 0
        pace = days * DAY_NS / count
        names, weights = list(self._mix.acts), list(self._mix.acts.values())
        now = START_NS
        while made < count:
            act = self.random.choices(names, weights)[0]
            happened = [event for event in getattr(self, f"_{act}")(now) if self._is_kept(event)]
            for event in happened:
                made += 1
                heapq.heappush(ready, (event.timestamp, made, event))
            now += int(self.random.expovariate(1 / (pace * len(happened) + 1)))
            while ready and ready[0][0] <= now:
                yield heapq.heappop(ready)[2]
        yield from (heapq.heappop(ready)[2] for _ in range(len(ready)))

    def _is_kept(self, event: Event) -> bool:
        return not isinstance(event, types.ProcessFork | types.ProcessExit) or self.random.random() < self._mix.lives

    def _command(self, when: int, parent: Process, line: str, inner: tuple[str, ...] = ()) -> Iterator[Event]:
        """fork, exec, what it does, exit."""
        rng = self.random
        args = line.split(" ")
        executable = args[0] if args[0].startswith("/") else f"/usr/bin/{args[0]}"
        process = self._process(when, parent.executable, parent.args, parent)
        yield types.ProcessFork(**self._base(process, when + rng.randrange(1000, 5000)))
        process.executable, process.args, process.command_line = executable, args, line
        when += int(rng.lognormvariate(12.8, 0.6))
        if (inode := self._inodes.get(executable)) is None:
            inode = self._inodes[executable] = rng.randrange(130_000, 900_000)
        yield types.ProcessExec(
            **self._base(process, when),
            executable_inode=inode,
            capabilities_effective=0 if process.uid else (1 << 41) - 1,
            executable_device=266338304,
            executable_mode=33261,
            executable_links=1,
            executable_filesystem=61267,
            process_args_count=len(args),
            args_length=len(line) + 1,
            process_tty_rows=48 if process.tty else 0,
            process_tty_columns=160 if process.tty else 0,
            executable_kind="file",
        )
        if "http" in line:
            yield self._connect(process, when + rng.randrange(10**6, 10**7))
        for child in inner:
            when += rng.randrange(10**6, 10**8)
            yield from self._command(when, process, self.text(child))
        when += int(rng.lognormvariate(15, 1.2))
        code = 0 if rng.random() < 0.93 else 1
        yield types.ProcessExit(**self._base(process, when), process_exit_code=code, exit_signal=0, exit_status=code << 8)

    def _short(self, count: int) -> tuple[str, ...]:
        return tuple(SHORT[min(int(self.random.expovariate(0.05)), len(SHORT) - 1)] for _ in range(count))

    def _cron(self, when: int) -> Iterator[Event]:
        script = f"/bin/sh /etc/cron.daily/{self.random.choice(self._words)}"
        yield from self._command(when, self.cron, script, self._short(self.random.randrange(2, 9)))

    def _shell(self, when: int) -> Iterator[Event]:
        rng = self.random
        number = rng.randrange(len(PEOPLE))
        user, uid = PEOPLE[number], 0 if PEOPLE[number] == "root" else 1000 + number
        session = rng.randrange(1, 9000)
        yield self._login(types.SessionLogin, when, user, "publickey")
        more = {
            "cwd": "/root" if uid == 0 else f"/home/{user}",
            "uid": uid,
            "user": user,
            "tty": f"pts/{rng.randrange(6)}",
            "login": (uid, user, session),
        }
        shell = self._process(when, "/usr/bin/bash", ["-bash"], self.sshd, cgroup=rng.randrange(5000, 9000), **more)
        for _ in range(rng.randrange(3, 30)):
            when += int(rng.expovariate(1 / (20 * 10**9)))
            yield from self._command(when, shell, self.text(self._short(1)[0]))

    def _build(self, when: int) -> Iterator[Event]:
        make = self._process(when, "/usr/bin/make", ["make", "-j2", "all"], self.daemons[0], cwd=f"/srv/{self._words[0]}")
        for _ in range(self.random.randrange(20, 60)):
            when += self.random.randrange(10**7, 10**9)
            yield from self._command(when, make, self.text(self.random.choice(LONG)))

    def _service(self, when: int) -> Iterator[Event]:
        process = self.random.choice(self.daemons)
        if self.random.random() < 0.3:
            yield self._accept(process, when)
        for _ in range(self.random.choice((0, 1, 1, 1, 2))):
            yield self._connect(process, when + self.random.randrange(10**8))

    def _flow(self, process: Process, when: int, result: int) -> dict[str, Any]:
        return self._base(process, when) | {
            "result": result,
            "network_family": 2,
            "network_iana_number": 6,
            "network_transport": "tcp",
            "event_outcome": "success",
        }

    def _connect(self, process: Process, when: int) -> Event:
        rng = self.random
        destination = f"198.51.100.{min(int(rng.expovariate(0.08)), 254)}" if rng.random() < 0.97 else f"203.0.113.{rng.randrange(255)}"
        return types.NetConnect(
            **self._flow(process, when, 0),
            syscall_number=42,
            source_ip="192.0.2.17",
            destination_ip=destination,
            source_port=rng.randrange(32768, 60999),
            destination_port=rng.choice((5432, 6379, 443, 443, 8080, 53)),
            network_direction="egress",
            network_initiated=True,
        )

    def _accept(self, process: Process, when: int) -> Event:
        rng = self.random
        return types.NetAccept(
            **self._flow(process, when, rng.randrange(4, 30)),
            syscall_number=288,
            source_ip=f"203.0.113.{rng.randrange(1, 255)}",
            destination_ip="192.0.2.17",
            source_port=rng.randrange(1024, 65535),
            destination_port=443,
            network_direction="ingress",
            network_initiated=False,
        )

    def _watch(self, when: int) -> Iterator[Event]:
        """Files in watched trees: made, written, renamed, by a process that has ended by then."""
        rng = self.random
        process = self._process(
            when, "/usr/bin/dpkg", self.text("dpkg --unpack /var/cache/apt/archives/{word}_{n}.deb").split(" "), self.cron
        )
        for _ in range(rng.randrange(2, 12)):
            when += rng.randrange(10**5, 10**8)
            path = self.text(rng.choice(TREES))
            common = {
                "file_path": path,
                "file_name": path.rsplit("/", 1)[-1],
                "file_inode": rng.randrange(10**5, 10**7),
                "file_mode": 33188,
                "file_watch": "tree",
            }
            kind = rng.choice(
                (types.FileCreate, types.FileModify, types.FileModify, types.FileDelete, types.FileAttrib, types.FileRename, types.FileOpen)
            )
            if kind is types.FileOpen:
                yield kind(
                    **self._base(process, when),
                    **common,
                    result=3,
                    file_flags=577,
                    file_device=266338304,
                    syscall_number=257,
                    file_watch_bits=1,
                    file_access="write",
                    event_outcome="success",
                )
            else:
                old = {"file_old_path": f"{path}.dpkg-new"} if kind is types.FileRename else {}
                yield kind(
                    **self._base(process, when, kernel=False),
                    **common,
                    **old,
                    file_type="file",
                    file_mask=rng.choice((2, 8, 256, 512, 1073742080)),
                )

    def _guess(self, when: int) -> Iterator[Event]:
        for _ in range(self.random.randrange(1, 5)):
            when += self.random.randrange(10**8, 10**10)
            yield self._login(types.SessionLoginFailed, when, self.random.choice(("admin", "test", "oracle", *PEOPLE)), "password")

    def _login(self, kind: type[Event], when: int, user: str, method: str) -> Event:
        rng = self.random
        address, port = f"203.0.113.{rng.randrange(1, 255)}", rng.randrange(1024, 65535)
        word = "Accepted" if kind is types.SessionLogin else "Failed"
        values = self._base(self.sshd, when, kernel=False) | {"source": "auth_log", "user_name": user}
        return kind(
            **values,
            source_ip=address,
            source_port=port,
            login_method=method,
            login_service="sshd",
            login_invalid_user=user in ("admin", "test", "oracle"),
            message=f"{word} {method} for {user} from {address} port {port} ssh2",
            log_file_path="/var/log/auth.log",
            log_syslog_appname="sshd",
        )

    def _beat(self, when: int) -> Iterator[Event]:
        rng = self.random
        sources = [
            {"name": name, "state": "ok", "detail": "", "counters": {"events": rng.randrange(10**6), "lost": 0}}
            for name in ("ebpf", "fanotify", "auth_log")
        ]
        yield types.AgentHeartbeat(
            timestamp=when,
            event_created=when + 1000,
            host_name=self.name,
            host_id=self.id,
            agent_id=self.agent,
            source="agent",
            heartbeat_state="running",
            heartbeat_interval_s=15,
            heartbeat_sources=sources,
            heartbeat_spool=[{"bytes": rng.randrange(10**7), "blocks": 3, "events": 20, "dropped": {}}],
            heartbeat_memory_bytes=rng.randrange(40 << 20, 60 << 20),
            agent_version="0.1.0",
            host_os_kernel="6.1.0-28-amd64",
            host_os_name="Debian 12",
        )
