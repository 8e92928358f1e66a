"""Who may log in without a password, and who has root's rights: keys of users, accounts with number 0, groups, rules of sudo."""

import stat
from collections.abc import Iterator

from redshank.events._generated.types import HostState
from redshank.host.sweep.scene import Scene, state

_MOST_KEYS = 64
_FORCED = ("command=", "environment=")


def look(scene: Scene) -> Iterator[HostState]:
    """One event for each file of keys, each account of number 0 besides root, each service account with a shell and a password."""
    accounts = list(_accounts(scene))
    for home in dict.fromkeys(home for _, _, home, _ in accounts if home.startswith("/")):
        for name in ("authorized_keys", "authorized_keys2"):
            path = f"{home.rstrip('/')}/.ssh/{name}"
            if (found := scene.stat(path)) is not None and stat.S_ISREG(found.st_mode):
                yield _keys(scene, path)
    passwords = {line.split(":")[0] for line in scene.text("/etc/shadow").splitlines() if _has_password(line)}
    for name, number, _, shell in accounts:
        if number == 0 and name != "root":
            yield _account(scene, name, "second_root")
        elif 0 < number < 1000 and name in passwords and not shell.endswith(("nologin", "false", "sync")):
            yield _account(scene, name, "service_account_with_password")


def _keys(scene: Scene, path: str) -> HostState:
    found = scene.stat(path)
    assert found is not None
    lines = [line for line in scene.text(path).splitlines() if line.strip() and not line.lstrip().startswith("#")]
    event = scene.file("keys", path, found, "keys")
    event.sweep_facts = [{"name": "key", "value": " ".join(line.split()[-1:])[:256]} for line in lines[:_MOST_KEYS]]
    if any(line.lstrip().startswith(_FORCED) for line in lines):
        event.sweep_traits = ["keys", "forced_command"]
    return event


def _account(scene: Scene, name: str, trait: str) -> HostState:
    found = scene.stat("/etc/passwd")
    event = scene.file("accounts", "/etc/passwd", found, trait) if found else state(scene, "accounts", trait)
    event.user_name = name[:64]
    return event


def _accounts(scene: Scene) -> Iterator[tuple[str, int, str, str]]:
    for line in scene.text("/etc/passwd").splitlines():
        words = line.split(":")
        if len(words) == 7 and words[2].isdecimal():
            yield words[0], int(words[2]), words[5], words[6]


def _has_password(line: str) -> bool:
    words = line.split(":")
    return len(words) > 1 and words[1].startswith("$")
