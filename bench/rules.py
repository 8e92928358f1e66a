"""Events per CPU-second through the rules: `python -m bench.rules [--rules FOLDER]`.

The rules are generated: random, of our own words, in the proportions and shapes that rules for Linux have. So are the
events: the mix of a busy server, few of which match anything. The shipped rules, and those of a folder if one is given, are
measured on the same events.
"""

import argparse
import random
import resource
import time
from pathlib import Path
from typing import Any

import msgspec

from bench.rule_costs import RUNS, costs, dearest, load, per_type, rate
from redshank.analysis.detect.engine import Engine
from redshank.analysis.detect.interpret import fires
from redshank.analysis.detect.sigma.load import load_text
from redshank.analysis.detect.sigma.tree import Rule
from redshank.events import BY_NAME, Event

SEED = 7
EVENTS = 60_000
WALKED = 1000
GOAL = 300_000
START_NS = 1_763_958_000 * 10**9

RULES = {"exec": 240, "connect": 60, "file": 90, "login": 20}
MIX = {"exec": 0.35, "connect": 0.25, "file": 0.22, "accept": 0.08, "tty": 0.08, "login": 0.02}


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


SHELLS = words("sh bash dash zsh")
TOOLS = words("""
curl wget nc ncat socat python3 perl ruby php gcc make git tar gzip rsync scp ssh sed awk grep find xargs ls cat cp mv rm chmod chown
chattr insmod modprobe systemctl crontab useradd usermod passwd id whoami uname ps netstat ss ip iptables tcpdump strace gdb base64 openssl
""")
ORDINARY = words("""
sh sh sh sh sh sh sh sh dash dash bash bash bash grep grep grep sed sed sed cat cat cat rm rm cut sort head tail tr wc date date mkdir cp mv
awk ls ls sleep expr basename dirname git git make gcc gcc cc1 cc1 as ld ar python3 python3 perl tar gzip xz env true test stat touch ln
readlink find xargs id uname
""")
"""As often as builds, jobs and health checks start them."""
CLIENTS = words("/usr/bin/python3 /usr/bin/git /usr/sbin/nginx /usr/bin/node /usr/lib/jvm/java-17/bin/java /usr/bin/curl")
RARE = 0.01
"""Share of what rules look for among what happens."""
PARENTS = words("/usr/bin/bash /usr/bin/dash /usr/bin/make /usr/sbin/cron /usr/lib/systemd/systemd /usr/sbin/sshd /usr/bin/python3")
FOLDERS = words("/etc/ /usr/bin/ /var/lib/ /var/log/ /home/deploy/app/ /srv/www/ /tmp/ /root/.ssh/ /etc/systemd/system/ /opt/tool/")
BUSY_FOLDERS = words("/var/lib/app/ /var/log/ /home/deploy/app/ /srv/data/ /var/cache/app/ /opt/tool/share/")
WORDS = words("""
config server index backup release worker session cache module build report metrics queue image package update deploy test main data client
proxy schema static template upload vendor archive
""")
OPTIONS = words("-v -c --help -rf -x --quiet -o --output -n -p --no-cache -i --all -f -d --decode -l")
ENDINGS = words(".service .so .php rc _keys .conf .ko .sh")


# Rules


def rule_text(rng: random.Random) -> str:
    """More than 400 rules as one YAML text."""
    makers = {"exec": exec_detection, "connect": connect_detection, "file": file_detection, "login": login_detection}
    rules = [rule(f"{kind}-{number}", *makers[kind](rng)) for kind, count in RULES.items() for number in range(count)]
    # JSON is YAML, and needs no care with quotes.
    return "\n---\n".join(msgspec.json.encode(each).decode() for each in rules)


def rule(name: str, logsource: dict[str, str], detection: dict[str, Any]) -> dict[str, Any]:
    """One rule."""
    return {"title": name, "id": name, "logsource": {"product": "linux"} | logsource, "detection": detection, "level": "medium"}


