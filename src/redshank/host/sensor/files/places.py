"""The places watched by default, and the secrets in them.

Why not all of /usr/lib: on a machine with a few language run-times it has 11,000 folders and 72,000 files, which take
1.6 s and 24 MiB to mark and list, for content that the package database checks better. Watched of it are the folder
itself and the one of the machine's own libraries (loader, C library), PAM's modules, systemd, udev and the kernel's
modules. So the default is 210 folders in 50 ms and under 1 MiB on that machine, and on a server with two kernels (2,100
folders of modules) and a web root of 3,000 folders 5,200 folders in 0.3 s and 10 MiB.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from redshank.host.sensor.files.mounts import MOUNTINFO, read_proc, remote_mounts
from redshank.host.sensor.files.watches import TREE, Secret, Tree, WatchPlan, below, resolve

PASSWD = "/etc/passwd"  # noqa: S105  # a path
_MAX_PASSWD_BYTES = 4 << 20
_MAX_HOMES = 512
_MAX_LISTED = 4_096
_FIRST_PERSON = 1_000
_NO_HOMES = ("", "/bin", "/sbin", "/usr", "/dev", "/proc", "/sys", "/run", "/tmp", "/nonexistent")  # noqa: S108  # names only
_HEAVY = frozenset((".cache", ".cargo", ".rustup", ".npm", ".m2", ".gradle", ".git", ".venv", "node_modules", "snap", "go"))

_PROGRAMS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
_STARTED = ("/usr/lib/systemd", "/lib/systemd", "/usr/lib/udev", "/lib/udev", "/var/spool/cron", "/var/spool/at")
_STARTED_FROM_ETC = tuple(
    f"/etc/{name}"
    for name in ("init.d", "systemd", "cron.d", "cron.daily", "cron.hourly", "cron.weekly", "pam.d", "sudoers.d", "profile.d")
)
PROFILES = ("program", "config", "web", "secret", "persistence")
_PAM = ("/usr/lib/security", "/usr/lib64/security")
_LIBRARIES = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib32", "/lib64")
_WEB = ("/var/www", "/srv/www", "/usr/share/nginx/html")
_KEYS_OF_HOME = (".ssh", ".aws", ".kube", ".docker", ".gnupg", ".config/systemd", ".config/autostart")
_SHELL_FILES = (
    *(".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".bash_aliases", ".bash_history", ".profile"),
    *(".zshrc", ".zshenv", ".zprofile"),
)

_SECRETS = (
    *(Secret("/etc", name) for name in ("shadow", "shadow-", "gshadow", "gshadow-", "sudoers", "krb5.keytab", "ipsec.secrets")),
    Secret("/etc/sudoers.d"),
    Secret("/etc/ssh", "ssh_host_*", ("*.pub",)),
    Secret("/etc/ssl/private"),
    Secret("/etc/security", "opasswd"),
    Secret("/etc/wireguard", "*.conf"),
    Secret("/etc/NetworkManager/system-connections"),
)
_NOT_PRIVATE = ("*.pub", "known_hosts*", "authorized_keys*", "config", "environment", "rc")


@dataclass(frozen=True, slots=True)
class Home:
    """A user's home folder. person: root or somebody who logs in, by number; else a service."""

    path: str
    person: bool


def default_plan(root: str = "/", extra: Iterable[str] = (), profiles: Iterable[str] = PROFILES, excluded: Iterable[str] = ()) -> WatchPlan:
    """The plan of this host as its passwd file and folders are now; `extra` folders come first, as whole trees.

    profiles: which kinds of places are watched. excluded: folders that are not, even within a watched tree.
    """
    owners, chosen = homes(root), frozenset(profiles)
    trees = (
        *(Tree(path) for path in extra),
        *(tree for profile, tree in _trees(root, owners) if chosen & profile),
    )
    secrets = (*_SECRETS, *(secret for home in owners for secret in _secrets_of(home))) if "secret" in chosen else ()
    avoided = remote_mounts(read_proc(MOUNTINFO)) if root == "/" else frozenset()
    return WatchPlan(trees, secrets, root, avoided, excluded=frozenset(path.rstrip("/") for path in excluded))


