"""Addresses of pages: taken apart, written in one way, and made whole again where a report broke them for safety."""

import re
from dataclasses import dataclass

from redshank.analysis.intel.list_lines import Domain, parse_value
from redshank.analysis.intel.prefixes import Prefix

MAX_PATH = 1024
_BROKEN_DOT = re.compile(r"\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)", re.IGNORECASE)
_BROKEN_SCHEME = re.compile(r"\A(?:h(?:xx|XX)p|hXXp|meow)(s?)(?=\[?:)", re.IGNORECASE)
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,15}://)?(?:[^/?#@]*@)?(?P<host>\[[^\]/]+\]|[^/:?#\[\]]+)(?::[0-9]{1,5})?(?P<path>[/?#].*)?\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Url:
    """A bad page. host: lower case, as names go over the wire; path: as written, with the query, without what follows `#`."""

    host: str
    path: str


def refang(word: str) -> str:
    """`hxxps[://]evil[.]example` as it was before somebody made it harmless to click on."""
    word = _BROKEN_DOT.sub(".", word).replace("[:]", ":").replace("[://]", "://").replace("[/]", "/")
    return _BROKEN_SCHEME.sub(r"http\1", word)


def parse_url(word: str) -> Url | None:
    """The page that an address of one names; the scheme and the port are not looked at. None for anything else."""
    found = _URL.match(word)
    if found is None:
        return None
    host = parse_value(found["host"].strip("[]"))
    if isinstance(host, Domain):
        name = host.name
    elif isinstance(host, Prefix) and host.length == host.bits:
        name = f"{host.low:x}"
    else:
        return None
    path = (found["path"] or "/").split("#", 1)[0]
    return Url(name, path[:MAX_PATH] if path.startswith("/") else f"/{path[: MAX_PATH - 1]}")
