"""Random rules and random events that have a chance to meet, for properties of whole engines."""

from typing import Any

import msgspec
import re2
from hypothesis import strategies as st

from redshank.analysis.detect.sigma.load import RuleSet, load_text
from redshank.events import Event
from redshank.events.codec import from_flat

PIECES = (
    "", "a", "ab", "AB", "/", "/bin/", "/sh", "sh", "curl", "CURL", " -d", "--decode", "base64", ".", "%x%", "\n", "é",
    "ß", "\u0130", "i\u0307", "\u017f", "s", "\u212a", "k", "\u03a3", "\u03c2", "\u03c3", "0", "17", "-1", "true", "192.0.2.1",
)  # fmt: skip
"""Small, so that rules and events meet; with letters whose small form is longer, or depends on what follows."""

WILD = ("*", "?", "**", "\\*", "\\?", "\\\\", "\\")
NUMBERS = (0, 1, 17, 4444, 65535)
ADDRESSES = ("192.0.2.1", "192.0.2.200", "198.51.100.7", "::1", "2001:db8::17", "::ffff:192.0.2.1", "no address")
NETWORKS = ("192.0.2.0/24", "192.0.2.1", "0.0.0.0/0", "::/0", "2001:db8::/32", "198.51.100.0/25", "255.255.255.255")
PATTERNS = (
    "a", "^a", "sh$", "(?i)CURL", "(curl|wget)", "base64\\s+(-d|--decode)", "[ab]+", "(?i:s)h", "\\bsh\\b", "a.b", "a?b", "(ab){2}",
    "x{0,2}a",
    "\\x61b", "(?i)k", "(?i)\u017fh", "é", "(a|b|)", "\\.", "/bin/(ba)?sh", "[[:alpha:]]]", "\\Qa.b\\E", "\\pLx", "^$", "", "(?:)", "(?i)ß",
)  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
patterns = st.lists(st.sampled_from((*PIECES, *WILD)), max_size=4).map("".join)

TEXT, NUMBER, TRUTH, ADDRESS, LIST = "text", "number", "truth", "address", "list"

SOURCES: dict[str, tuple[dict[str, str], tuple[str, ...], dict[str, str]]] = {
    "exec": (
        {"category": "process_creation"},
        ("process.exec",),
        {
            "CommandLine": TEXT, "Image": TEXT, "ParentImage": TEXT, "process.working_directory": TEXT, "process.args": LIST,
            "process.args[0]": TEXT, "process.ancestors": LIST, "user.id": NUMBER, "redshank.capabilities.effective": NUMBER,
            "redshank.swept": TRUTH,
        },
    ),
    "file": (
        {"category": "file_event"},
        ("file.create", "file.modify", "file.rename"),
        {"TargetFilename": TEXT, "Image": TEXT, "redshank.file.old_path": TEXT, "file.target_path": TEXT, "file.inode": NUMBER},
    ),
    "net": (
        {"category": "network_connection"},
        ("net.connect", "net.accept"),
        {"DestinationIp": ADDRESS, "SourceIp": ADDRESS, "DestinationPort": NUMBER, "Image": TEXT, "Initiated": TRUTH, "Protocol": TEXT},
    ),
    "log": (
        {"service": "sshd"},
        ("log.line", "session.login", "session.login_failed"),
        {"message": TEXT, "log.syslog.appname": TEXT, "source.ip": ADDRESS, "redshank.login.invalid_user": TRUTH},
    ),
    "own": (
        {"service": "redshank"},
        ("process.exec", "net.connect", "file.open", "kernel.module"),
        {"event.action": TEXT, "file.path": TEXT, "Image": TEXT, "DestinationPort": NUMBER, "syscall": TEXT, "operation": TEXT},
    ),
}  # fmt: skip
"""Log source, its event types, and fields to test."""


