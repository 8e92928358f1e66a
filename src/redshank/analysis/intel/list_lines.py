"""One line of a plain indicator list as a value, or as the reason why it gives none."""

import re
from dataclasses import dataclass
from typing import Literal

from redshank.analysis.intel.prefixes import SHORTEST, Prefix, is_local, parse_prefix

Reason = Literal["local", "too_wide", "url", "not_understood"]
"""local: private, loopback, link-local or multicast. too_wide: shorter than /8 (IPv6: /16). url: a page or a path,
whose host may be innocent; `http://HOST/` without a page lists the host."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A name that is bad together with all names below it; lower case, no dot at either end."""

    name: str


@dataclass(frozen=True, slots=True)
class FileHash:
    """The digest of a bad file: 16 (MD5), 20 (SHA-1) or 32 (SHA-256) bytes."""

    digest: bytes


Value = Prefix | Domain | FileHash

_END_OF_VALUE = re.compile(r"[\s,;]")
_HEX = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\Z")
_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\Z")
_SCHEME = re.compile(r"\A(?:https?|tcp|udp)://")
_PORT = re.compile(r"(?P<host>[^:\[\]]+|\[(?P<v6>[^\]]+)\]):[0-9]{1,5}\Z")


def parse_line(line: str) -> Value | Reason | None:
    """The value of one line; a reason where it has one we do not take; None where it has none (empty, comment).

    The value is the first word: what follows a blank, a comma or a semicolon (a count, a comment) is not looked at.
    `#` and `;` begin comments. `address:port` lists the address; `*.example.org` is the domain.
    """
    text = line.strip().strip("\ufeff")
    if not text or text[0] in "#;":
        return None
    word = _END_OF_VALUE.split(text, maxsplit=1)[0].split("#", 1)[0].strip("\"'")
    return parse_value(word) if word else None


def parse_value(word: str) -> Value | Reason:
    """The value of one word of a list, or why it gives none."""
    if prefix := parse_prefix(word):
        return _checked(prefix)
    word = word.lower()
    if _HEX.match(word):
        return FileHash(bytes.fromhex(word))
    word = _SCHEME.sub("", word).removesuffix("/")
    if "/" in word:
        return "url"
    if port := _PORT.match(word):
        word = port["v6"] or port["host"]
    if prefix := parse_prefix(word):
        return _checked(prefix)
    return _domain(word.removeprefix("*.").strip("."))


def _checked(prefix: Prefix) -> Prefix | Reason:
    if prefix.length < SHORTEST[prefix.bits]:
        return "too_wide"
    return "local" if is_local(prefix) else prefix


def _domain(word: str) -> Domain | Reason:
    try:
        name = word if word.isascii() else word.encode("idna").decode("ascii")
    except UnicodeError:
        return "not_understood"
    return Domain(name) if _DOMAIN.match(name) else "not_understood"
