"""Where a rule's events come from: log sources to event types, and field names to what an event of a type has."""

import re
from functools import lru_cache

from redshank.analysis.detect.sigma.audit import AUDIT_ALIASES, AUDIT_RECORDS, audit_source
from redshank.analysis.detect.sigma.tree import Attribute, Fixed, Kind, Source
from redshank.core.errors import did_you_mean
from redshank.events import BY_NAME, names

LOG_TYPES = ("log.line",)
"""What carries the text of a log line. A login is told twice, as its line and as a session.* event with the same message:
keyword rules read the line, so that a count counts once."""

CATEGORIES: dict[str, tuple[str, ...]] = {
    "process_creation": ("process.exec",),
    "process_termination": ("process.exit",),
    "file_event": ("file.create", "file.modify", "file.rename"),
    "file_change": ("file.modify",),
    "file_delete": ("file.delete",),
    "file_rename": ("file.rename",),
    "file_access": ("file.open",),
    "network_connection": ("net.connect", "net.accept"),
    "dns_query": ("net.dns",),
    "dns": ("net.dns",),
    "webserver": ("log.web",),
}

ANY_LOG = ("log.line", "log.web")
"""Of a rule that names neither category nor service: an exploit's words may stand in any log."""
WEB_PRODUCTS = ("apache", "nginx")
WEB_SERVICES = ("apache", "nginx", "lighttpd")

LOG_SERVICES = (
    "auth",
    "sshd",
    "sudo",
    "su",
    "login",
    "pam",
    "cron",
    "syslog",
    "kernel",
    "systemd",
    "vsftpd",
    "proftpd",
    "postfix",
    "clamav",
    "guacamole",
    "modsecurity",
    "docker",
    "mysql",
)
"""Services whose log lines the host's logs hold."""

AUDIT_SERVICES = ("auditd", "audit")
OWN_SERVICE = "redshank"
KEYWORD_FIELDS = ("process.command_line", "process.executable", "file.path")
"""What a keyword, which names no field, is looked for in where the event type has no message."""

_INDEXED = re.compile(r"(.+)\[(\d{1,3})\]")


def event_types(category: str, product: str, service: str) -> tuple[str, ...]:
    """The event types of a log source. Raises ValueError with a sentence where there are none here."""
    if product in WEB_PRODUCTS or (service in WEB_SERVICES and not category):
        return CATEGORIES["webserver"] if category == "webserver" else ANY_LOG
    if product not in ("linux", ""):
        raise ValueError(f"no source here: product '{product}' is not watched, only linux")
    if category:
        if category not in CATEGORIES:
            raise ValueError(f"no source here: unknown category '{category}'{did_you_mean(category, CATEGORIES)}")
        return CATEGORIES[category]
    if service in AUDIT_SERVICES:
        return tuple(AUDIT_RECORDS)
    if service == OWN_SERVICE:
        return tuple(BY_NAME)
    if service in LOG_SERVICES:
        return LOG_TYPES
    if not service and product:
        return ANY_LOG
    if not service:
        raise ValueError("the log source names neither product, category nor service")
    known = (*LOG_SERVICES, *WEB_SERVICES, *AUDIT_SERVICES, OWN_SERVICE)
    raise ValueError(f"no source here: unknown service '{service}'{did_you_mean(service, known)}")


@lru_cache(maxsize=8192)
def field_source(name: str, event_type: str, audit: bool = False) -> Source:
    """What `name` means on events of a type: a field, or a fixed value; `Fixed` without values where the type lacks it.

    audit: read it as auditd's rules do. Raises KeyError with a sentence where nothing is called so.
    """
    if audit:
        if source := audit_source(name, event_type):
            return source
        name = AUDIT_ALIASES.get(name.lower(), name)
    indexed = _INDEXED.fullmatch(name)
    dotted = names.resolve(indexed[1] if indexed else name)
    if dotted == names.EVENT_ACTION:
        return Fixed(dotted, (event_type,))
    attribute, kind = names.attribute(dotted), _comparison(names.kind(dotted))
    if indexed and kind != "texts":
        raise KeyError(f"field '{indexed[1]}' is no list, so it has no element [{indexed[2]}]")
    if attribute not in BY_NAME[event_type].__struct_fields__:
        return Fixed(dotted, (), "text" if indexed else kind)
    if indexed:
        return Attribute(f"{dotted}[{indexed[2]}]", attribute, "text", int(indexed[2]))
    return Attribute(dotted, attribute, kind)


def keyword_sources(event_type: str) -> tuple[Source, ...]:
    """The fields of a type in which keywords are looked for: the message of a log line, else what describes the act."""
    fields = ("message",) if _has(event_type, "message") else KEYWORD_FIELDS
    sources = (field_source(name, event_type) for name in fields)
    return tuple(source for source in sources if isinstance(source, Attribute))


def _has(event_type: str, attribute: str) -> bool:
    return attribute in BY_NAME[event_type].__struct_fields__


def _comparison(kind: str) -> Kind:
    if kind == "ip":
        return "address"
    if kind == "bool":
        return "truth"
    if kind in ("list", "json"):
        return "texts"
    return "text" if kind == "text" or kind.startswith("str:") else "number"