class Words:
    """A list that holds what it was made with."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def lookup(self, value: str) -> str | None:
        return "words" if value in self.words else None


LISTS = {"x": Words("192.0.2.1", "sh", "17"), "empty": Words()}


@st.composite
def clauses(draw: st.DrawFn, fields: dict[str, str]) -> tuple[str, Any]:
    """A key with modifiers and its value or list of values."""
    name = draw(st.sampled_from(sorted(fields)))
    makers = {TEXT: text_clauses, LIST: text_clauses, NUMBER: number_clauses, TRUTH: truth_clauses, ADDRESS: address_clauses}
    others = sorted(other for other, kind in fields.items() if kind != LIST and fields[name] != LIST)
    key, value = draw(st.one_of(makers[fields[name]](), presence(), *([same_as(others)] if others else [])))
    if key != "|exists" and draw(st.integers(0, 9)) == 0:
        key += "|neq"
    return name + key, value


@st.composite
def text_clauses(draw: st.DrawFn) -> tuple[str, Any]:
    how = draw(st.sampled_from(("", "|contains", "|startswith", "|endswith", "|re", "|re|i", "|expand")))
    if how == "|expand":
        return how, draw(st.sampled_from(("%x%", "%empty%")))
    if how.startswith("|re"):
        return how, draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=2))
    how += draw(st.sampled_from(("", "", "|cased"))) + draw(st.sampled_from(("", "", "|all")))
    values = st.lists(patterns, min_size=1, max_size=4) if draw(st.integers(0, 19)) else st.just([f"w{n}" for n in range(50)])
    return how, draw(values)


@st.composite
def number_clauses(draw: st.DrawFn) -> tuple[str, Any]:
    how = draw(st.sampled_from(("", "", "|lt", "|lte", "|gt", "|gte", "|contains")))
    number = st.sampled_from(NUMBERS)
    return how, draw(number if how else st.lists(number, min_size=1, max_size=3))


def truth_clauses() -> st.SearchStrategy[tuple[str, Any]]:
    return st.booleans().map(lambda value: ("", value))


@st.composite
def address_clauses(draw: st.DrawFn) -> tuple[str, Any]:
    how = draw(st.sampled_from(("", "|cidr", "|startswith", "|expand", "|re")))
    values = {"": st.sampled_from(ADDRESSES), "|cidr": st.sampled_from(NETWORKS), "|expand": st.just("%x%"), "|re": st.just("^192")}
    return how, draw(values.get(how, st.just("192.0.")))


@st.composite
def presence(draw: st.DrawFn) -> tuple[str, Any]:
    return draw(st.sampled_from((("", None), ("|exists", True), ("|exists", False))))


@st.composite
def same_as(draw: st.DrawFn, others: list[str]) -> tuple[str, Any]:
    return "|fieldref" + draw(st.sampled_from(("", "|contains", "|startswith", "|endswith|cased"))), draw(st.sampled_from(others))


@st.composite
def selections(draw: st.DrawFn, fields: dict[str, str]) -> Any:
    """A map, a list of maps, or keywords."""
    shape = draw(st.integers(0, 9))
    one = st.lists(clauses(fields), min_size=1, max_size=3).map(dict)
    if shape < 7:
        return draw(one)
    if shape < 9:
        return draw(st.lists(one, min_size=1, max_size=2))
    return draw(
        st.one_of(st.lists(patterns, min_size=1, max_size=2), st.lists(patterns, min_size=1, max_size=2).map(lambda words: {"|all": words}))
    )


CONDITIONS = (
    "sa", "not sa", "sa and sb", "sa or sb", "sa and not sb", "not (sa or sb)", "sa and (sb or not sc)", "1 of s*", "all of s*", "2 of s*",
    "sa and not 1 of sc*", "not 2 of s*", "(sa or sb) and (sb or sc)",
)  # fmt: skip


@st.composite
def rules(draw: st.DrawFn, source: str, number: int) -> dict[str, Any]:
    """One rule of a log source."""
    logsource, types, fields = SOURCES[source]
    detection: dict[str, Any] = {name: draw(selections(fields)) for name in ("sa", "sb", "sc")}
    detection["condition"] = draw(st.sampled_from(CONDITIONS))
    if source == "own":
        detection["type"] = {"event.action": draw(st.lists(st.sampled_from(types), min_size=1, max_size=2))}
        detection["condition"] = f"type and ({detection['condition']})"
    return {"title": f"r{number}", "id": f"r{number}", "logsource": {"product": "linux"} | logsource, "detection": detection}


def load(documents: list[dict[str, Any]]) -> RuleSet:
    """Rules written as JSON, which is YAML."""
    return load_text("\n---\n".join(msgspec.json.encode(each).decode() for each in documents), "random.yml", LISTS)


_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "process.command_line": texts, "process.executable": texts, "process.parent.executable": texts, "process.working_directory": texts,
    "process.args": st.lists(texts, max_size=3),
    "process.ancestors": st.lists(texts.map(lambda text: {"pid": 1, "executable": text}), max_size=2),
    "user.id": st.sampled_from(NUMBERS), "redshank.capabilities.effective": st.sampled_from((0, 2**63)), "redshank.swept": st.booleans(),
    "file.path": texts, "redshank.file.old_path": texts, "file.target_path": texts, "file.inode": st.sampled_from(NUMBERS),
    "destination.ip": st.sampled_from(ADDRESSES), "source.ip": st.sampled_from(ADDRESSES), "destination.port": st.sampled_from(NUMBERS),
    "redshank.network.initiated": st.booleans(),
    "network.transport": texts.map(lambda text: text[:8]), "message": texts, "log.syslog.appname": texts.map(lambda text: text[:64]),
    "redshank.login.invalid_user": st.booleans(), "redshank.syscall.name": texts.map(lambda text: text[:32]),
    "redshank.module.operation": texts.map(lambda text: text[:16]),
}  # fmt: skip

_HAS: dict[str, tuple[str, ...]] = {
    "process.exec": ("redshank.capabilities.effective",),
    "file.create": ("file.path", "file.inode", "file.target_path"),
    "file.modify": ("file.path", "file.inode"),
    "file.rename": ("file.path", "file.inode", "file.target_path", "redshank.file.old_path"),
    "file.open": ("file.path", "file.inode"),
    "net.connect": ("destination.ip", "source.ip", "destination.port", "redshank.network.initiated", "network.transport"),
    "net.accept": ("destination.ip", "source.ip", "destination.port", "redshank.network.initiated", "network.transport"),
    "log.line": ("message", "log.syslog.appname"),
    "session.login": ("message", "log.syslog.appname", "source.ip", "redshank.login.invalid_user"),
    "session.login_failed": ("message", "log.syslog.appname", "source.ip", "redshank.login.invalid_user"),
    "kernel.module": ("file.path", "redshank.syscall.name", "redshank.module.operation"),
}
_COMMON = (
    "process.command_line", "process.executable", "process.parent.executable", "process.working_directory", "process.args",
    "process.ancestors", "user.id", "redshank.swept",
)  # fmt: skip


@st.composite
def events(draw: st.DrawFn, source: str) -> Event:
    """An event of a type of a log source, with each field it may have present three times of four."""
    action = draw(st.sampled_from(SOURCES[source][1]))
    present = [name for name in (*_COMMON, *_HAS[action]) if draw(st.integers(0, 3))]
    return from_flat({"event.action": action, "@timestamp": 10**18} | {name: draw(_VALUES[name]) for name in present})


@st.composite
def meetings(draw: st.DrawFn) -> tuple[RuleSet, list[Event]]:
    """A few rules of one log source, and events they look at."""
    source = draw(st.sampled_from(sorted(SOURCES)))
    documents = [draw(rules(source, number)) for number in range(draw(st.integers(1, 4)))]
    return load(documents), draw(st.lists(events(source), min_size=1, max_size=6))


def is_refused(pattern: str) -> bool:
    """True where RE2 does not take the pattern."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        return True
    return False