def exec_detection(rng: random.Random) -> tuple[dict[str, str], dict[str, Any]]:
    """About a program: its name with words of its command line, words alone, a pattern, its parent, its user."""
    tool, marks = rng.choice(TOOLS), [mark(rng) for _ in range(rng.randint(2, 4))]
    program = {"Image|endswith": f"/{tool}"}
    shapes: list[tuple[float, dict[str, Any]]] = [
        (0.40, {"s1": program, "s2": {"CommandLine|contains": marks}, "condition": "all of s*"}),
        (0.30, {"s": {"CommandLine|contains|all": marks[:2]}, "f": {"ParentImage|endswith": f"/{tool}"}, "condition": "s and not f"}),
        (0.10, {"s": {"CommandLine|re": rf"{rng.choice(WORDS)}\.[a-z]+\s+(-[A-Z]|--{rng.choice(WORDS)})"}, "condition": "s"}),
        (0.10, {"s": web_shell(marks), "condition": "s"}),
        (0.09, {"s": program | {"User": "root", "CommandLine|endswith": marks}, "condition": "s"}),
        (0.01, {"s": {"Image|contains": marks[0]}, "t": {"user.id|gt": 60000}, "condition": "s or t"}),
    ]
    return {"category": "process_creation"}, pick(rng, shapes)


def web_shell(marks: list[str]) -> dict[str, Any]:
    """A shell under a web server, with words of its command line."""
    shells = [f"/{shell}" for shell in SHELLS]
    return {"ParentImage|endswith": ["/nginx", "/apache2"], "Image|endswith": shells, "CommandLine|contains": marks}


def connect_detection(rng: random.Random) -> tuple[dict[str, str], dict[str, Any]]:
    """About a connection: unusual ports, a program that should not connect, or a network."""
    ports = [rng.randint(1025, 65535) for _ in range(rng.randint(1, 6))]
    own = {"DestinationIp|cidr": ["127.0.0.0/8", "10.0.0.0/8"]}
    network = f"203.0.113.{rng.randrange(0, 256, 32)}/27"
    shapes: list[tuple[float, dict[str, Any]]] = [
        (0.55, {"s": {"DestinationPort": ports, "Initiated": True}, "f": own, "condition": "s and not f"}),
        (0.42, {"s": {"Image|endswith": f"/{rng.choice(TOOLS)}", "DestinationPort|gt": max(ports)}, "condition": "s"}),
        (0.03, {"s": {"DestinationIp|cidr": network}, "condition": "s"}),
    ]
    return {"category": "network_connection"}, pick(rng, shapes)


def file_detection(rng: random.Random) -> tuple[dict[str, str], dict[str, Any]]:
    """About a file: where it lies, how it ends, and who may touch it."""
    place = {"TargetFilename|startswith": f"{rng.choice(FOLDERS)}{rng.choice(WORDS)}{rng.randint(0, 99)}"}
    named = {"TargetFilename|contains": f"/{mark(rng).strip()}"}
    shapes: list[tuple[float, dict[str, Any]]] = [
        (0.6, {"s": place | {"TargetFilename|endswith": rng.choice(ENDINGS)}, "condition": "s"}),
        (0.4, {"s": named, "f": {"Image|endswith": ["/dpkg", "/rpm"]}, "condition": "s and not f"}),
    ]
    return {"category": "file_event"}, pick(rng, shapes)


def login_detection(rng: random.Random) -> tuple[dict[str, str], dict[str, Any]]:
    """About a login, or the words of a log line."""
    if rng.random() < 0.5:
        login = {"event.action": "session.login", "User": rng.choice(WORDS), "SourceIp|cidr": "198.51.100.0/24"}
        return {"service": "redshank"}, {"s": login, "condition": "s"}
    return {"service": "sshd"}, {"k": [mark(rng), mark(rng)], "condition": "k"}


def mark(rng: random.Random) -> str:
    """A piece of a command line that few commands have."""
    word, other = rng.choice(WORDS), rng.choice(WORDS)
    return rng.choice((f" {word}={rng.choice(OPTIONS)}", f"/dev/{word}{rng.randint(0, 9)}", f" --{word}-{other}"))