def _trees(root: str, owners: list["Home"]) -> Iterator[tuple[frozenset[str], Tree]]:
    """Each tree with the profiles that ask for it, most important first."""
    yield frozenset(("config",)), Tree("/etc")
    yield from ((frozenset(("persistence",)), Tree(path)) for path in _STARTED_FROM_ETC)
    yield from ((frozenset(("program",)), Tree(path)) for path in _PROGRAMS)
    yield from ((frozenset(("persistence",)), Tree(path)) for path in (*_STARTED, *_PAM))
    yield from ((frozenset(("persistence", "secret")), tree) for home in owners for tree in _keys_of(home))
    yield from ((frozenset(("program",)), tree) for tree in _libraries(root))
    yield frozenset(PROFILES), Tree("/var/log", depth=3, changes="names")
    for home in owners:
        if home.person:
            yield frozenset(("persistence", "secret")), Tree(home.path, depth=2, skip=_HEAVY, keyed=False)
    yield frozenset(("persistence",)), Tree("/boot", depth=3)
    yield frozenset(("persistence",)), Tree("/usr/lib/modules")
    yield from ((frozenset(("web",)), Tree(path)) for path in _WEB)


def homes(root: str) -> list[Home]:
    """Home folders of the passwd file below `root`, each once, root's first and services' last."""
    try:
        with open(below(root, resolve(root, PASSWD)), "rb") as file:  # noqa: PTH123  # a host's root may hold names that are no text
            raw = file.read(_MAX_PASSWD_BYTES)
    except OSError:
        return []
    found: dict[str, bool] = {}
    for line in os.fsdecode(raw).split("\n"):
        parts = line.split(":")
        if len(parts) == 7 and parts[2].isdecimal() and _is_home(parts[5]):
            person = int(parts[2]) == 0 or _FIRST_PERSON <= int(parts[2]) < 65_534
            path = parts[5].rstrip("/")
            found[path] = found.get(path, False) or person
    ordered = sorted(found.items(), key=lambda item: (item[0] != "/root", not item[1]))
    return [Home(path, person) for path, person in ordered[:_MAX_HOMES]]


def _is_home(path: str) -> bool:
    plain = path.rstrip("/")
    parent = "/".join(plain.split("/")[:2])
    return path.startswith("/") and ".." not in path.split("/") and plain not in _NO_HOMES and parent not in _NO_HOMES and "\0" not in path


def _keys_of(home: Home) -> Iterator[Tree]:
    if not home.person:
        yield Tree(f"{home.path}/.ssh", depth=2)
        return
    for name in _KEYS_OF_HOME:
        yield Tree(f"{home.path}/{name}", depth=6)


def _secrets_of(home: Home) -> Iterator[Secret]:
    yield Secret(f"{home.path}/.ssh", "*", _NOT_PRIVATE)
    if not home.person:
        return
    yield Secret(f"{home.path}/.aws", "credentials")
    yield Secret(f"{home.path}/.kube", "config")
    yield Secret(f"{home.path}/.docker", "config.json")
    for name in (".netrc", ".git-credentials", ".pgpass", ".my.cnf"):
        yield Secret(home.path, name)
    for name in _SHELL_FILES:
        yield Secret(home.path, name, bits=TREE)


def _libraries(root: str) -> Iterator[Tree]:
    """Library folders alone, without what is below them; PAM's folder in each as a whole."""
    for path in _LIBRARIES:
        yield Tree(path, depth=0, keyed=False)
    try:
        with os.scandir(below(root, resolve(root, "/usr/lib"))) as entries:
            machines = sorted(entry.name for entry in islice(entries, _MAX_LISTED) if "-linux-gnu" in entry.name)
    except OSError:
        return
    for name in machines[:8]:
        yield Tree(f"/usr/lib/{name}", depth=0, keyed=False)
        yield Tree(f"/usr/lib/{name}/security", depth=1)
