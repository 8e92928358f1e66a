"""Why a place matters: the profile of a path. Pure."""

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from redshank.core.errors import ConfigError

Profile = Literal["program", "config", "web", "secret", "persistence", "own"]
NAMES: tuple[str, ...] = get_args(Profile)

_HOME = r"(?:/root|/home/[^/]+|/var/lib/[^/]+|/srv/[^/]+|/opt/[^/]+)"
_PATTERNS: tuple[tuple[Profile, str], ...] = (
    ("secret", r"/etc/(?:shadow|gshadow|krb5\.keytab|ipsec\.secrets|security/opasswd)[^/]*$"),
    ("secret", r"/etc/(?:ssl/private|NetworkManager/system-connections|wireguard)/|/etc/ssh/ssh_host_[^/]*_key$"),
    ("secret", rf"{_HOME}/\.ssh/(?!authorized_keys|known_hosts|config|rc|environment|[^/]*\.pub$)"),
    ("secret", rf"{_HOME}/(?:\.aws/credentials|\.kube/config|\.docker/config\.json|\.netrc)"),
    ("secret", rf"{_HOME}/(?:\.git-credentials|\.pgpass|\.my\.cnf|\.gnupg/)"),
    ("persistence", r"/etc/(?:init\.d|init|rc[0-6S]?\.d|systemd|cron\.[a-z]+|pam\.d|sudoers\.d|udev|profile\.d|xdg/autostart)/"),
    ("persistence", r"/etc/(?:modules-load\.d|apt/apt\.conf\.d|zsh|ld\.so\.conf\.d)/|/etc/ld\.so\.[a-z]+$"),
    ("persistence", r"/etc/(?:inittab|rc\.local|crontab|anacrontab|sudoers|profile|environment|bash\.bashrc|bashrc|modules|passwd|group)$"),
    (
        "persistence",
        r"/(?:usr/)?lib/(?:systemd|udev|modules)/|/var/spool/(?:cron|at)/|/boot/|/(?:usr/)?lib(?:64)?(?:/[^/]*-linux-gnu[^/]*)?/security/",
    ),
    ("persistence", rf"{_HOME}/(?:\.ssh/|\.config/(?:systemd|autostart)/|\.(?:bash|zsh|profile|xprofile|login)[^/]*$)"),
    ("program", r"/(?:usr/(?:local/)?)?s?bin/|/(?:usr/)?lib(?:32|64|x32)?/|/usr/libexec/"),
    ("web", r"/(?:var|srv)/www/|/usr/share/nginx/html/"),
    ("config", r"/etc/"),
)


def _compiled() -> re.Pattern[str]:
    """One pattern, whose group's number says which: the first that matches wins."""
    return re.compile("|".join(f"({pattern})" for _, pattern in _PATTERNS))


_PATTERN = _compiled()


@dataclass(frozen=True, slots=True)
class FileSettings:
    """Which files are watched, and how closely.

    profiles: kinds of places: program (system programs and libraries), config (/etc), web (web roots), secret (password
    files, keys), persistence (what is started at boot, at log-in or by the clock). exclude: folders that are not entered.
    hashes: whether contents are hashed, and compared with the last look. diffs: whether changes of small texts of the
    configuration are shown. packages: whether files are compared with the packages of this host.
    """

    profiles: tuple[str, ...] = ("program", "config", "web", "secret", "persistence")
    exclude: tuple[str, ...] = field(default=())
    hashes: bool = True
    diffs: bool = True
    packages: bool = True

    def __post_init__(self) -> None:
        for name in self.profiles:
            if name not in NAMES or name == "own":
                raise ConfigError(f"files.profiles: no profile '{name}': choose from {', '.join(NAMES[:-1])}")
        for folder in self.exclude:
            if not folder.startswith("/") or folder.rstrip("/") == "":
                raise ConfigError(f"files.exclude: '{folder}' is not an absolute path of a folder below /")


def profile_of(path: str) -> Profile:
    """The profile of a watched path; `own` where it is watched by a setting alone."""
    found = _PATTERN.match(path)
    return _PATTERNS[found.lastindex - 1][0] if found is not None and found.lastindex else "own"