def pick(rng: random.Random, shapes: list[tuple[float, dict[str, Any]]]) -> dict[str, Any]:
    """One of the shapes, by weight."""
    return rng.choices([shape for _, shape in shapes], [weight for weight, _ in shapes])[0]


# Events


def make_events(rng: random.Random, count: int) -> list[Event]:
    """The mix, one event a millisecond."""
    makers = {
        "exec": exec_event,
        "connect": connect_event,
        "file": file_event,
        "login": login_event,
        "accept": accept_event,
        "tty": tty_event,
    }
    kinds = rng.choices(list(MIX), list(MIX.values()), k=count)
    return [makers[kind](rng, kind, common(rng, START_NS + number * 10**6)) for number, kind in enumerate(kinds)]


def common(rng: random.Random, time_ns: int) -> dict[str, Any]:
    """What every event has."""
    executable = f"/usr/bin/{rng.choice(TOOLS if rng.random() < RARE else ORDINARY)}"
    parent = rng.choice(PARENTS)
    uid = rng.choice((0, 0, 1000, 1000))
    return {
        "timestamp": time_ns,
        "event_id": str(time_ns),
        "host_name": "web-03",
        "process_pid": rng.randint(300, 90_000),
        "process_executable": executable,
        "process_name": executable.rpartition("/")[2],
        "process_parent_executable": parent,
        "process_parent_name": parent.rpartition("/")[2],
        "process_parent_pid": 1,
        "process_ancestors": [{"pid": 7, "executable": parent}, {"pid": 1, "executable": "/usr/lib/systemd/systemd"}],
        "user_id": uid,
        "user_name": "root" if uid == 0 else "deploy",
    }


def made(action: str, fields: dict[str, Any], **more: Any) -> Event:
    """An event of a type."""
    kind: Any = BY_NAME[action]
    event: Event = kind(**fields, **more)
    return event


def accept_event(rng: random.Random, kind: str, fields: dict[str, Any]) -> Event:
    """A client of a service."""
    client = f"10.0.{rng.randint(0, 3)}.{rng.randint(1, 200)}" if rng.random() < 0.7 else f"198.51.100.{rng.randint(1, 250)}"
    program = rng.choice(("/usr/sbin/nginx", "/usr/sbin/nginx", "/usr/sbin/sshd", "/usr/lib/postgresql/15/bin/postgres"))
    port = {"nginx": 443, "sshd": 22, "postgres": 5432}[program.rpartition("/")[2]]
    own = {"process_executable": program, "process_name": program.rpartition("/")[2], "network_initiated": False}
    flow = {"destination_ip": "10.0.0.9", "destination_port": port, "source_ip": client, "source_port": rng.randint(32768, 60999)}
    return made("net.accept", fields | own | flow, network_transport="tcp", network_direction="ingress")


def tty_event(rng: random.Random, kind: str, fields: dict[str, Any]) -> Event:
    """A piece of what a terminal showed."""
    text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 30)))
    return made("session.tty", fields, process_io_text=text, process_tty_name="pts/0", tty_direction="output", tty_length=len(text))


def exec_event(rng: random.Random, kind: str, fields: dict[str, Any]) -> Event:
    """A program with 1 to 12 arguments; most command lines are met once, and a few hold what rules look for."""
    args = [fields["process_name"]]
    for _ in range(rng.choice((1, 2, 3, 4, 6, 8, 12))):
        folder = rng.choice(FOLDERS if rng.random() < RARE else BUSY_FOLDERS)
        path = f"{folder}{rng.choice(WORDS)}{rng.randint(0, 999)}.{rng.choice(WORDS)[:3]}"
        odd = mark(rng).strip() if rng.random() < RARE else path
        args.append(rng.choice(OPTIONS) if rng.random() < 0.4 else odd)
    return made("process.exec", fields, process_args=args, process_command_line=" ".join(args), process_working_directory="/root")


