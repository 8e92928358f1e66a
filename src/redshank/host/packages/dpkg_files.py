"""The text files of dpkg's database. Pure: their bytes are given. Lines that make no sense are left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_CONFFILES = 65_536
_MD5_DIGITS = 32


@dataclass(slots=True)
class Status:
    """What /var/lib/dpkg/status says: versions by package (`name`, and `name:architecture`), digests of configuration files."""

    versions: dict[str, str] = field(default_factory=dict)
    conffiles: dict[str, str] = field(default_factory=dict)


def parse_status(lines: Iterator[bytes]) -> Status:
    """The status file, line by line, so that its 1-20 MB are never in memory at once."""
    found, name, version, architecture, conffiles = Status(), "", "", "", False
    for raw in lines:
        if raw.startswith(b" "):
            if conffiles:
                _take_conffile(found, raw)
            continue
        key, _, value = raw.partition(b":")
        conffiles = key == b"Conffiles"
        if key == b"Package":
            name, version, architecture = _text(value), "", ""
        elif key == b"Architecture":
            architecture = _text(value)
        elif key == b"Version":
            version = _text(value)
        elif raw == b"\n":
            _take_version(found, name, version, architecture)
            name = ""
    _take_version(found, name, version, architecture)
    return found


def _take_version(found: Status, name: str, version: str, architecture: str) -> None:
    if name and version:
        found.versions[name] = version
        found.versions[f"{name}:{architecture}"] = version


def _take_conffile(found: Status, raw: bytes) -> None:
    parts = _text(raw).split(" ")
    if len(parts) >= 2 and parts[0].startswith("/") and len(parts[1]) == _MD5_DIGITS and len(found.conffiles) < MAX_CONFFILES:
        found.conffiles[parts[0]] = parts[1]


def parse_diversions(raw: bytes) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """Diverted paths both ways: path → (where it went, package that diverts it), and back. `:` is the administrator."""
    lines = _text(raw).split("\n")
    there: dict[str, tuple[str, str]] = {}
    back: dict[str, tuple[str, str]] = {}
    for path, goal, package in zip(lines[::3], lines[1::3], lines[2::3], strict=False):
        there[path], back[goal] = (goal, package), (path, package)
    return there, back


def digest_in(sums: bytes, path: str) -> str:
    """The digest that an md5sums file has for this absolute path; empty where it has none."""
    wanted = b"  " + path.removeprefix("/").encode("utf-8", "surrogateescape") + b"\n"
    data = sums if sums.endswith(b"\n") else sums + b"\n"
    at = data.find(wanted)
    while at >= 0:
        digest = data[max(at - _MD5_DIGITS, 0) : at]
        if len(digest) == _MD5_DIGITS and (at == _MD5_DIGITS or data[at - _MD5_DIGITS - 1 : at - _MD5_DIGITS] == b"\n"):
            return digest.decode("ascii", "replace")
        at = data.find(wanted, at + 1)
    return ""


def has_line(listed: bytes, path: str) -> bool:
    """True where a list of paths has exactly this one."""
    line = path.encode("utf-8", "surrogateescape")
    return listed.startswith(line + b"\n") or b"\n" + line + b"\n" in listed or listed.endswith(b"\n" + line)


def _text(raw: bytes) -> str:
    return raw.strip().decode("utf-8", "surrogateescape")