def connect_event(rng: random.Random, kind: str, fields: dict[str, Any]) -> Event:
    """A connection to one of a few hundred peers, mostly at well-known ports."""
    address = f"10.0.{rng.randint(0, 3)}.{rng.randint(1, 200)}" if rng.random() < 0.7 else f"198.51.100.{rng.randint(1, 250)}"
    port = rng.randint(1025, 65535) if rng.random() < RARE else rng.choice((443, 80, 5432, 6379, 53))
    flow = {"destination_ip": address, "destination_port": port, "source_ip": "10.0.0.9", "source_port": rng.randint(32768, 60999)}
    if rng.random() >= RARE:
        program = rng.choice(CLIENTS)
        flow |= {"process_executable": program, "process_name": program.rpartition("/")[2]}
    return made("net.connect", fields | flow, network_transport="tcp", network_direction="egress", network_initiated=True, result=0)


def file_event(rng: random.Random, kind: str, fields: dict[str, Any]) -> Event:
    """A file made, changed or opened in a watched folder."""
    name = f"{rng.choice(WORDS)}{rng.randint(0, 9999)}.{rng.choice(('log', 'conf', 'tmp', 'php', 'db'))}"
    action = rng.choice(("file.create", "file.modify", "file.modify", "file.open"))
    folder = rng.choice(FOLDERS if rng.random() < RARE else BUSY_FOLDERS)
    return made(action, fields, file_path=folder + name, file_name=name)


def login_event(rng: random.Random, kind: str, fields: dict[str, Any]) -> Event:
    """A login, refused two times of three."""
    address, user = f"198.51.100.{rng.randint(1, 250)}", rng.choice(("root", "deploy", "admin"))
    action, verb = rng.choice((("session.login", "Accepted"), ("session.login_failed", "Failed"), ("session.login_failed", "Failed")))
    message = f"{verb} password for {user} from {address} port {rng.randint(1025, 65535)} ssh2"
    kept = {name: fields[name] for name in ("timestamp", "event_id", "host_name")}
    return made(action, kept, user_name=user, source_ip=address, login_service="sshd", message=message)


# Measurement


def walk_rate(rules: list[Rule], stream: list[Event]) -> float:
    """Events per CPU-second of the plain tree walk over every rule."""
    begin = time.process_time()
    for event in stream:
        for each in rules:
            fires(each, event, {})
    return len(stream) / (time.process_time() - begin)


def measure() -> dict[str, object]:
    """With generated rules: rates on the mix and on program starts alone, beside the plain tree walk, and what was loaded."""
    rng = random.Random(SEED)
    begin = time.process_time()
    rule_set = load_text(rule_text(rng), "generated.yml")
    loaded = time.process_time()
    if rule_set.errors:
        raise ValueError(str(rule_set.errors[0]))
    engine = Engine(rule_set.rules, clock=time.time_ns)
    compiled = time.process_time()
    stream = make_events(rng, EVENTS)
    mixed = rate(engine, stream)
    matches = engine.counters["matches"] / RUNS / EVENTS
    execs = rate(engine, [event for event in stream if event.event_action == "process.exec"])
    return {
        "rules": len(rule_set.rules),
        "events": EVENTS,
        "mixed_per_cpu_s": round(mixed),
        "exec_per_cpu_s": round(execs),
        "tree_walk_per_cpu_s": round(walk_rate([each for each in rule_set.rules if isinstance(each, Rule)], stream[:WALKED])),
        "goal_per_cpu_s": GOAL,
        "matches_per_event": round(matches, 5),
        "load_s": round(loaded - begin, 3),
        "compile_s": round(compiled - loaded, 3),
        "always_on_exec": len(engine.unindexed().get("process.exec", ())),
        "max_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """All figures, as lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=Path, action="append", default=[], metavar="FOLDER", help="besides the shipped rules (repeatable)")
    folders = parser.parse_args().rules
    print(line("generated", measure()))
    stream = make_events(random.Random(SEED), EVENTS)
    shipped = load()
    print(line("shipped", costs(shipped, stream, "shipped")))
    everything = load(folders) if folders else shipped
    if folders:
        print(line("shipped and given", costs(everything, stream, "all")))
    print("\n".join(["per type of event:", *per_type(everything, stream), "the dearest rules:", *dearest(everything, stream)]))


def line(name: str, figures: dict[str, object]) -> str:
    """Figures after their name."""
    return f"{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items())


if __name__ == "__main__":
    main()
